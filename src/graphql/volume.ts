import { ArgsType, Field, ObjectType, registerEnumType } from "type-graphql";
import { type Coverage, isComplete } from "../audit/coverage.js";
import type { Holds } from "../audit/patience.js";
import type { AuditRecord, SourceInfo } from "../audit/record.js";
import { spansToTally, tally, tallyCheaply } from "../audit/tally.js";
import type { Timeline } from "../audit/timeline.js";
import { readWhole, type Steps } from "../audit/whole-reads.js";
import type { TimeWindow } from "../audit/window.js";
import { bucketAt, bucketsAtMost, BucketSize, bucketsOf } from "./buckets.js";
import type { OperationContext } from "./context.js";
import { SourceCoverage } from "./coverage.js";
import { DateTime } from "./scalars.js";

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
    this.#records = new Array<number>(spans.length).fill(0);
    this.#bytes = new Array<number>(spans.length).fill(0);
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

  /** Everything that stands in the span is counted. Asked of each span, and there may be a gap of each list. */
  isWholeIn(at: number): boolean {
    const { from, to } = this.#span(at);
    return !this.#gaps.some((gap) => gap.from < to && gap.to > from);
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
    let unread = 0;
    for (const gap of this.#gaps) if (gap.from <= from && gap.to >= to) unread += 1;
    return unread >= this.#lists;
  }

  #span(at: number): TimeWindow {
    return this.spans[at] ?? { from: 0, to: 0 };
  }
}

/** Buckets that are made in a step. */
const BUCKETS_PER_STEP = 500;
/** Bounds that are found in a step: each day's may take a look at the time zone. */
const BOUNDS_PER_STEP = 50;

/** The spans of a volume, in a turn of their own where they are many. Throws INVALID_ARGUMENT. */
export const spansOf = async (
  { session }: OperationContext,
  window: TimeWindow,
  { by, timeZone }: { readonly by: BucketSize; readonly timeZone: string | null | undefined },
): Promise<readonly TimeWindow[]> => {
  const turn = session.turn?.(Math.floor(bucketsAtMost(window, by) / BOUNDS_PER_STEP));
  if (turn) await turn;
  return bucketsOf(window, by, timeZone ?? "UTC");
};

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
  const coverage = await readWhole(reads, holds, 0, session.turn);
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  const buckets: Bucket[] = [];
  for (const group of sorted) {
    for (const at of spans.keys()) buckets.push(toBucket(group, at));
    const turn = session.turn?.(Math.floor(spans.length / BUCKETS_PER_STEP));
    if (turn) await turn;
  }
  return {
    buckets,
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
    return this.group.isWholeIn(this.at);
  }
}
