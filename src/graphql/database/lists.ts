import { ArgsType, Field, ObjectType } from "type-graphql";
import { asAuditError } from "../../audit/coverage.js";
import { DEFAULT_PAGE } from "../../audit/page-plan.js";
import type { AuditRecord, SourceInfo } from "../../audit/record.js";
import type { Session } from "../../audit/session.js";
import type { AuditLogFileRecord, DatabaseInstanceRecord, DatabaseReader, LogFileFilter } from "../../audit/sources.js";
import { failedTimeline, snapshotTimeline, type Timeline } from "../../audit/timeline.js";
import type { TimeWindow } from "../../audit/window.js";
import { After, Before, connectionOf, First, Last, OrderBy } from "../connection.js";
import type { OperationContext, SourceOf } from "../context.js";
import {
  type Arguments,
  callsOfCount,
  callsOfFileList,
  free,
  goesOn,
  type Level,
  listPrice,
  type PageSize,
  pageSize,
  type Price,
  type PriceOf,
  slicesOf,
  type World,
} from "../price.js";
import { type RecordOrder, TimeWindowInput } from "../record.js";
import { AuditLogFile, AuditLogFileFilter } from "./file.js";
import { DatabaseInstance, DatabaseInstanceRef, type KnownRef } from "./instance.js";

export const INSTANCES_PER_PAGE = 50;
const windowDescription = "A file belongs to it by its begin, whether or not the file reaches beyond it.";

@ArgsType()
export class DatabaseInstancesArgs {
  @Field(() => [String], { nullable: true, description: "Names of TAURUSDB, RDS or DDS sources; all when omitted." })
  sources?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: "Only instances whose name contains this text; upper and lower case differ.",
  })
  nameContains?: string | null;

  @First(INSTANCES_PER_PAGE)
  first?: number | null;

  @After()
  after?: string | null;
}

@ArgsType()
export class InstanceFilesArgs {
  @Field(() => TimeWindowInput, { description: windowDescription })
  window!: TimeWindowInput;

  @Field(() => AuditLogFileFilter, { nullable: true, description: "Which files to list; all when omitted." })
  filter?: AuditLogFileFilter | null;

  @OrderBy()
  orderBy?: RecordOrder | null;

  @First()
  first?: number | null;

  @After()
  after?: string | null;

  @Last()
  last?: number | null;

  @Before()
  before?: string | null;
}

/** The same list over several instances. Written out: inherited arguments would print first. */
@ArgsType()
export class AuditLogFilesArgs {
  @Field(() => [DatabaseInstanceRef], {
    nullable: true,
    description: "The instances whose files to list, each counted once; all known ones when omitted.",
  })
  instances?: DatabaseInstanceRef[] | null;

  @Field(() => TimeWindowInput, { description: windowDescription })
  window!: TimeWindowInput;

  @Field(() => AuditLogFileFilter, { nullable: true, description: "Which files to list; all when omitted." })
  filter?: AuditLogFileFilter | null;

  @OrderBy()
  orderBy?: RecordOrder | null;

  @First()
  first?: number | null;

  @After()
  after?: string | null;

  @Last()
  last?: number | null;

  @Before()
  before?: string | null;
}

/** How many instances a database service is taken to have, where the operation does not name them. */
export const INSTANCES_ASSUMED = 4;

/** The arguments that size a page of files. */
export const FILES_BY: PageSize = { size: DEFAULT_PAGE, arguments: ["first", "last"] };

/** A page merged of so many instances' lists, and the other calls that it takes. */
export const filesPrice = (args: Arguments, parent: Level, world: World, instances: number, more = 0): Price => {
  const size = pageSize(args);
  const slices = slicesOf(args, world.now);
  const timelines = parent.objects * instances;
  const calls = callsOfFileList({ timelines, pages: parent.objects, slices, size, goesOn: goesOn(args) });
  const lists = parent.objects * Math.min(instances, size);
  return { ...listPrice(parent, size, 0, { lists, timelines, slices }), calls: calls + parent.objects * more };
};

/** The length of a list, counted by each instance's own list. */
const countPrice: PriceOf = (_args, { timelines, slices }) => ({ calls: callsOfCount({ timelines, slices }) });

/** What more instances than were assumed take beyond the plan: their files, read once, and counted where that is asked. */
export const unforeseen = (
  session: Session,
  args: object,
  instances: { readonly found: number; readonly assumed: number },
) => {
  const given = args as Arguments;
  const [slices, size] = [slicesOf(given, session.now), pageSize(given)];
  const beyond = (callsOf: (timelines: number) => number): number =>
    callsOf(Math.max(instances.found, instances.assumed)) - callsOf(instances.assumed);
  return {
    reading: beyond((timelines) => callsOfFileList({ timelines, slices, size, goesOn: goesOn(given) })),
    counting: beyond((timelines) => callsOfCount({ timelines, slices })),
  };
};

@ObjectType({ description: "A page of audit log files." })
export class AuditLogFileConnection extends connectionOf({
  name: "AuditLogFile",
  node: () => AuditLogFile,
  toNode: (record: AuditLogFileRecord) => new AuditLogFile(record),
  items: "audit log files",
  totalCount: {
    price: countPrice,
    description:
      "Length of the whole list. Null rather than wrong: when a source failed, when a file may count twice, or when a " +
      "filter cannot be counted without reading everything; coverage says which source. Costs calls of its own.",
  },
}) {}

@ObjectType({ description: "A page of database instances." })
export class DatabaseInstanceConnection extends connectionOf({
  name: "DatabaseInstance",
  node: () => DatabaseInstance,
  toNode: ({ instance }: ListedInstance) => new DatabaseInstance(instance.source, instance.instanceId, instance),
  items: "database instances",
  totalCount: { price: free, description: "Length of the whole list; null where a source failed." },
}) {}

type FileTimeline = Timeline<AuditLogFileRecord>;

export const filesOfInstance = (context: OperationContext, ref: KnownRef, filter?: LogFileFilter): FileTimeline =>
  context.reader(ref.source).files(ref.instanceId, filter);

/** The files of every instance of one source. When its instances cannot be listed, one failed timeline says so. */
const filesOfSource = async (
  context: OperationContext,
  source: SourceOf<"database">,
  filter?: LogFileFilter,
): Promise<readonly FileTimeline[]> => {
  const reader = context.reader(source);
  try {
    const ids = await reader.instanceIds();
    return ids.map((id) => reader.files(id, filter));
  } catch (thrown) {
    return [failedTimeline(source.info, asAuditError(thrown))];
  }
};

export const filesOfSources = async (
  context: OperationContext,
  sources: readonly SourceOf<"database">[],
  filter?: LogFileFilter,
): Promise<readonly FileTimeline[]> =>
  (await Promise.all(sources.map((source) => filesOfSource(context, source, filter)))).flat();

/** An instance in a list. Instances have no time: all stand at the epoch, so that source and id order them. */
interface ListedInstance extends AuditRecord {
  readonly instance: DatabaseInstanceRecord;
}

const EPOCH = 0;
export const epoch: TimeWindow = { from: EPOCH, to: EPOCH + 1 };

/** A source's instances by id; only those whose name contains the text, where one is given. */
export const instanceTimeline = (
  source: SourceInfo,
  reader: DatabaseReader,
  now: number,
  nameContains?: string,
): Timeline<ListedInstance> =>
  snapshotTimeline(source, async () => {
    const instances = await reader.instances();
    const wanted = instances.filter(
      ({ name }) => nameContains === undefined || (name?.includes(nameContains) ?? false),
    );
    const records = wanted.map((instance) => ({
      key: { time: EPOCH, source: source.name, instance: "", id: instance.instanceId },
      source,
      fetchedAt: now,
      instance,
    }));
    return { records };
  });
