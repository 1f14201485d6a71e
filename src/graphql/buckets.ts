import { DateTime as Moment, IANAZone } from "luxon";
import { ArgsType, Field, registerEnumType } from "type-graphql";
import { invalidArgument } from "../audit/errors.js";
import { HOUR, type TimeWindow } from "../audit/window.js";

export const BucketSize = { HOUR: "HOUR", DAY: "DAY", WEEK: "WEEK", MONTH: "MONTH" } as const;
export type BucketSize = (typeof BucketSize)[keyof typeof BucketSize];

registerEnumType(BucketSize, {
  name: "BucketSize",
  description: "The spans of the calendar that a window is cut into.",
  valuesConfig: {
    HOUR: { description: "Clock hours." },
    DAY: { description: "Days; of 23 or 25 hours where the zone's clock changes." },
    WEEK: { description: "ISO weeks, Monday first." },
    MONTH: { description: "Calendar months." },
  },
});

/** How every volume cuts its window. */
@ArgsType()
export class BucketArgs {
  @Field(() => BucketSize, {
    nullable: true,
    defaultValue: BucketSize.DAY,
    description: "The spans to count in; 1,000 at most.",
  })
  by?: BucketSize | null;

  @Field(() => String, {
    nullable: true,
    defaultValue: "UTC",
    description: "Where days begin: a name of the IANA time zone database, such as Europe/Berlin.",
  })
  timeZone?: string | null;
}

/** Buckets of one window: hours of 41 days, or days of almost three years. */
const MOST_BUCKETS = 1_000;

const lengths = { HOUR: { hours: 1 }, DAY: { days: 1 }, WEEK: { weeks: 1 }, MONTH: { months: 1 } } as const;
const units = { HOUR: "hour", DAY: "day", WEEK: "week", MONTH: "month" } as const;

/** Throws INVALID_ARGUMENT for a name that the time zone database does not have. */
const requireZone = (name: string): string => {
  if (IANAZone.isValidZone(name)) return name;
  throw invalidArgument(
    "timeZone",
    `${JSON.stringify(name.slice(0, 80))} is no time zone; write a name such as Europe/Berlin, Asia/Shanghai or UTC.`,
  );
};

/**
 * The window cut where the calendar of a time zone begins a new hour, day, week or month, oldest first; the first and the
 * last one end where the window does. Throws INVALID_ARGUMENT where that makes more than 1,000.
 */
export const bucketsOf = (window: TimeWindow, by: BucketSize, timeZone: string): readonly TimeWindow[] => {
  const zone = requireZone(timeZone);
  const buckets: TimeWindow[] = [];
  let start = Moment.fromMillis(window.from, { zone }).startOf(units[by]);
  for (let from = window.from; from < window.to;) {
    if (buckets.length === MOST_BUCKETS) {
      throw invalidArgument("by", `the window has more than ${MOST_BUCKETS} spans of ${by}; take a longer span.`);
    }
    const next = start.plus(lengths[by]);
    // A day begins at 01:00 where the clock skips its midnight, and the next one at 00:00 again. Hours are always as long.
    start = by === "HOUR" ? next : next.startOf(units[by]);
    const to = Math.min(Math.max(start.toMillis(), from + 1), window.to);
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
