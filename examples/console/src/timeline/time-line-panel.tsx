import { CombinedGraphQLErrors } from "@apollo/client";
import { Fragment, type ReactNode } from "react";
import { CoverageNote } from "../parts/coverage-note.js";
import { Panel } from "../parts/panel.js";
import { RequestNote } from "../parts/request-note.js";
import type { TimeSpan } from "../view/time-span.js";
import { useTimes } from "../view/use-times.js";
import { useView } from "../view/use-view.js";
import { NewsBar } from "./news-bar.js";
import { TimeLineEntry } from "./time-line-entry.js";
import { useInView } from "./use-in-view.js";
import type { News } from "./use-news.js";
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

/** The entries of a day, with a mark wherever what appeared meets what was there. */
const Entries = ({
  entries,
  news,
}: {
  readonly entries: readonly Entry[];
  readonly news: News | undefined;
}): ReactNode => {
  const { second } = useTimes();
  const isNew = (entry: Entry | undefined): boolean => entry !== undefined && (news?.ids.has(entry.id) ?? false);
  return (
    <ol className="entries">
      {entries.map((entry, i) => (
        <Fragment key={entry.id}>
          {isNew(entry) !== isNew(entries[i - 1]) && (
            <li className="mark">{isNew(entry) ? `New since ${second(news?.since ?? 0)}` : "Seen before"}</li>
          )}
          <TimeLineEntry entry={entry} isNew={isNew(entry)} />
        </Fragment>
      ))}
    </ol>
  );
};

/** Everything that happened, in one time order over all sources. It grows while its end is in view. */
export const TimeLinePanel = ({ span }: { readonly span: TimeSpan }): ReactNode => {
  const times = useTimes();
  const { readAgain } = useView();
  const timeLine = useTimeLine(span);
  const { entries, isRead, coverage, hasMore, stops, busy, error, news, waits, more, newest, retry } = timeLine;
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
      {news && (
        <>
          {/* A token that is not taken any more needs a list that is read anew. */}
          <RequestNote error={news.error} retry={CombinedGraphQLErrors.is(news.error) ? readAgain : news.ask} />
          <CoverageNote coverage={news.silent} retry={news.ask} isOfNews />
          <NewsBar news={news} />
        </>
      )}
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
          <Entries entries={ofDay} news={news} />
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
