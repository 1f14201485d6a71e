import { type Coverage, CoverageTracker, isComplete } from "./coverage.js";
import { asAuditError } from "./errors.js";
import type { AuditRecord } from "./record.js";
import type { Session } from "./session.js";
import type { Timeline } from "./timeline.js";
import type { Steps } from "./whole-reads.js";
import { DAY, type TimeWindow } from "./window.js";

/** Everything that the window holds is wanted: parts of a list fill the source's largest pages. */
const ALL = 1_000_000;
/** A chunk that is at hand is little work; its records are steps of their own. */
const STEPS_OF_CHUNK = 1 / 4;
const RECORDS_OF_STEP = 200;

/** By whom a timeline is tallied, and how long that waits for each step of it. */
interface Tallying extends Pick<Session, "turn"> {
  readonly steps: Steps;
}

/** What a whole window of one timeline gave. */
export interface Tallied {
  readonly coverage: Coverage;
  /** Spans of the window whose records are not, or not surely, all counted; newest first, none of them empty. */
  readonly missing: readonly TimeWindow[];
  /** Where the reader had enough: what is older is still to be counted. */
  readonly readTo?: number;
}

/**
 * What two reads of a settled stretch showed alike is kept by the place where they began. So that a dashboard's reads begin
 * there at one place for a whole day, the window is cut at the last midnight of UTC that is two days old. Newest first.
 */
export const spansToTally = (window: TimeWindow, now: number): readonly TimeWindow[] => {
  const settled = Math.floor((now - 2 * DAY) / DAY) * DAY;
  if (settled <= window.from || settled >= window.to) return [window];
  return [
    { from: settled, to: window.to },
    { from: window.from, to: settled },
  ];
};

/** A span of the window was not counted: `from` and `to` lie in the window. */
const addSpan = (missing: TimeWindow[], from: number, to: number): void => {
  if (from < to) missing.push({ from, to });
};

const hullOf = (spans: readonly TimeWindow[]): TimeWindow => ({
  from: Math.min(...spans.map(({ from }) => from)),
  to: Math.max(...spans.map(({ to }) => to)),
});

const talliedOf = ({ coverage }: CoverageTracker, missing: readonly TimeWindow[]): Tallied => ({
  coverage: missing.length > 0 ? { ...coverage, missing: missing.toReversed() } : coverage,
  missing,
});

/**
 * Reads whole spans of one timeline, each newest first, and hands each record to `take`. The spans follow each other, the
 * newest first. A timeline that fails, that is given up, or that stops because the operation's calls are spent, is counted
 * as far as it came: `missing` says what is not.
 */
export const tally = async <R extends AuditRecord>(
  timeline: Timeline<R>,
  spans: readonly TimeWindow[],
  { turn, steps }: Tallying,
  take: (record: R) => void,
  hasEnough: () => boolean = () => false,
): Promise<Tallied> => {
  const tracker = new CoverageTracker(timeline, { window: hullOf(spans), order: "NEWEST_FIRST" });
  const missing: TimeWindow[] = [];
  const oldest = spans.at(-1)?.from ?? 0;
  let through = spans[0]?.to ?? oldest;
  try {
    for (const window of spans) {
      through = window.to;
      const request = { window, order: "NEWEST_FIRST" as const, expected: ALL, ...(turn ? { turn } : {}) };
      for await (const chunk of steps.each(timeline.read(request))) {
        tracker.took(chunk);
        const to = through;
        through = Math.min(through, Math.max(chunk.through, window.from));
        if (chunk.problem) addSpan(missing, through, to);
        for (const record of chunk.records) take(record);
        if (hasEnough()) return { coverage: tracker.coverage, missing, readTo: through };
        await turn?.(STEPS_OF_CHUNK + Math.floor(chunk.records.length / RECORDS_OF_STEP));
      }
    }
  } catch (thrown) {
    tracker.failed(asAuditError(thrown));
    addSpan(missing, oldest, through);
  }
  return talliedOf(tracker, missing);
};

/**
 * Counts the records of each span of one timeline by what its source says of its own totals, without reading them; the
 * newest span first. `take` hears the number of each span, by its place in `spans`.
 */
const tallyCounts = async <R extends AuditRecord>(
  timeline: Timeline<R>,
  spans: readonly TimeWindow[],
  { turn, steps }: Tallying,
  take: (span: number, records: number) => void,
): Promise<Tallied> => {
  const tracker = new CoverageTracker(timeline, { window: hullOf(spans), order: "NEWEST_FIRST" });
  const missing: TimeWindow[] = [];
  let at = spans.length - 1;
  try {
    for (; at >= 0; at -= 1) {
      const span = spans[at];
      if (!span) continue;
      const count = timeline.count ? await steps.one(timeline.count(span)) : null;
      if (count === null) addSpan(missing, span.from, span.to);
      else take(at, count);
      await turn?.();
    }
  } catch (thrown) {
    tracker.failed(asAuditError(thrown));
    addSpan(missing, spans[0]?.from ?? 0, spans[at]?.to ?? 0);
  }
  return talliedOf(tracker, missing);
};

/** Records of a span that reading brings in about as many calls as counting the span takes: two calls, of 50 records or more. */
export const CHEAP_TO_READ = 100;

/**
 * Counts without reading what would be dear to read: a list is read, newest first, until it has shown more than its totals
 * would have cost; what is older is counted by them. A list that tells no totals is read.
 */
export const tallyCheaply = async <R extends AuditRecord>(
  timeline: Timeline<R>,
  spans: readonly TimeWindow[],
  session: Tallying & Pick<Session, "now">,
  take: (record: R) => void,
  takeCount: (span: number, records: number) => void,
): Promise<Tallied> => {
  const window = { from: spans[0]?.from ?? 0, to: spans.at(-1)?.to ?? 0 };
  let left = timeline.count ? CHEAP_TO_READ * spans.length : Infinity;
  const taking = (record: R): void => {
    left -= 1;
    take(record);
  };
  const read = await tally(timeline, spansToTally(window, session.now), session, taking, () => left < 0);
  const { readTo } = read;
  if (readTo === undefined || readTo <= window.from) return read;
  const rest = spans.filter(({ from }) => from < readTo).map(({ from, to }) => ({ from, to: Math.min(to, readTo) }));
  const counted = await tallyCounts(timeline, rest, session, takeCount);
  return {
    coverage: isComplete([read.coverage]) ? counted.coverage : read.coverage,
    missing: [...read.missing, ...counted.missing],
  };
};
