import { ArgsType, Field, ObjectType, registerEnumType } from "type-graphql";
import { type Coverage, isComplete } from "../audit/coverage.js";
import type { Holds } from "../audit/patience.js";
import type { AuditRecord, SourceInfo } from "../audit/record.js";
import { spansToTally, tally, tallyCheaply } from "../audit/tally.js";
import type { Timeline } from "../audit/timeline.js";
import { readWhole, type Steps } from "../audit/whole-reads.js";
import { HOUR, type TimeWindow } from "../audit/window.js";
import type { OperationContext } from "./context.js";
import { SourceCoverage } from "./coverage.js";
import { DateTime } from "./scalars.js";
import { DateTime as Moment, IANAZone } from "luxon";
import { invalidArgument } from "../audit/errors.js";

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
const bucketAt = (buckets: readonly TimeWindow[], time: number): number => {
  let [low, high] = [0, buckets.length];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((buckets[middle]?.from ?? Infinity) <= time) low = middle;
    else high = middle;
  }
  return low;
};

/** A span of one list whose records are not, or not surely, all counted. */
export interface Gap extends TimeWindow {
  readonly source: SourceInfo;
  readonly instance: string | undefined;
}

type Whose = Pick<Timeline<never>, "source" | "instance">;

/** What was counted together, span by span. */
class VolumeOfGroup {
  readonly #records: number[];
  readonly #bytes: number[];
  readonly #gaps: Gap[] = [];
  #lists = 0;

  constructor(
    readonly spans: readonly TimeWindow[],
    /** One of the lists that are counted in it; undefined where all are counted together. */
    readonly whose: Whose | undefined,
  ) {
    this.#records = spans.map(() => 0);
    this.#bytes = spans.map(() => 0);
  }

  get isWhole(): boolean {
    return this.#gaps.length === 0;
  }

  takesIn(): void {
    this.#lists += 1;
  }

  add(at: number, records: number, bytes: number): void {
    this.#records[at] = (this.#records[at] ?? 0) + records;
    this.#bytes[at] = (this.#bytes[at] ?? 0) + bytes;
  }

  lacks(gap: Gap): void {
    this.#gaps.push(gap);
  }

  /** Null where nothing of the span could be read of any list. */
  recordsIn(at: number): number | null {
    return this.#isUnread(at) ? null : (this.#records[at] ?? 0);
  }

  bytesIn(at: number): number | null {
    return this.#isUnread(at) ? null : (this.#bytes[at] ?? 0);
  }

  gapsIn(at: number): readonly Gap[] {
    const { from, to } = this.#span(at);
    return this.#gaps
      .filter((gap) => gap.from < to && gap.to > from)
      .map((gap) => ({ ...gap, from: Math.max(gap.from, from), to: Math.min(gap.to, to) }));
  }

  #isUnread(at: number): boolean {
    if (this.#lists === 0 || this.#gaps.length < this.#lists || this.#records[at] !== 0) return false;
    const { from, to } = this.#span(at);
    return this.gapsIn(at).filter((gap) => gap.from === from && gap.to === to).length >= this.#lists;
  }

  #span(at: number): TimeWindow {
    return this.spans[at] ?? { from: 0, to: 0 };
  }
}

interface Measured<R extends AuditRecord, Bucket> {
  readonly timelines: readonly Timeline<R>[];
  readonly window: TimeWindow;
  readonly spans: readonly TimeWindow[];
  /** Lists of one key are counted together; undefined: all of them. */
  readonly groupBy: ((timeline: Timeline<R>) => string) | undefined;
  /** Bytes of a record; undefined: the sources' own totals will do, where that is cheaper. */
  readonly bytesOf: ((record: R) => number) | undefined;
  readonly holds: Holds | undefined;
  /** Sources that are named in coverage, but not asked. */
  readonly skipped?: readonly Coverage[];
  /** One span of one group. */
  readonly toBucket: (group: VolumeOfGroup, at: number) => Bucket;
}

/**
 * Counts the records of a window, span by span: by reading them, or by their sources' own totals. Each span of each group, by
 * the groups and then by time.
 */
export const measure = async <R extends AuditRecord, Bucket>(
  context: OperationContext,
  { timelines, window, spans, groupBy, bytesOf, holds, skipped = [], toBucket }: Measured<R, Bucket>,
) => {
  const { session } = context;
  const groups = new Map<string, VolumeOfGroup>();
  if (!groupBy) groups.set("", new VolumeOfGroup(spans, undefined));
  const parts = spansToTally(window, session.now);
  const readOf = (timeline: Timeline<R>) => async (steps: Steps) => {
    const key = groupBy?.(timeline) ?? "";
    const group = groups.get(key) ?? new VolumeOfGroup(spans, timeline);
    groups.set(key, group);
    group.takesIn();
    const take = (record: R): void => group.add(bucketAt(spans, record.key.time), 1, bytesOf?.(record) ?? 0);
    const tallying = { ...session, steps };
    const told = bytesOf
      ? await tally(timeline, parts, tallying, take)
      : await tallyCheaply(timeline, spans, tallying, take, (span, records) => group.add(span, records, 0));
    const { source, instance } = timeline;
    for (const gap of told.missing) group.lacks({ ...gap, source, instance });
    return told.coverage;
  };
  const reads = timelines.map((timeline) => ({ source: timeline.source.name, read: readOf(timeline) }));
  const coverage = await readWhole(reads, holds);
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  return {
    buckets: sorted.flatMap((group) => spans.map((_, at) => toBucket(group, at))),
    isWhole: isComplete(coverage) && sorted.every((group) => group.isWhole),
    coverage: [...coverage, ...skipped].map((part) => SourceCoverage.of(context, part)),
  };
};

/** One span of one group; extend it with what was counted. */
@ObjectType("VolumeBucketBase")
export abstract class VolumeBucket<Group extends string> {
  constructor(
    protected readonly group: VolumeOfGroup,
    protected readonly at: number,
    protected readonly by: Group,
  ) {}

  @Field(() => DateTime, {
    description: "The first instant inside: where the hour, day, week or month begins, or the window.",
  })
  get from(): number {
    return this.group.spans[this.at]?.from ?? 0;
  }

  @Field(() => DateTime, { description: "The first instant outside." })
  get to(): number {
    return this.group.spans[this.at]?.to ?? 0;
  }

  @Field(() => Boolean, { description: "Everything that stands in the span is counted." })
  get isWhole(): boolean {
    return this.group.gapsIn(this.at).length === 0;
  }
}
