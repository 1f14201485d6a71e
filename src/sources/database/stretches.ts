import { LRUCache } from "lru-cache";
import type { ReadRequest } from "../../audit/timeline.js";
import { type FreshSince, REMEMBERED_FOR } from "../../audit/walk.js";
import { DAY, type RecordOrder, type TimeWindow } from "../../audit/window.js";
import type { LogFile } from "./mapping.js";

/*
 * A stretch of one instance's list, read whole, is what is remembered of a list, by two rules of who may have it. A walk's
 * later page may have what was read for its caller since the walk began (WalkedStretches). Anybody may have what closed long
 * ago and was seen twice (closed-stretches.ts).
 */

/** A stretch of one instance's list, whole. */
export interface Stretch extends TimeWindow {
  /** Every file that begins in it, oldest first. */
  readonly files: readonly LogFile[];
}

/** What a stretch holds of a window; undefined where it holds nothing of it. */
export const within = (stretch: Stretch, window: TimeWindow): Stretch | undefined => {
  const from = Math.max(stretch.from, window.from);
  const to = Math.min(stretch.to, window.to);
  if (from >= to) return undefined;
  if (from === stretch.from && to === stretch.to) return stretch;
  return { from, to, files: stretch.files.slice(firstFrom(stretch.files, from), firstFrom(stretch.files, to)) };
};

/** Where the first file stands that begins at a time or later. */
const firstFrom = (files: Stretch["files"], time: number): number => {
  let [low, high] = [0, files.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((files[middle]?.begin ?? Infinity) < time) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Where a read of a span begins, in its order. */
export const nearEdge = ({ from, to }: TimeWindow, order: RecordOrder): number =>
  order === "OLDEST_FIRST" ? from : to;

/** Where it ends. */
export const farEdge = ({ from, to }: TimeWindow, order: RecordOrder): number => (order === "OLDEST_FIRST" ? to : from);

/** What of a window a read has still before it at an edge; nothing of it has a length of 0. */
export const restOf = ({ from, to }: TimeWindow, edge: number, order: RecordOrder): TimeWindow =>
  order === "OLDEST_FIRST" ? { from: edge, to } : { from, to: edge };

/**
 * A file begins, is written for a day at most, and is listed when it ends; the second day is for clocks that differ and
 * for uploads that are late. What ended earlier gains files only where the service breaks its own habits.
 */
const SETTLED_AFTER = 2 * DAY;

/** Does a service list nothing new that begins before `end`? */
export const isSettled = (end: number, now: number): boolean => end <= now - SETTLED_AFTER;

/** May what an operation of a moment learned of the list up to `end` serve a page at `now`? The rule of a walk's own memory. */
export const mayServe = (since: FreshSince | undefined, learnedAt: number, end: number, now: number): boolean =>
  since !== undefined && learnedAt >= since.moment && (!since.onlySettled || isSettled(end, now));

const KEPT_FILES = 20_000;
const STRETCHES_OF_ONE = 4;

/** A stretch, and the moment (walk.ts) of the operation that read it. */
interface WalkedStretch {
  readonly stretch: Stretch;
  readonly moment: number;
}

/**
 * The stretches that a process read last, so that a walk's next page need not read again what the page before read and
 * did not show. One serves walks of the same caller that began before it was read: it is as good as a read of their own.
 */
export class WalkedStretches {
  readonly #lists = new LRUCache<string, readonly WalkedStretch[]>({
    maxSize: KEPT_FILES,
    sizeCalculation: (walked) => 1 + walked.reduce((sum, { stretch }) => sum + stretch.files.length, 0),
    ttl: REMEMBERED_FOR,
  });

  /** `list`: whose, and which. */
  keep(list: string, stretch: Stretch, moment: number): void {
    const before = this.#lists.get(list) ?? [];
    this.#lists.set(list, [{ stretch, moment }, ...before].slice(0, STRETCHES_OF_ONE));
  }

  /** One that goes on from the edge in the order, and may serve the page that is read. */
  find(list: string, edge: number, { order, window, freshSince }: ReadRequest, now: number): Stretch | undefined {
    if (freshSince === undefined) return undefined;
    const oldestFirst = order === "OLDEST_FIRST";
    const found = this.#lists.get(list)?.find(({ stretch: { from, to }, moment }) => {
      const goesOn = oldestFirst ? from <= edge && edge < to : from < edge && edge <= to;
      return goesOn && mayServe(freshSince, moment, oldestFirst ? Math.min(to, window.to) : edge, now);
    });
    return found?.stretch;
  }
}
