import { Fragment, type ReactNode } from "react";
import { words } from "../parts/format.js";
import { useInstances } from "../sources/use-instances.js";
import { useTimes } from "../view/use-times.js";
import { useView } from "../view/use-view.js";
import type { Entry } from "./use-time-line.js";

/** A name of 63 characters is shown whole; the names of files are longer, and stand whole in the record. */
const LONGEST = 64;

const clipped = (sentence: string): ReactNode[] =>
  sentence.split(" ").map((word, i) => (
    <Fragment key={i}>
      {i > 0 && " "}
      {word.length > LONGEST ? (
        <span className="long" title={word}>
          {word}
        </span>
      ) : (
        word
      )}
    </Fragment>
  ));

/** One record as one line: when, how bad, what it says, and where it is from. It opens the record beside the list. */
export const TimeLineEntry = ({ entry, isNew }: { readonly entry: Entry; readonly isNew: boolean }): ReactNode => {
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
        data-new={isNew || undefined}
        aria-expanded={isOpen}
        onClick={() => change({ record: isOpen ? "" : id })}
      >
        <time dateTime={occurredAt}>{time(occurredAt)}</time>
        <span className="severity" title={words(severity)} data-severity={severity}>
          <span className="unseen">{words(severity)}</span>
        </span>
        <span className="what">
          {isNew && <b className="is-new">new</b>}
          {isNew && " "}
          {clipped(named(summary, source.name))}
        </span>
        <span className="where">{source.name}</span>
      </button>
    </li>
  );
};
