import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, ObjectType, Query, Resolver } from "type-graphql";
import { type Coverage, skipped } from "../audit/coverage.js";
import { DEFAULT_PAGE, type PageFacts } from "../audit/page-plan.js";
import type { Holds } from "../audit/patience.js";
import { planMore, Scope } from "../audit/session.js";
import type { AnySource } from "../audit/sources.js";
import { countedByReading, filteredTimeline, type Timeline } from "../audit/timeline.js";
import { RecordOrder } from "../audit/window.js";
import { type AnyRecord, isFile, isPeriod } from "../audit/words.js";
import { boundWindow, TimeWindowInput, TwoWayPageArgs, windowOf } from "./arguments.js";
import {
  AuditRecordFilter,
  boundRecordFilter,
  judgeOf,
  type RecordFilterInput,
  selectedSources,
} from "./audit-record-filter.js";
import { factsAskedBy } from "./connection.js";
import type { OperationContext } from "./context.js";
import { AuditLogFile } from "./database/file.js";
import { filesPrice, INSTANCES_ASSUMED, unforeseen } from "./database/file.resolver.js";
import { filesOfRefs, filesOfSources, requireRefs } from "./database/instance.js";
import { LoadBalancerAudit } from "./load-balancer.js";
import {
  type ListWithNews,
  NewsArgs,
  newsConnectionOf,
  type NewsPageArguments,
  newsPrice,
  readListWithNews,
} from "./news.js";
import { callsOfCount } from "./file-price.js";
import { callsOfAllPeriods, callsOfPeriods, pageSize, Priced, type PriceOf, wantedBy } from "./price.js";
import { AuditRecord } from "./record.js";
import { forbidden, hasScope, NeedsScope } from "./scopes.js";
import { UsageAuditPeriod } from "./usage.js";

const nodeOfRecord = (record: AnyRecord): AuditRecord => {
  if (isPeriod(record)) return new UsageAuditPeriod(record);
  if (isFile(record)) return new AuditLogFile(record);
  return new LoadBalancerAudit(record);
};

/** Each instance's own list is counted; periods are read. */
const countPrice: PriceOf = (_args, { timelines, slices, periods = 0 }) => ({
  calls: callsOfCount({ timelines, slices }) + periods,
});

@ObjectType({ description: "A page of audit records of every kind." })
export class AuditRecordConnection extends newsConnectionOf(
  {
    name: "AuditRecord",
    node: () => AuditRecord,
    toNode: nodeOfRecord,
    items: "audit records",
    length:
      "Length of the whole list. Null rather than wrong: when a source failed, when a file may count twice, or when the " +
      "filter judges files, which then cannot be counted without reading everything; coverage and `uncounted` say which " +
      "source. Costs calls of its own: files are counted by their lists' totals, periods are read.",
    countPrice,
  },
  ({ timelines }, world) => ({
    timelines,
    novas: world.count("usage", {}),
    atlases: world.count("loadBalancer", {}),
  }),
) {}

const needsAdmin = ({ subject }: AnySource): boolean => subject === "loadBalancer";

/** The sources that the caller may see, and for each of the others the reason why it is left out. */
export const visibleTo = (
  context: OperationContext,
  sources: readonly AnySource[],
): { readonly visible: readonly AnySource[]; readonly hidden: readonly Coverage[] } => {
  if (hasScope(context, Scope.ADMIN)) return { visible: sources, hidden: [] };
  return {
    visible: sources.filter((source) => !needsAdmin(source)),
    hidden: sources.filter(needsAdmin).map(({ info }) => skipped(info, forbidden(Scope.ADMIN))),
  };
};

/** Every timeline of the sources: one of each, or one for each database instance. */
export const recordTimelines = async (
  context: OperationContext,
  sources: readonly AnySource[],
  { filter, holds }: { readonly filter: RecordFilterInput; readonly holds: Holds | undefined },
): Promise<readonly Timeline<AnyRecord>[]> => {
  const refs = filter?.instances ? requireRefs(filter.instances, context, "filter.instances") : undefined;
  const judge = judgeOf(filter);
  const databases = sources.filter((source) => source.subject === "database");
  const others = sources.length - databases.length;
  const files = refs
    ? await filesOfRefs(
        context,
        refs.filter(({ source }) => databases.includes(source)),
        {},
      )
    : await filesOfSources(context, databases, { holds, others });
  const timelines = sources.flatMap((source): readonly Timeline<AnyRecord>[] => {
    switch (source.subject) {
      case "usage":
        return [context.reader(source).periods];
      case "database":
        return files.filter((timeline) => timeline.source.name === source.info.name);
      case "loadBalancer":
        return [context.reader(source).audits()];
    }
  });
  if (!judge) return timelines;
  return timelines.map((timeline) => filteredTimeline(timeline, (records) => records.filter(judge)));
};

/** Every source of the time line, as if the whole page were its own. */
export const recordsPrice: PriceOf = (args, parent, world) => {
  const wanted = wantedBy(args.filter);
  const databases = world.count("database", wanted);
  const timelines = databases * INSTANCES_ASSUMED;
  const novas = world.count("usage", wanted);
  const news = newsPrice(args, parent, { timelines, novas, atlases: world.count("loadBalancer", wanted) });
  if (news) return { ...news, calls: news.calls + databases };
  const periods = callsOfPeriods({ novas, size: pageSize(args) });
  const more = databases + periods + world.count("loadBalancer", wanted);
  const price = filesPrice(args, parent, world, timelines, more);
  const counting = parent.objects * callsOfAllPeriods(args, novas, world.now);
  return { ...price, below: { ...parent, ...price.below, periods: counting } };
};

/** A time line whose periods and balancers are read for a count; of files there are too many. */
const counted = ({ catalog, session }: OperationContext, timeline: Timeline<AnyRecord>): Timeline<AnyRecord> =>
  timeline.count !== undefined || catalog.find("database", timeline.source.name)
    ? timeline
    : countedByReading(timeline, session.turn);

/** What is asked of the time line. */
interface AskedRecords extends NewsPageArguments {
  readonly window: TimeWindowInput;
  readonly filter: RecordFilterInput;
  readonly orderBy?: RecordOrder | null | undefined;
  readonly facts?: PageFacts;
}

/** The time line as a list. Throws INVALID_ARGUMENT for a source that is not configured. */
export const recordList = (
  context: OperationContext,
  { window, filter, facts, ...page }: AskedRecords,
): ListWithNews<AnyRecord> => {
  const { visible, hidden } = visibleTo(context, selectedSources(context, filter));
  const order = page.orderBy ?? RecordOrder.NEWEST_FIRST;
  const boundFilter = boundRecordFilter(filter, context);
  const bound = ["auditRecords", boundWindow(window), boundFilter];
  let more = { reading: 0, counting: 0 };
  return {
    counting: () => planMore(context.session, more.counting),
    binding: [...bound, order],
    named: {
      list: "auditRecords",
      window: boundWindow(window),
      filter: boundFilter,
      orderBy: order,
    },
    newsBinding: bound,
    filter: boundFilter,
    order,
    ...(facts ? { facts } : {}),
    window: windowOf(window, context.session.now),
    timelines: async (holds) => {
      const timelines = await recordTimelines(context, visible, { filter, holds });
      const found = timelines.filter(({ instance }) => instance !== undefined).length;
      const assumed = visible.filter(({ subject }) => subject === "database").length * INSTANCES_ASSUMED;
      more = unforeseen(context.session, window, page, { found, assumed });
      planMore(context.session, more.reading);
      return timelines.map((timeline) => counted(context, timeline));
    },
    skipped: hidden,
  };
};

@Resolver()
export class AuditRecordsResolver {
  @Query(() => AuditRecordConnection, {
    nullable: true,
    description:
      "Everything that the caller may see, of every kind, merged into one time order: periods, log files of all " +
      "instances and, with the scope audit:admin, load balancers. Needs the scope audit:read.",
  })
  @NeedsScope(Scope.READ)
  @Priced(recordsPrice, { size: DEFAULT_PAGE, arguments: ["first", "last"] })
  async auditRecords(
    @Arg("window", () => TimeWindowInput, { description: "A record belongs to it by its occurredAt." })
    window: TimeWindowInput,
    @Arg("filter", () => AuditRecordFilter, {
      nullable: true,
      description: "Which records to list; all when omitted.",
    })
    filter: RecordFilterInput,
    @Args() page: TwoWayPageArgs,
    @Args() { newSince }: NewsArgs,
    @Ctx() context: OperationContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<AuditRecordConnection> {
    const asked = Object.assign({ window, filter, newSince, facts: factsAskedBy(info) }, page);
    const answer = await readListWithNews(context, asked, recordList(context, asked), info);
    return new AuditRecordConnection(context, answer);
  }
}
