import { type Coverage, isComplete } from "./coverage.js";
import { type Cut, Merge } from "./merge.js";
import type { Holds } from "./patience.js";
import { behindOf, isPosition, positionAt } from "./gaps.js";
import { stepsFor } from "./in-turns.js";
import { Missing } from "./missing.js";
import type { PagePlan } from "./page-plan.js";
import { type AuditRecord, compareIn, type RecordKey } from "./record.js";
import type { Turn } from "./session.js";
import type { Timeline } from "./timeline.js";
import { type RecordOrder, reverseOrder, type TimeWindow } from "./window.js";

export interface Edge<R> {
  readonly cursor: string;
  readonly record: R;
}

/** Most callers want no cursor but the last: one is made when it is read. */
class Place<R extends AuditRecord> implements Edge<R> {
  constructor(
    readonly record: R,
    private readonly missing: Missing<R>,
  ) {}

  get cursor(): string {
    const { key } = this.record;
    return this.missing.cursorAt(key, key);
  }
}

export interface Page<R> {
  readonly edges: readonly Edge<R>[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Where the page begins and ends: at its records, or, where it was cut short, where it stopped. */
  readonly startCursor: string | null;
  readonly endCursor: string | null;
  /** What is missing of the walk so far stands with each. */
  readonly coverage: readonly Coverage[];
  /** Each timeline was read without a word. */
  readonly isComplete: boolean;
  /** The whole list is in this page: its length is the list's. */
  readonly isWholeList: boolean;
}

const endOf = (start: RecordKey): number => (isPosition(start) ? start.time : start.time + 1);

/**
 * The part of the window that a read from a key on needs: the key's own moment stays in, for ties and for the key's
 * record. A position has neither: newest first, all of its moment is behind it.
 */
const beyond = (window: TimeWindow, start: RecordKey | undefined, order: RecordOrder): TimeWindow => {
  if (!start) return window;
  return order === "OLDEST_FIRST"
    ? { from: Math.max(window.from, start.time), to: window.to }
    : { from: window.from, to: Math.min(window.to, endOf(start)) };
};

/** The part of the window that `beyond` leaves out. */
const behind = (window: TimeWindow, start: RecordKey, order: RecordOrder): TimeWindow =>
  order === "OLDEST_FIRST" ? { from: window.from, to: start.time } : { from: endOf(start), to: window.to };

const isEmpty = (window: TimeWindow): boolean => window.from >= window.to;

const failedOf = (coverage: Coverage | undefined): Coverage | undefined =>
  coverage?.state === "FAILED" ? coverage : undefined;

/**
 * Is there any record in the window? Reads from the near end, so that one record is enough to know. `isCut`: the
 * calls were spent before that was known.
 */
const lookFor = async <R extends AuditRecord>(
  timelines: readonly Timeline<R>[],
  window: TimeWindow,
  order: RecordOrder,
  { turn, holds }: { readonly turn: Turn | undefined; readonly holds: Holds | undefined },
): Promise<{ readonly found: boolean; readonly isCut: boolean; readonly coverage: readonly Coverage[] }> => {
  const merge = new Merge(timelines, { window, order, expected: 1, ...(turn ? { turn } : {}) }, holds);
  let found = false;
  if (!isEmpty(window)) {
    for await (const run of merge.runs()) {
      for (const _record of run) found = true;
      if (found) break;
    }
  }
  return { found, isCut: merge.cut !== undefined, coverage: merge.trackers.map((tracker) => tracker.coverage) };
};

/** Where a page that was cut short ends, in the direction of its read; what the caller gave where it came no further. */
const endOfCut = (
  { front }: Cut,
  sawBehind: boolean | undefined,
  { start, readOrder }: PagePlan,
): RecordKey | undefined => {
  if (front === undefined) return start;
  const position = positionAt(front, readOrder, sawBehind);
  return start && compareIn(readOrder, position, start) <= 0 ? start : position;
};

/**
 * One page of the merged timelines. The read goes one record past the page, and starts at the cursor's own moment:
 * the record beyond tells that there is a next page, the cursor's record that there is a previous one. Where that
 * record is gone since, one read in the other direction tells. So both flags are true to fact for what could be read, and
 * true where the calls were spent before the fact was known. A flag that nobody asks for (PageFacts) costs nothing, and means
 * nothing.
 *
 * A page that is cut short for want of calls holds the records up to where it stopped, and its cursor there goes on.
 */
export const readPage = async <R extends AuditRecord>(
  plan: PagePlan,
  opened: readonly Timeline<R>[],
): Promise<Page<R>> => {
  const { window, readOrder, start, stop, size, refill } = plan;
  const part = beyond(window, start, readOrder);
  const missing = new Missing(plan, part, opened);
  const timelines = missing.timelines;
  // Of the record beyond, where somebody asks for it, and the cursor's own each is one.
  const request = {
    window: part,
    order: readOrder,
    expected: size + (plan.asksBeyond ? 1 : 0) + (start ? 1 : 0),
    ...(plan.turn ? { turn: plan.turn } : {}),
    ...(plan.freshSince === undefined ? {} : { freshSince: plan.freshSince }),
  };
  const merge = new Merge(timelines, request, plan.holds);
  const records: R[] = [];
  /** Undefined for as long as it is not known. */
  let sawBehind: boolean | undefined = start ? behindOf(start, readOrder) : false;
  /** The calls were spent before it was known: then the flag says that there may be something. */
  let isBehindUnread = false;
  let sawBeyond = false;
  let isBeyondStart = false;
  if (!isEmpty(part)) {
    for await (const run of merge.runs()) {
      for (const record of run) {
        if (!isBeyondStart && start && compareIn(readOrder, record.key, start) <= 0) {
          sawBehind = true;
          continue;
        }
        // In their order: so are all that follow.
        isBeyondStart = true;
        if (records.length === size || (stop && compareIn(readOrder, record.key, stop) >= 0)) {
          sawBeyond = true;
          break;
        }
        records.push(record);
        // Nobody asks whether more follow: that is not looked for, and not denied.
        if (records.length === size && !plan.asksBeyond) {
          sawBeyond = true;
          break;
        }
      }
      if (sawBeyond) break;
    }
  }
  // What follows looks at each timeline, whether anything came of it or not.
  const steps = stepsFor(timelines.length);
  if (steps > 0) await plan.turn?.(steps);
  missing.took(merge.trackers);
  plan.holds?.ended(timelines.map(({ source }) => ({ source: source.name })));
  let coverage: readonly Coverage[] = merge.trackers.map((tracker) => tracker.coverage);
  if (start && sawBehind === undefined && plan.asksBehind) {
    const look = await lookFor(timelines, behind(window, start, readOrder), reverseOrder(readOrder), plan);
    // A source that could not say whether it holds something there is named for it. Where it failed, the flag speaks of
    // the others; where the calls were spent, a later page reads on, so nothing says that there is nothing.
    sawBehind = look.found || (look.coverage.some(failedOf) ? undefined : false);
    isBehindUnread = look.isCut;
    if (!look.found) coverage = coverage.map((each, i) => failedOf(look.coverage[i]) ?? each);
  }

  const { cut } = merge;
  const isBehind = records.length > 0 || sawBehind;
  const hasMore = sawBeyond || cut !== undefined;
  const last = cut ? endOfCut(cut, isBehind, plan) : records.at(-1)?.key;
  const first = records[0]?.key;
  // The list ends here: what could not be read is missing up to the window's end, and so far the last cursor goes.
  const farEnd = positionAt(readOrder === "OLDEST_FIRST" ? window.to : window.from, readOrder, isBehind);
  const end = !hasMore && last && missing.isBeyond(last) ? farEnd : last;
  const known = hasMore ? last : farEnd;
  if (steps > 0) await plan.turn?.(steps);
  const gaps = missing.upTo(known);
  const told = gaps.length === 0 ? coverage : await missing.toldIn(coverage, gaps);
  if (steps > 0) await plan.turn?.(steps);
  const cursorAt = (key: RecordKey | undefined): string | null => (key ? missing.cursorAt(key, key) : null);
  // Of a refill it is the walk's own place, with what is still missing: from an empty page too.
  const cursorAtEnd = (): string | null => (refill ? missing.cursorAt(refill.key, known) : cursorAt(end));
  if (!plan.forward) records.reverse();
  const hasBehind = sawBehind ?? isBehindUnread;
  return {
    edges: records.map((record) => new Place(record, missing)),
    hasNextPage: plan.forward ? hasMore : hasBehind,
    hasPreviousPage: plan.forward ? hasBehind : hasMore,
    get startCursor() {
      return plan.forward ? cursorAt(first) : cursorAtEnd();
    },
    get endCursor() {
      return plan.forward ? cursorAtEnd() : cursorAt(first);
    },
    coverage: told,
    isComplete: isComplete(coverage),
    isWholeList: sawBehind === false && !hasMore && !refill,
  };
};
