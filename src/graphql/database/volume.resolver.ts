import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Query, Resolver } from "type-graphql";
import { holdsOf } from "../../audit/page-plan.js";
import { planMore, Scope } from "../../audit/session.js";
import { CHEAP_TO_READ } from "../../audit/tally.js";
import type { Timeline } from "../../audit/timeline.js";
import { DAY } from "../../audit/window.js";
import { PatienceArgs, spanIn, TimeWindowInput, windowOf } from "../arguments.js";
import { bucketsAtMost, BucketSize } from "../buckets.js";
import { BucketArgs, measure, spansOf } from "../volume.js";
import type { OperationContext } from "../context.js";
import { callsOfFileList } from "../file-price.js";
import {
  type Arguments,
  instancesNamed,
  type Level,
  listPrice,
  type Price,
  Priced,
  slicesOf,
  wantedBy,
  type World,
} from "../price.js";
import { NeedsScope } from "../scopes.js";
import { Selected } from "../selected.js";
import { AuditLogFileFilter, callsOfInstanceTest, instanceTest, logFileFilter, sourcesOfFiles } from "./file.js";
import { INSTANCES_ASSUMED } from "./file.resolver.js";
import { DatabaseInstanceRef, filesOfRefs, filesOfSources, requireRefs } from "./instance.js";
import { AuditLogFileVolume, AuditLogFileVolumeBucket, VolumeGroup } from "./volume.js";

/** Files of a list and day that the plan counts on: one every quarter of an hour. */
const FILES_OF_A_DAY = 100;
/**
 * Of each list and span that is counted (sources/database/count.ts): two totals and the files across two edges, of which the
 * spans beside it share the half. The first finds out what the source's times mean, and a month is counted in two parts.
 */
const CALLS_OF_A_COUNT = 3;
const CALLS_OF_FIRST_COUNT = 8;
const PARTS_OF_A_MONTH = 2;

/**
 * Reading all files of so many lists; or, whichever is dearer, reading of each as many as are cheap, and counting it span by
 * span.
 */
export const callsOfVolume = (args: Arguments, now: number, timelines: number): number => {
  const window = spanIn(args, now);
  if (!window || timelines === 0) return 0;
  const days = Math.max(1, (window.to - window.from) / DAY);
  const slices = slicesOf(args, now);
  const read = (files: number): number =>
    callsOfFileList({ timelines, slices, size: timelines * files, goesOn: false });
  if (args.by === BucketSize.HOUR) return read(days * FILES_OF_A_DAY);
  const buckets = bucketsAtMost(window, args.by);
  const parts = buckets * (args.by === BucketSize.MONTH ? PARTS_OF_A_MONTH : 1);
  const counted = timelines * (CALLS_OF_FIRST_COUNT + parts * CALLS_OF_A_COUNT);
  return Math.max(read(days * FILES_OF_A_DAY), read(buckets * CHEAP_TO_READ) + counted);
};

const volumePrice = (args: Arguments, parent: Level, world: World): Price => {
  const refs = instancesNamed(args.instances);
  const databases = world.count("database", wantedBy(args.filter));
  const timelines = refs ?? databases * INSTANCES_ASSUMED;
  const window = spanIn(args, world.now);
  const groups = args.groupBy === "INSTANCE" ? timelines : args.groupBy === "SOURCE" ? databases : 1;
  const buckets = window ? bucketsAtMost(window, args.by) : 1;
  return listPrice(
    parent,
    groups * buckets,
    callsOfVolume(args, world.now, timelines) + (refs === undefined ? databases : callsOfInstanceTest(args, refs)),
  );
};

const groupKey = (by: VolumeGroup, { source, instance }: Pick<Timeline<never>, "source" | "instance">): string =>
  by === VolumeGroup.SOURCE ? source.name : `${source.name}/${instance ?? ""}`;

@Resolver()
export class AuditLogFileVolumeResolver {
  @Query(() => AuditLogFileVolume, {
    nullable: true,
    description:
      "How many audit log files begin in each hour, day, week or month, and how many bytes they have. With bytes the " +
      "files are read, 50 or more in a call; without them a list is read until that costs more than its own totals do, 1 to 4 calls for each span that is left (a month is two); for hours it is read. " +
      "What was read twice and is two days old comes out of the cache. Needs the scope audit:read.",
  })
  @NeedsScope(Scope.READ)
  @Priced(volumePrice)
  async auditLogFileVolume(
    @Arg("window", () => TimeWindowInput, { description: "A file belongs to it by its begin." })
    window: TimeWindowInput,
    @Args() { by, timeZone }: BucketArgs,
    @Arg("groupBy", () => VolumeGroup, {
      nullable: true,
      defaultValue: VolumeGroup.NONE,
      description: "Whose files are counted together.",
    })
    groupBy: VolumeGroup | null,
    @Arg("instances", () => [DatabaseInstanceRef], {
      nullable: true,
      description: "The instances whose files to count, each once; all known ones when omitted, none when empty.",
    })
    instances: DatabaseInstanceRef[] | null | undefined,
    @Arg("filter", () => AuditLogFileFilter, { nullable: true, description: "Which files to count; all when omitted." })
    filter: AuditLogFileFilter | null | undefined,
    @Args() patience: PatienceArgs,
    @Ctx() context: OperationContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Pick<AuditLogFileVolume, keyof AuditLogFileVolume>> {
    const { session } = context;
    const holds = holdsOf(patience, session);
    const whole = windowOf(window, session.now)(undefined);
    const size = by ?? BucketSize.DAY;
    const spans = await spansOf(context, whole, { by: size, timeZone });
    const group = groupBy ?? VolumeGroup.NONE;
    const databases = sourcesOfFiles(context, filter);
    const refs = instances ? requireRefs(instances, context).filter(({ source }) => databases.includes(source)) : null;
    const wanted = logFileFilter(filter);
    const files = { filter: wanted, passes: instanceTest(filter) };
    const timelines = refs
      ? await filesOfRefs(context, refs, files)
      : await filesOfSources(context, databases, { holds, others: 0, ...files });
    const calls = (lists: number): number => callsOfVolume({ window, by: size }, session.now, lists);
    planMore(session, calls(timelines.length) - calls(refs?.length ?? databases.length * INSTANCES_ASSUMED));

    const ofBuckets = Selected.by(info).below("buckets");
    const isRead = size === BucketSize.HOUR || ["bytes", "byteCount"].some((name) => ofBuckets?.has(name));
    return measure(context, {
      timelines,
      holds,
      window: whole,
      spans,
      groupBy: group === VolumeGroup.NONE ? undefined : (timeline) => groupKey(group, timeline),
      bytesOf: isRead ? ({ sizeBytes }) => sizeBytes : undefined,
      toBucket: (of, at) => new AuditLogFileVolumeBucket(of, at, group),
    });
  }
}
