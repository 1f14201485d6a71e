import { asAuditError, type AuditError } from "../../audit/errors.js";
import type { SourceInfo } from "../../audit/record.js";
import type { Chunk, ReadRequest, Timeline } from "../../audit/timeline.js";
import type { UsageAuditPeriodRecord } from "../../audit/sources.js";
import type { TimeWindow } from "../../audit/window.js";
import type { Held } from "../../upstream/cache/stores.js";
import { sourceBrokeContract } from "../../upstream/failures.js";
import { type Calendar, calendarOf, endBefore, shift } from "./client.js";

export interface PeriodTimelineOptions {
  readonly source: SourceInfo;
  /** Asks each time once within an operation. */
  readonly load: (before: number) => Promise<Held<UsageAuditPeriodRecord>>;
  /** The calendar as it was seen last, by any operation. A wrong one costs calls, never a period. */
  readonly calendar: { seen: Calendar | undefined };
  readonly now: number;
  /** Calls that the operation may still make. */
  readonly callsLeft: () => number;
}

type PeriodChunk = Chunk<UsageAuditPeriodRecord>;

/** Codes that may be one period's fault alone: Nova answers 500 for a period with one broken row. */
const MAY_BE_ONE_PERIOD: ReadonlySet<string> = new Set(["UPSTREAM_CONTRACT_VIOLATION", "UPSTREAM_UNAVAILABLE"]);

/** Most periods that are asked for ahead of the walk. */
const MOST_AHEAD = 64;
/** Of the calls that are left, what may go into questions that the reader may not need. */
const SURPLUS_SHARE = 1 / 4;

/** The completed periods of one Nova, by their end. */
export const periodTimeline = (options: PeriodTimelineOptions): Timeline<UsageAuditPeriodRecord> => ({
  source: options.source,
  read(request) {
    // Nova answers for the future too, with periods that have not happened.
    const window = { from: request.window.from, to: Math.min(request.window.to, options.now) };
    const pace = new Pace(request, options.callsLeft);
    return request.order === "NEWEST_FIRST" ? walkBack(window, pace, options) : walkOn(window, pace, options);
  },
});

/** How many questions may go out together: what is expected first, then growing numbers, within what may be asked. */
class Pace {
  readonly #among: number;
  #expected: number;
  #surplus = 1;

  constructor(
    { expected, among = 1 }: ReadRequest,
    private readonly callsLeft: () => number,
  ) {
    this.#among = among;
    this.#expected = Math.max(1, Math.ceil(expected / among));
  }

  /** Questions ahead from here. Other timelines of the page must be able to ask too, or it would not come on at all. */
  next(): number {
    const own = this.callsLeft() / this.#among;
    if (this.#expected > 0) return Math.floor(Math.min(this.#expected, MOST_AHEAD, own));
    return Math.floor(Math.min((this.#surplus *= 2), MOST_AHEAD, own * SURPLUS_SHARE));
  }

  took(periods: number): void {
    this.#expected = Math.max(0, this.#expected - periods);
  }
}

/**
 * Newest first: each period's end is the `before` of the one before it, so the walk itself can neither skip nor
 * repeat. The calendar only lets the walk's questions go out ahead, together; where an answer does not stand where
 * the calendar put it, its question was in vain and the walk asks the right one.
 */
async function* walkBack(
  window: TimeWindow,
  pace: Pick<Pace, "next" | "took">,
  options: PeriodTimelineOptions,
): AsyncIterable<PeriodChunk> {
  const { load, calendar } = options;
  const asked = new Set<number>();
  let before = window.to;
  let failure: AuditError | undefined;

  while (before > window.from) {
    if (calendar.seen && !asked.has(before)) askAhead(before, pace.next());
    const held = await load(before).catch((thrown: unknown) => asAuditError(thrown));
    if (held instanceof Error) {
      // One broken period must not hide what is older; two in a row mean that the source is down.
      if (failure || !calendar.seen || !MAY_BE_ONE_PERIOD.has(held.code)) throw held;
      failure = held;
      before = endBefore(calendar.seen, before);
      yield { records: [], through: before, problem: held };
      continue;
    }
    failure = undefined;
    const { value: period, problem } = held;
    if (period.end >= before)
      throw sourceBrokeContract(options.source.name, { detail: "usage audit period: not before the asked time" });
    calendar.seen = calendarOf(period) ?? calendar.seen;
    if (period.end < window.from) {
      // What was kept proves only what was so then: that there is nothing here is told with the problem, or not at all.
      if (problem) yield { records: [], through: window.from, problem };
      return;
    }
    yield { records: [period], through: period.end, ...(problem ? { problem } : {}) };
    pace.took(1);
    // Periods adjoin: the next one ends where this one begins.
    if (period.begin < window.from) return;
    before = period.end;
  }

  function askAhead(from: number, count: number): void {
    for (let i = 0, next = from; calendar.seen && i < count; i += 1) {
      asked.add(next);
      // The walk meets the failure itself, if it comes this way.
      load(next).catch(() => undefined);
      const end = endBefore(calendar.seen, next);
      // The window begins within the period that answers: the walk ends there.
      if (endBefore(calendar.seen, end) < window.from) return;
      next = end;
    }
  }
}

/** Oldest first: pieces of the window, each walked back and turned round. The calendar only sizes the pieces. */
async function* walkOn(window: TimeWindow, pace: Pace, options: PeriodTimelineOptions): AsyncIterable<PeriodChunk> {
  const { calendar } = options;
  calendar.seen = calendarOf((await options.load(window.to)).value) ?? calendar.seen;
  let from = window.from;
  while (from < window.to) {
    // A piece is shown whole or not at all, so it is no larger than what may be asked.
    const count = Math.max(1, pace.next());
    const to = Math.min(window.to, calendar.seen ? pieceEnd(calendar.seen, from, count) : window.to);
    const chunks: PeriodChunk[] = [];
    for await (const chunk of walkBack({ from, to }, { next: () => MOST_AHEAD, took: () => undefined }, options))
      chunks.push(chunk);
    const problem = chunks.find((chunk) => chunk.problem)?.problem;
    yield { records: chunks.flatMap(({ records }) => records).reverse(), through: to, ...(problem ? { problem } : {}) };
    pace.took(chunks.length);
    from = to;
  }
}

/** Just past the end of the last of so many periods, from a time on. */
const pieceEnd = (calendar: Calendar, from: number, count: number): number =>
  shift({ ...calendar, anchor: endBefore(calendar, from) }, count) + 1;
