import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import type { PageArguments } from "../../audit/page-plan.js";
import { planMore, Scope } from "../../audit/session.js";
import type { AuditLogFileRecord, DatabaseInstanceRecord, LogFileFilter } from "../../audit/sources.js";
import type { Timeline } from "../../audit/timeline.js";
import { readList } from "../connection.js";
import { asSet, ChecksScope, NeedsScope, type OperationContext } from "../context.js";
import { batches, lengthOf, listPrice, onePerObject, pageSize, Priced, type PriceOf, wantedBy } from "../price.js";
import { boundWindow, RecordOrder, type TimeWindowInput, windowOf } from "../record.js";
import { AuditLogFile, type AuditLogFileFilter, boundFileFilter, DownloadLink, logFileFilter } from "./file.js";
import {
  AuditPolicy,
  boundRefs,
  DatabaseInstance,
  DatabaseInstanceRef,
  type KnownRef,
  requireRef,
  requireRefs,
} from "./instance.js";
import {
  AuditLogFileConnection,
  AuditLogFilesArgs,
  DatabaseInstanceConnection,
  DatabaseInstancesArgs,
  epoch,
  FILES_BY,
  filesOfInstance,
  filesOfSources,
  filesPrice,
  InstanceFilesArgs,
  INSTANCES_ASSUMED,
  INSTANCES_PER_PAGE,
  instanceTimeline,
  unforeseen,
} from "./lists.js";

type Timelines = readonly Timeline<AuditLogFileRecord>[];

/** The arguments that a list of files takes, wherever it hangs. */
interface FileListArgs extends PageArguments {
  readonly window: TimeWindowInput;
  readonly filter?: AuditLogFileFilter | null;
  readonly orderBy?: RecordOrder | null;
}

/** Whose files a list is of. */
interface Files {
  /** Tells apart the lists of different instances. */
  readonly binding: readonly unknown[];
  readonly timelines: (filter: LogFileFilter | undefined) => Timelines | Promise<Timelines>;
  /** How many instances the plan counts. */
  readonly assumed: number;
}

/** A page of the files of whichever instances. */
const fileList = async (
  context: OperationContext,
  args: FileListArgs,
  { binding, timelines, assumed }: Files,
): Promise<AuditLogFileConnection> => {
  const { session } = context;
  const filter = logFileFilter(args.filter);
  let more = { reading: 0, counting: 0 };
  const order = args.orderBy ?? RecordOrder.NEWEST_FIRST;
  const answer = await readList({
    binding: [...binding, boundWindow(args.window), boundFileFilter(args.filter), order],
    order,
    window: windowOf(args.window, session.now),
    page: args,
    session,
    timelines: async () => {
      const opened = await timelines(filter);
      more = unforeseen(session, args, { found: opened.length, assumed });
      planMore(session, more.reading);
      return opened;
    },
  });
  const total = (): Promise<number | null> => {
    planMore(session, more.counting);
    return answer.total();
  };
  return new AuditLogFileConnection(context, { ...answer, total });
};

const refOf = ({ sourceName, instanceId }: DatabaseInstance, context: OperationContext): KnownRef =>
  requireRef({ source: sourceName, instanceId }, context, "instance");

/** What the source knows of the instance; asked only when a field needs it. */
const lookUp = async (root: DatabaseInstance, context: OperationContext): Promise<DatabaseInstanceRecord | null> => {
  if (root.known) return root.known;
  const { source, instanceId } = refOf(root, context);
  return context.reader(source).instance(instanceId);
};

/** What the source's list told needs no call; an instance that is only named takes one. */
const lookUpPrice: PriceOf = (_args, { isKnown, objects }) => ({ calls: isKnown ? 0 : objects });

@Resolver(() => DatabaseInstance)
export class DatabaseInstanceResolver {
  @Query(() => DatabaseInstance, {
    nullable: true,
    description: "One instance; null where the source does not know it. Needs the scope audit:read.",
  })
  @NeedsScope(Scope.READ)
  @Priced((_args, parent) => ({ calls: parent.objects, below: { ...parent, isKnown: true } }))
  async databaseInstance(
    @Arg("ref", () => DatabaseInstanceRef, { description: "Which instance." }) ref: DatabaseInstanceRef,
    @Ctx() context: OperationContext,
  ): Promise<DatabaseInstance | null> {
    const { source, instanceId } = requireRef(ref, context, "ref");
    const known = await context.reader(source).instance(instanceId);
    return known && new DatabaseInstance(source.info, instanceId, known);
  }

  @Query(() => DatabaseInstanceConnection, {
    nullable: true,
    description:
      "Instances by source and instance id: those of the configuration, else those that the source lists. " +
      "Needs the scope audit:read.",
  })
  @NeedsScope(Scope.READ)
  @Priced(
    (args, parent, world) =>
      listPrice(parent, pageSize(args, INSTANCES_PER_PAGE), world.count("database", wantedBy(args)), { isKnown: true }),
    { size: INSTANCES_PER_PAGE, arguments: ["first"] },
  )
  async databaseInstances(
    @Args() args: DatabaseInstancesArgs,
    @Ctx() context: OperationContext,
  ): Promise<DatabaseInstanceConnection> {
    const sources = context.catalog.select("database", args.sources, "sources");
    const nameContains = args.nameContains ?? undefined;
    const answer = await readList({
      binding: ["databaseInstances", asSet(args.sources), args.nameContains ?? null],
      order: RecordOrder.OLDEST_FIRST,
      window: () => epoch,
      defaultSize: INSTANCES_PER_PAGE,
      page: args,
      session: context.session,
      timelines: () =>
        sources.map((source) =>
          instanceTimeline(source.info, context.reader(source), context.session.now, nameContains),
        ),
    });
    return new DatabaseInstanceConnection(context, answer);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "instances[].name; null where the source does not know it.",
  })
  @Priced(lookUpPrice)
  async name(@Root() root: DatabaseInstance, @Ctx() context: OperationContext): Promise<string | null> {
    return (await lookUp(root, context))?.name ?? null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "instances[].status as the source spells it: ACTIVE at TaurusDB and RDS, normal at DDS, and others.",
  })
  @Priced(lookUpPrice)
  async status(@Root() root: DatabaseInstance, @Ctx() context: OperationContext): Promise<string | null> {
    return (await lookUp(root, context))?.status ?? null;
  }

  @FieldResolver(() => String, { nullable: true, description: "instances[].datastore.type as the source spells it." })
  @Priced(lookUpPrice)
  async engine(@Root() root: DatabaseInstance, @Ctx() context: OperationContext): Promise<string | null> {
    return (await lookUp(root, context))?.engine ?? null;
  }

  @FieldResolver(() => AuditPolicy, {
    nullable: true,
    description: "The audit log policy of the instance. Explains an empty list: auditing may be off.",
  })
  @Priced(onePerObject)
  async auditPolicy(@Root() root: DatabaseInstance, @Ctx() context: OperationContext): Promise<AuditPolicy | null> {
    const { source, instanceId } = refOf(root, context);
    return context.reader(source).policy(instanceId);
  }

  @FieldResolver(() => AuditLogFileConnection, {
    nullable: true,
    description:
      "The instance's audit log files in time order. NOT_FOUND in coverage when the source does not know it.",
  })
  @Priced((args, parent, world) => filesPrice(args, parent, world, 1), FILES_BY)
  async auditLogFiles(
    @Root() root: DatabaseInstance,
    @Args() args: InstanceFilesArgs,
    @Ctx() context: OperationContext,
  ): Promise<AuditLogFileConnection> {
    const ref = refOf(root, context);
    const binding = ["DatabaseInstance.auditLogFiles", root.sourceName, root.instanceId];
    return fileList(context, args, {
      binding,
      assumed: 1,
      timelines: (filter) => [filesOfInstance(context, ref, filter)],
    });
  }
}

/** Files whose links one call brings. */
const LINKS_PER_CALL = 50;
/** A batch that is refused for one bad file is asked again in halves. */
const CALLS_PER_BATCH = 2;

@Resolver(() => AuditLogFile)
export class AuditLogFileResolver {
  @Query(() => AuditLogFileConnection, {
    nullable: true,
    description:
      "Files of several instances (all known ones when omitted), merged into one time order. Needs the scope audit:read.",
  })
  @NeedsScope(Scope.READ)
  @Priced((args, parent, world) => {
    const refs = lengthOf(args.instances);
    const databases = world.count("database", {});
    return refs === undefined
      ? filesPrice(args, parent, world, databases * INSTANCES_ASSUMED, databases)
      : filesPrice(args, parent, world, refs);
  }, FILES_BY)
  async auditLogFiles(
    @Args() args: AuditLogFilesArgs,
    @Ctx() context: OperationContext,
  ): Promise<AuditLogFileConnection> {
    const refs = args.instances ? requireRefs(args.instances, context) : null;
    const databases = context.catalog.of("database");
    return fileList(context, args, {
      binding: ["auditLogFiles", boundRefs(refs)],
      assumed: refs?.length ?? databases.length * INSTANCES_ASSUMED,
      timelines: (filter) =>
        refs ? refs.map((ref) => filesOfInstance(context, ref, filter)) : filesOfSources(context, databases, filter),
    });
  }

  @FieldResolver(() => DownloadLink, {
    nullable: true,
    description:
      "A pre-signed, short-lived link. Batched: one upstream call per instance and 50 files. Needs the scope audit:download.",
  })
  @ChecksScope(Scope.DOWNLOAD)
  @Priced((_args, parent) => ({ calls: CALLS_PER_BATCH * batches(parent, LINKS_PER_CALL) }))
  async downloadLink(@Root() { record }: AuditLogFile, @Ctx() context: OperationContext): Promise<DownloadLink> {
    const source = context.catalog.require("database", record.source.name, "source");
    return context.reader(source).downloadLink(record.instanceId, record.upstreamId);
  }
}
