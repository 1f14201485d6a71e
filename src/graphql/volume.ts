import { Field, ObjectType } from "type-graphql";
import { type Coverage, isComplete } from "../audit/coverage.js";
import type { Holds } from "../audit/patience.js";
import type { AuditRecord, SourceInfo } from "../audit/record.js";
import { spansToTally, tally, tallyCheaply } from "../audit/tally.js";
import type { Timeline } from "../audit/timeline.js";
import { readWhole, type Steps } from "../audit/whole-reads.js";
import type { TimeWindow } from "../audit/window.js";
import { bucketAt } from "./buckets.js";
import type { OperationContext } from "./context.js";
import { DateTime } from "./scalars.js";

/** A span of one list whose records are not, or not surely, all counted. */
export interface Gap extends TimeWindow {
  readonly source: SourceInfo;
  readonly instance: string | undefined;
}

type Whose = Pick<Timeline<never>, "source" | "instance">;

/** What was counted together, span by span. */
export class VolumeOfGroup {
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

interface Measured<R extends AuditRecord> {
  readonly timelines: readonly Timeline<R>[];
  readonly window: TimeWindow;
  readonly spans: readonly TimeWindow[];
  /** Lists of one key are counted together; undefined: all of them. */
  readonly groupBy: ((timeline: Timeline<R>) => string) | undefined;
  /** Bytes of a record; undefined: the sources' own totals will do, where that is cheaper. */
  readonly bytesOf: ((record: R) => number) | undefined;
  readonly holds: Holds | undefined;
}

export interface Volume {
  /** By their keys. */
  readonly groups: readonly VolumeOfGroup[];
  readonly coverage: readonly Coverage[];
  readonly isWhole: boolean;
}

/** Counts the records of a window, span by span: by reading them, or by their sources' own totals. */
export const measure = async <R extends AuditRecord>(
  { session }: Pick<OperationContext, "session">,
  { timelines, window, spans, groupBy, bytesOf, holds }: Measured<R>,
): Promise<Volume> => {
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
  return { groups: sorted, coverage, isWhole: isComplete(coverage) && sorted.every((group) => group.isWhole) };
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

/** Each span of each group, by the groups and then by time. */
export const bucketsIn = <Bucket>(
  { groups }: Volume,
  toBucket: (group: VolumeOfGroup, at: number) => Bucket,
): readonly Bucket[] => groups.flatMap((group) => group.spans.map((_, at) => toBucket(group, at)));
