import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Info, ObjectType, Query, Resolver, Root } from "type-graphql";
import type { NamedArguments } from "../../audit/cursor.js";
import type { Holds } from "../../audit/patience.js";
import { DEFAULT_PAGE, type PageArguments } from "../../audit/page-plan.js";
import { planMore, Scope, type Session } from "../../audit/session.js";
import type { AuditLogFileRecord, LogFileFilter } from "../../audit/sources.js";
import { RecordOrder } from "../../audit/window.js";
import { boundWindow, TimeWindowInput, TwoWayPageArgs, windowOf } from "../arguments.js";
import { factsAskedBy, type List, type ListAnswer, readList } from "../connection.js";
import type { OperationContext } from "../context.js";
import { NewsArgs, newsConnectionOf, newsPrice, readListWithNews } from "../news.js";
import { callsOfCount, callsOfFileList } from "../file-price.js";
import {
  type Arguments,
  batches,
  goesOn,
  lengthOf,
  type Level,
  listPrice,
  type PageSize,
  pageSize,
  type Price,
  Priced,
  type PriceOf,
  slicesOf,
  wantedBy,
  type World,
} from "../price.js";
import { ChecksScope, NeedsScope } from "../scopes.js";
import {
  AuditLogFile,
  AuditLogFileFilter,
  boundFileFilter,
  callsOfInstanceTest,
  instanceTest,
  DownloadLink,
  logFileFilter,
  sourcesOfFiles,
} from "./file.js";
import {
  boundRefs,
  DatabaseInstanceRef,
  filesOfRefs,
  filesOfSources,
  type FileTimeline,
  requireRefs,
} from "./instance.js";

/** The arguments of every list of files, beside those of its page. */
@ArgsType()
export class FileListArgs {
  @Field(() => TimeWindowInput, {
    description: "A file belongs to it by its begin, whether or not the file reaches beyond it.",
  })
  window!: TimeWindowInput;

  @Field(() => AuditLogFileFilter, { nullable: true, description: "Which files to list; all when omitted." })
  filter?: AuditLogFileFilter | null;
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

/** What more instances than were assumed take beyond the plan: their files, read once, and counted where that is asked. */
export const unforeseen = (
  { now }: Session,
  window: TimeWindowInput,
  page: PageArguments,
  instances: { readonly found: number; readonly assumed: number },
) => {
  const [slices, size] = [slicesOf({ window }, now), pageSize(page)];
  const beyond = (callsOf: (timelines: number) => number): number =>
    callsOf(Math.max(instances.found, instances.assumed)) - callsOf(instances.assumed);
  return {
    reading: beyond((timelines) => callsOfFileList({ timelines, slices, size, goesOn: goesOn(page) })),
    counting: beyond((timelines) => callsOfCount({ timelines, slices })),
  };
};

/** Each instance's own list is counted. */
const countPrice: PriceOf = (_args, { timelines, slices }) => ({ calls: callsOfCount({ timelines, slices }) });

@ObjectType({ description: "A page of audit log files." })
export class AuditLogFileConnection extends newsConnectionOf(
  {
    name: "AuditLogFile",
    node: () => AuditLogFile,
    toNode: (record: AuditLogFileRecord) => new AuditLogFile(record),
    items: "audit log files",
    length:
      "Length of the whole list. Null rather than wrong: when a source failed, when a file may count twice, or when a " +
      "filter cannot be counted without reading everything; coverage says which source. Costs calls of its own.",
    countPrice,
  },
  ({ timelines }) => ({ timelines, novas: 0, atlases: 0 }),
) {}

/** Whose files a list is of. */
interface Files {
  /** Tells apart the lists of different instances. */
  readonly binding: readonly unknown[];
  readonly named: NamedArguments;
  readonly timelines: (
    filter: LogFileFilter | undefined,
    holds: Holds | undefined,
  ) => readonly FileTimeline[] | Promise<readonly FileTimeline[]>;
  /** How many instances the plan counts. */
  readonly assumed: number;
  /** Of a list that takes newSince. */
  readonly news?: { readonly newSince: string | null | undefined };
}

/** A page of the files of whichever instances. */
export const fileList = async (
  context: OperationContext,
  args: FileListArgs,
  page: TwoWayPageArgs,
  info: GraphQLResolveInfo,
  { binding, named, timelines, assumed, news }: Files,
): Promise<AuditLogFileConnection> => {
  const { session } = context;
  const filter = logFileFilter(args.filter);
  const order = page.orderBy ?? RecordOrder.NEWEST_FIRST;
  let more = { reading: 0, counting: 0 };
  const boundFilter = boundFileFilter(args.filter);
  const bound = [...binding, boundWindow(args.window), boundFilter];
  const list: List<AuditLogFileRecord> = {
    binding: [...bound, order],
    named: { ...named, window: boundWindow(args.window), filter: boundFilter, orderBy: order },
    order,
    window: windowOf(args.window, session.now),
    facts: factsAskedBy(info),
    counting: () => planMore(session, more.counting),
    timelines: async (holds) => {
      // Of no node there is nothing to read.
      const opened = filter?.nodeIds?.length === 0 ? [] : await timelines(filter, holds);
      more = unforeseen(session, args.window, page, { found: opened.length, assumed });
      planMore(session, more.reading);
      return opened;
    },
  };
  const answer: ListAnswer<AuditLogFileRecord> & { readonly newsCursor?: string | undefined } = news
    ? await readListWithNews(
        context,
        Object.assign({ newSince: news.newSince }, page),
        { ...list, newsBinding: bound, filter: filter && boundFilter },
        info,
      )
    : await readList(context, page, list);
  return new AuditLogFileConnection(context, answer);
};

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
    const databases = world.count("database", wantedBy(args.filter));
    const timelines = refs ?? databases * INSTANCES_ASSUMED;
    const news = newsPrice(args, parent, { timelines, novas: 0, atlases: 0 });
    if (news) return refs === undefined ? { ...news, calls: news.calls + databases } : news;
    return filesPrice(args, parent, world, timelines, refs === undefined ? databases : callsOfInstanceTest(args, refs));
  }, FILES_BY)
  async auditLogFiles(
    @Arg("instances", () => [DatabaseInstanceRef], {
      nullable: true,
      description:
        "The instances whose files to list, each counted once; all known ones when omitted, none when empty.",
    })
    instances: DatabaseInstanceRef[] | null | undefined,
    @Args() list: FileListArgs,
    @Args() page: TwoWayPageArgs,
    @Args() { newSince }: NewsArgs,
    @Ctx() context: OperationContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<AuditLogFileConnection> {
    const databases = sourcesOfFiles(context, list.filter);
    const passes = instanceTest(list.filter);
    const named = instances ? requireRefs(instances, context) : null;
    const refs = named?.filter(({ source }) => databases.includes(source)) ?? null;
    const bound = boundRefs(named);
    return fileList(context, list, page, info, {
      binding: ["auditLogFiles", bound],
      named: { list: "auditLogFiles", instances: bound },
      assumed: refs?.length ?? databases.length * INSTANCES_ASSUMED,
      news: { newSince },
      timelines: (filter, holds) =>
        refs
          ? filesOfRefs(context, refs, { filter, passes })
          : filesOfSources(context, databases, { holds, others: 0, filter, passes }),
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
