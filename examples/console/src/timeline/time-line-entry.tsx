import type { ReactNode } from "react";
import { words } from "../parts/format.js";
import { useInstances } from "../sources/use-instances.js";
import { useTimes } from "../view/use-times.js";
import { useView } from "../view/use-view.js";
import type { Entry } from "./use-time-line.js";

/** One record as one line: when, how bad, what it says, and where it is from. It opens the record beside the list. */
export const TimeLineEntry = ({ entry }: { readonly entry: Entry }): ReactNode => {
  const { view, change } = useView();
  const { time } = useTimes();
  const { named } = useInstances();
  const { id, occurredAt, severity, summary, source } = entry;
  const isOpen = view.record === id;
  return (
    <li data-kind={entry.__typename}>
      <button
        type="button"
        className="entry"
        data-record={id}
        aria-expanded={isOpen}
        onClick={() => change({ record: isOpen ? "" : id })}
      >
        <time dateTime={occurredAt}>{time(occurredAt)}</time>
        <span className="severity" data-severity={severity}>
          <span className={severity === "INFO" ? "unseen" : ""}>{words(severity)}</span>
        </span>
        <span className="what">{named(summary, source.name)}</span>
        <span className="where">{source.name}</span>
      </button>
    </li>
  );
};
