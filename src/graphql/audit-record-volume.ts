import { Arg, Args, Ctx, Field, Int, ObjectType, Query, registerEnumType, Resolver } from "type-graphql";
import { holdsOf } from "../audit/page-plan.js";
import { AuditSourceKind } from "../audit/record.js";
import { planMore, Scope } from "../audit/session.js";
import { DAY } from "../audit/window.js";
import type { AnyRecord } from "../audit/words.js";
import { PatienceArgs, spanIn, TimeWindowInput, windowOf } from "./arguments.js";
import { AuditRecordFilter, namedInstances, selectedSources } from "./audit-record-filter.js";
import { instancesOf, readBy, recordTimelines, visibleTo } from "./audit-records.js";
import type { OperationContext } from "./context.js";
import { SourceCoverage } from "./coverage.js";
import { callsOfVolume } from "./database/volume.resolver.js";
import { AuditSource, Formerly } from "./record.js";
import { callsOfPeriods, listPrice, Priced, type PriceOf } from "./price.js";
import { NeedsScope } from "./scopes.js";
import { bucketsAtMost, BucketSize } from "./buckets.js";
import { BucketArgs, measure, spansOf, VolumeBucket } from "./volume.js";

const RecordGroup = { NONE: "NONE", KIND: "KIND", SOURCE: "SOURCE" } as const;
type RecordGroup = (typeof RecordGroup)[keyof typeof RecordGroup];

registerEnumType(RecordGroup, {
  name: "AuditRecordVolumeGroup",
  description: "Whose records are counted together.",
  valuesConfig: {
    NONE: { description: "Those of all sources that were asked for." },
    KIND: { description: "Those of all sources of one kind." },
    SOURCE: { description: "Those of one source." },
  },
});

@ObjectType({ description: "The audit records of one span of the calendar." })
class AuditRecordVolumeBucket extends VolumeBucket<RecordGroup> {
  @Field(() => AuditSourceKind, { nullable: true, description: "The kind of their sources; null with groupBy NONE." })
  get kind(): AuditSourceKind | null {
    return this.by === RecordGroup.NONE ? null : (this.group.whose?.source.kind ?? null);
  }

  @Field(() => AuditSource, { nullable: true, description: "Their source; null unless groupBy is SOURCE." })
  get source(): AuditSource | null {
    const { whose } = this.group;
    return whose && this.by === RecordGroup.SOURCE ? new AuditSource(whose.source) : null;
  }

  @Formerly(() => Int, { records: "recordCount" }, true)
  @Field(() => Int, {
    nullable: true,
    description:
      "How many records stand in the span: exact where isWhole, at least so many otherwise; null where nothing of it " +
      "could be read.",
  })
  get recordCount(): number | null {
    return this.group.recordsIn(this.at);
  }
}

@ObjectType({ description: "How many audit records there are, span by span." })
class AuditRecordVolume {
  @Field(() => [AuditRecordVolumeBucket], {
    description: "Each span of each group, empty ones too: by kind or source, then by time, oldest first.",
  })
  readonly buckets!: readonly AuditRecordVolumeBucket[];

  @Field(() => Boolean, { description: "All records of the window that the caller may see are counted." })
  readonly isWhole!: boolean;

  @Field(() => [SourceCoverage], {
    description: "How much of each source is counted. Read it before trusting a low number: failures stand here.",
  })
  readonly coverage!: readonly SourceCoverage[];
}

const volumePrice: PriceOf = (args, parent, world) => {
  const { databases, listings, timelines, novas, atlases } = readBy(args.filter, world);
  const window = spanIn(args, world.now);
  const days = window ? Math.ceil((window.to - window.from) / DAY) : 1;
  // The plan counts on a period a day: Nova's setting is hour, day, month or year.
  const periods = novas * callsOfPeriods({ novas: Math.min(novas, 1), size: days });
  const files = callsOfVolume(args, world.now, timelines);
  const groups =
    args.groupBy === "SOURCE"
      ? databases + novas + atlases
      : args.groupBy === "KIND"
        ? Object.keys(AuditSourceKind).length
        : 1;
  const buckets = window ? bucketsAtMost(window, args.by) : 1;
  return listPrice(parent, Math.max(1, groups) * buckets, listings + files + periods + atlases);
};

@Resolver()
export class AuditRecordVolumeResolver {
  @Query(() => AuditRecordVolume, {
    nullable: true,
    description:
      "How many audit records that the caller may see stand in each hour, day, week or month. Log files are counted by " +
      "their lists' own totals where that is cheaper than to read them, but for hours; periods and load balancers are read. Needs the scope audit:read.",
  })
  @NeedsScope(Scope.READ)
  @Priced(volumePrice)
  async auditRecordVolume(
    @Arg("window", () => TimeWindowInput, { description: "A record belongs to it by its occurredAt." })
    window: TimeWindowInput,
    @Args() { by, timeZone }: BucketArgs,
    @Arg("groupBy", () => RecordGroup, {
      nullable: true,
      defaultValue: RecordGroup.NONE,
      description: "Whose records are counted together.",
    })
    groupBy: RecordGroup | null,
    @Arg("filter", () => AuditRecordFilter, {
      nullable: true,
      description: "Which records to count; all when omitted. What is judged on each record is read.",
    })
    filter: AuditRecordFilter | null | undefined,
    @Args() patience: PatienceArgs,
    @Ctx() context: OperationContext,
  ): Promise<Pick<AuditRecordVolume, keyof AuditRecordVolume>> {
    const { session } = context;
    const holds = holdsOf(patience, session);
    const whole = windowOf(window, session.now)(undefined);
    const size = by ?? BucketSize.DAY;
    const group = groupBy ?? RecordGroup.NONE;
    const spans = await spansOf(context, whole, { by: size, timeZone });
    const { visible, hidden } = visibleTo(context, selectedSources(context, filter));
    const named = namedInstances(filter, context);
    const timelines = await recordTimelines(context, visible, { filter, named, holds });
    const { found, assumed } = instancesOf(timelines, visible, named);
    const calls = (lists: number): number => callsOfVolume({ window, by: size }, session.now, lists);
    planMore(session, calls(found) - calls(assumed));
    return measure<AnyRecord, AuditRecordVolumeBucket>(context, {
      timelines,
      holds,
      window: whole,
      spans,
      groupBy: group === RecordGroup.NONE ? undefined : ({ source }) => (group === "KIND" ? source.kind : source.name),
      bytesOf: size === BucketSize.HOUR ? () => 0 : undefined,
      skipped: hidden,
      toBucket: (of, at) => new AuditRecordVolumeBucket(of, at, group),
    });
  }
}
