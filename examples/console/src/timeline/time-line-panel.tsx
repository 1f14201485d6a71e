import type { ReactNode } from "react";
import { CoverageNote } from "../parts/coverage-note.js";
import { Panel } from "../parts/panel.js";
import { RequestNote } from "../parts/request-note.js";
import type { TimeSpan } from "../view/time-span.js";
import { useTimes } from "../view/use-times.js";
import { TimeLineEntry } from "./time-line-entry.js";
import { useInView } from "./use-in-view.js";
import { type Entry, useTimeLine } from "./use-time-line.js";

/** Entries by the day that they stand in, in their order: newest day first. */
const byDay = (entries: readonly Entry[], dayOf: (instant: string) => string): [string, Entry[]][] => {
  const days: [string, Entry[]][] = [];
  for (const entry of entries) {
    const day = dayOf(entry.occurredAt);
    const last = days.at(-1);
    if (last?.[0] === day) last[1].push(entry);
    else days.push([day, [entry]]);
  }
  return days;
};

/** Everything that happened, in one time order over all sources. It grows while its end is in view. */
export const TimeLinePanel = ({ span }: { readonly span: TimeSpan }): ReactNode => {
  const times = useTimes();
  const { entries, isRead, coverage, hasMore, stops, busy, error, waits, more, newest, retry } = useTimeLine(span);
  const end = useInView(more, hasMore && !busy && !stops && error === undefined);
  return (
    <Panel
      id="time-line"
      title="Time line"
      about={`Records of every kind in one order, newest first, ${times.zoneName}.`}
      busy={busy}
      empty={!isRead}
    >
      <RequestNote error={error} retry={retry} />
      <CoverageNote coverage={coverage} retry={retry} />
      {waits && (
        <p className="note" role="status">
          The page was read again; this list waits while you are further back.{" "}
          <button type="button" onClick={newest}>
            Show the newest
          </button>
        </p>
      )}
      {byDay(entries, times.longDate).map(([day, ofDay]) => (
        <section className="day" key={day} aria-label={day}>
          <h3>{day}</h3>
          <ol className="entries">
            {ofDay.map((entry) => (
              <TimeLineEntry key={entry.id} entry={entry} />
            ))}
          </ol>
        </section>
      ))}
      {isRead && entries.length === 0 && !busy && (
        <p className="nothing">
          {coverage?.some(({ state }) => state === "FAILED")
            ? "Nothing could be read of this range."
            : "No record of this range passes the filters."}
        </p>
      )}
      <div ref={end}>
        {hasMore && (
          <button type="button" onClick={more} disabled={busy}>
            Show more
          </button>
        )}
      </div>
    </Panel>
  );
};
