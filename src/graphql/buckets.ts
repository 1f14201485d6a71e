import { IANAZone, Info, type Zone } from "luxon";
import { invalidArgument } from "../audit/errors.js";
import { DAY, HOUR, MINUTE, type TimeWindow } from "../audit/window.js";

export const BucketSize = { HOUR: "HOUR", DAY: "DAY", WEEK: "WEEK", MONTH: "MONTH" } as const;
export type BucketSize = (typeof BucketSize)[keyof typeof BucketSize];

/** Buckets of one window: hours of 41 days, or days of almost three years. */
const MOST_BUCKETS = 1_000;

/** Throws INVALID_ARGUMENT for a name that the time zone database does not have. */
const requireZone = (name: string): Zone => {
  if (IANAZone.isValidZone(name)) return Info.normalizeZone(name);
  throw invalidArgument(
    "timeZone",
    `${JSON.stringify(name.slice(0, 80))} is no time zone; write a name such as Europe/Berlin, Asia/Shanghai or UTC.`,
  );
};

/** What the clock of a zone shows at an instant, as if it were UTC. */
type ClockTime = number;

/** Where the hour, day, week or month of a clock's time began. */
const beginOf = (by: BucketSize, time: ClockTime): ClockTime => {
  if (by === "HOUR") return Math.floor(time / HOUR) * HOUR;
  const day = Math.floor(time / DAY);
  if (by === "DAY") return day * DAY;
  // The epoch was a Thursday.
  if (by === "WEEK") return (day - ((((day + 3) % 7) + 7) % 7)) * DAY;
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
};

/** A day, week or month later, at the same time of day. Begins stand early in a month: each month has that day. */
const later = (by: Exclude<BucketSize, "HOUR">, time: ClockTime): ClockTime => {
  if (by !== "MONTH") return time + (by === "DAY" ? DAY : 7 * DAY);
  return new Date(time).setUTCMonth(new Date(time).getUTCMonth() + 1);
};

/**
 * The begins of a zone's days, weeks and months. By numbers: luxon's dates took 64 ms for a thousand of them. What it says
 * of a clock that changes is kept (test/properties/buckets.test.ts compares them): a time that a clock skips is as much later, and of
 * one that it shows twice the one counts that has the offset of before.
 */
class Calendar {
  /** An offset is dear to ask for, and the begin that was found is where the next one is sought from. */
  readonly #asked = { time: NaN, offset: 0 };

  constructor(private readonly zone: Zone) {}

  /** Where the bucket begins that holds the instant. */
  beginAt(by: BucketSize, time: number): number {
    const offset = this.#offsetAt(time);
    return this.#instantOf(beginOf(by, time + offset), offset);
  }

  /** Where the one after a begin begins. */
  next(by: Exclude<BucketSize, "HOUR">, begin: number): number {
    const offset = this.#offsetAt(begin);
    // A day begins at 01:00 where the clock skips its midnight, and the next one at 00:00 again.
    return this.beginAt(by, this.#instantOf(later(by, begin + offset), offset));
  }

  /** When the clock shows this; `offset` is the one that is thought to hold. */
  #instantOf(shown: ClockTime, offset: number): number {
    const guess = shown - offset;
    const there = this.#offsetAt(guess);
    if (there === offset) return guess;
    const other = shown - there;
    const beyond = this.#offsetAt(other);
    return beyond === there ? other : shown - Math.min(there, beyond);
  }

  #offsetAt(time: number): number {
    if (this.#asked.time !== time) {
      this.#asked.time = time;
      this.#asked.offset = this.zone.offset(time) * MINUTE;
    }
    return this.#asked.offset;
  }
}

/**
 * The window cut where the calendar of a time zone begins a new hour, day, week or month, oldest first; the first and the
 * last one end where the window does. Throws INVALID_ARGUMENT where that makes more than 1,000.
 */
export const bucketsOf = (window: TimeWindow, by: BucketSize, timeZone: string): readonly TimeWindow[] => {
  const calendar = new Calendar(requireZone(timeZone));
  const buckets: TimeWindow[] = [];
  let start = calendar.beginAt(by, window.from);
  for (let from = window.from; from < window.to;) {
    if (buckets.length === MOST_BUCKETS) {
      throw invalidArgument("by", `the window has more than ${MOST_BUCKETS} spans of ${by}; take a longer span.`);
    }
    // Hours are always as long.
    start = by === "HOUR" ? start + HOUR : calendar.next(by, start);
    const to = Math.min(Math.max(start, from + 1), window.to);
    buckets.push({ from, to });
    from = to;
  }
  return buckets;
};

/** In hours, where a clock is put forward. */
const shortest = { HOUR: 1, DAY: 23, WEEK: 24 * 7 - 1, MONTH: 24 * 28 - 1 } as const;
const isBucketSize = (value: unknown): value is BucketSize =>
  typeof value === "string" && Object.hasOwn(shortest, value);

/** How many buckets there may be, for the price: without a zone, and never too few. */
export const bucketsAtMost = (window: TimeWindow, by: unknown): number => {
  const hours = isBucketSize(by) ? shortest[by] : shortest.DAY;
  return Math.min(MOST_BUCKETS, Math.ceil((window.to - window.from) / (hours * HOUR)) + 1);
};

/** Which bucket a moment of the window belongs to. */
export const bucketAt = (buckets: readonly TimeWindow[], time: number): number => {
  let [low, high] = [0, buckets.length];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((buckets[middle]?.from ?? Infinity) <= time) low = middle;
    else high = middle;
  }
  return low;
};
