import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Field, Info, InputType, ObjectType, Query, Resolver } from "type-graphql";
import { type Coverage, skipped } from "../audit/coverage.js";
import { DEFAULT_PAGE, type PageFacts } from "../audit/page-plan.js";
import { AuditSourceKind } from "../audit/record.js";
import type { Holds } from "../audit/patience.js";
import { planMore, Scope } from "../audit/session.js";
import type { AnySource } from "../audit/sources.js";
import { filteredTimeline, type Timeline } from "../audit/timeline.js";
import { RecordOrder } from "../audit/window.js";
import { type AnyRecord, AuditSeverity, isFile, isPeriod, severityOf, summaryOf } from "../audit/words.js";
import { asSet, boundWindow, OrderedPageArgs, present, TimeWindowInput, windowOf } from "./arguments.js";
import { factsAskedBy } from "./connection.js";
import type { OperationContext } from "./context.js";
import { AuditLogFile } from "./database/file.js";
import { filesPrice, INSTANCES_ASSUMED, unforeseen } from "./database/file.resolver.js";
import { filesOfInstance, filesOfSources } from "./database/files-of.js";
import { boundRefs, DatabaseInstanceRef, requireRefs } from "./database/instance.js";
import { LoadBalancerAudit } from "./load-balancer.js";
import {
  type ListWithNews,
  NewsArgs,
  newsConnectionOf,
  type NewsPageArguments,
  newsPrice,
  readListWithNews,
} from "./news.js";
import { callsOfPeriods, pageSize, Priced, type PriceOf, wantedBy } from "./price.js";
import { AuditRecord } from "./record.js";
import { forbidden, hasScope, NeedsScope } from "./scopes.js";
import { UsageAuditPeriod } from "./usage.js";

const nodeOfRecord = (record: AnyRecord): AuditRecord => {
  if (isPeriod(record)) return new UsageAuditPeriod(record);
  if (isFile(record)) return new AuditLogFile(record);
  return new LoadBalancerAudit(record);
};

@ObjectType({ description: "A page of audit records of every kind." })
export class AuditRecordConnection extends newsConnectionOf(
  { name: "AuditRecord", node: () => AuditRecord, toNode: nodeOfRecord, items: "audit records" },
  ({ timelines }, world) => ({
    timelines,
    novas: world.count("usage", {}),
    atlases: world.count("loadBalancer", {}),
  }),
) {}

@InputType({ description: "Which records to list; every condition given must hold." })
export class AuditRecordFilter {
  @Field(() => [AuditSourceKind], {
    nullable: true,
    description: "Records of sources of these kinds; all when omitted, none when empty.",
  })
  kinds?: AuditSourceKind[] | null;

  @Field(() => [String], {
    nullable: true,
    description: "Records of the sources of these names; all when omitted, none when empty.",
  })
  sources?: string[] | null;

  @Field(() => [AuditSeverity], {
    nullable: true,
    description: "Records of these severities. All when omitted, none when empty.",
  })
  severities?: AuditSeverity[] | null;

  @Field(() => [DatabaseInstanceRef], {
    nullable: true,
    description: "Log files of these instances; records of other kinds have none, and never match.",
  })
  instances?: DatabaseInstanceRef[] | null;

  @Field(() => [String], {
    nullable: true,
    description: "Usage audit periods that know one of these hosts; records of other kinds have none, and never match.",
  })
  hosts?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: "Records whose summary contains this text, in upper or lower case: a name, an id, a status.",
  })
  text?: string | null;
}

type Input = AuditRecordFilter | null | undefined;

/** All log files are of this severity: where it is not wanted, they need not be read. */
const ofFiles: AuditSeverity = "INFO";

/** Can the source hold any record that passes? */
const mayHold = (source: AnySource, filter: AuditRecordFilter): boolean => {
  const { subject } = source;
  if (filter.severities?.length === 0) return false;
  if (filter.instances && subject !== "database") return false;
  if (filter.hosts && subject !== "usage") return false;
  return subject !== "database" || !filter.severities || filter.severities.includes(ofFiles);
};

/** The sources that pass, in the configuration's order. Throws INVALID_ARGUMENT for a name that is not configured. */
export const selectedSources = ({ catalog }: OperationContext, filter: Input): readonly AnySource[] => {
  const named = filter?.sources?.map((name) => catalog.requireAny(name, "filter.sources"));
  return catalog.all.filter(
    (source) =>
      (named?.includes(source) ?? true) &&
      (filter?.kinds?.includes(source.info.kind) ?? true) &&
      (!filter || mayHold(source, filter)),
  );
};

const knowsOneOf = (hosts: readonly string[], record: AnyRecord): boolean =>
  isPeriod(record) && record.hosts.some(({ host }) => hosts.includes(host));

/** What is judged on each record; undefined where every record passes. */
const judgeOf = (filter: Input): ((record: AnyRecord) => boolean) | undefined => {
  const { severities, hosts, text } = present(filter);
  const wanted = text === undefined || text === "" ? undefined : text.toLowerCase();
  if (!severities && !hosts && wanted === undefined) return undefined;
  return (record) =>
    (!severities || severities.includes(severityOf(record))) &&
    (!hosts || knowsOneOf(hosts, record)) &&
    (wanted === undefined || summaryOf(record).toLowerCase().includes(wanted));
};

/** The filter as cursors are bound to it. What came later stands apart, so that older cursors are still good. */
const boundRecordFilter = (filter: Input, context: OperationContext): unknown => {
  const [severities, hosts, text, instances] = [filter?.severities, filter?.hosts, filter?.text, filter?.instances];
  const sources = [asSet(filter?.kinds), asSet(filter?.sources)];
  if (!severities && !hosts && !text && !instances) return sources;
  const refs = instances ? boundRefs(requireRefs(instances, context)) : null;
  return [...sources, asSet(severities), asSet(hosts), text ?? null, refs];
};

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
  { filter, holds }: { readonly filter: Input; readonly holds: Holds | undefined },
): Promise<readonly Timeline<AnyRecord>[]> => {
  const refs = filter?.instances ? requireRefs(filter.instances, context, "filter.instances") : undefined;
  const judge = judgeOf(filter);
  const databases = sources.filter((source) => source.subject === "database");
  const others = sources.length - databases.length;
  const files = refs ? [] : await filesOfSources(context, databases, { holds, others });
  const timelines = sources.flatMap((source): readonly Timeline<AnyRecord>[] => {
    switch (source.subject) {
      case "usage":
        return [context.reader(source).periods];
      case "database":
        if (!refs) return files.filter((timeline) => timeline.source.name === source.info.name);
        return refs.filter((ref) => ref.source === source).map((ref) => filesOfInstance(context, ref));
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
  return filesPrice(args, parent, world, timelines, more);
};

/** What is asked of the time line. */
interface AskedRecords extends NewsPageArguments {
  readonly window: TimeWindowInput;
  readonly filter: Input;
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
  const bound = ["auditRecords", boundWindow(window), boundRecordFilter(filter, context)];
  return {
    binding: [...bound, order],
    newsBinding: bound,
    filter: boundRecordFilter(filter, context),
    order,
    ...(facts ? { facts } : {}),
    window: windowOf(window, context.session.now),
    timelines: async (holds) => {
      const timelines = await recordTimelines(context, visible, { filter, holds });
      const found = timelines.filter(({ instance }) => instance !== undefined).length;
      const assumed = visible.filter(({ subject }) => subject === "database").length * INSTANCES_ASSUMED;
      planMore(context.session, unforeseen(context.session, window, page, { found, assumed }).reading);
      return timelines;
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
  @Priced(recordsPrice, { size: DEFAULT_PAGE, arguments: ["first"] })
  async auditRecords(
    @Arg("window", () => TimeWindowInput, { description: "A record belongs to it by its occurredAt." })
    window: TimeWindowInput,
    @Arg("filter", () => AuditRecordFilter, {
      nullable: true,
      description: "Which records to list; all when omitted.",
    })
    filter: Input,
    @Args() page: OrderedPageArgs,
    @Args() { newSince }: NewsArgs,
    @Ctx() context: OperationContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<AuditRecordConnection> {
    const asked = Object.assign({ window, filter, newSince, facts: factsAskedBy(info) }, page);
    const answer = await readListWithNews(context, asked, recordList(context, asked), info);
    return new AuditRecordConnection(context, answer);
  }
}
