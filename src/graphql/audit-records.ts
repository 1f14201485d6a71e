import { Arg, Args, Ctx, Field, InputType, ObjectType, Query, Resolver } from "type-graphql";
import { type Coverage, skipped } from "../audit/coverage.js";
import { DEFAULT_PAGE } from "../audit/page-plan.js";
import { AuditSourceKind } from "../audit/record.js";
import { planMore, Scope } from "../audit/session.js";
import type {
  AnySource,
  AuditLogFileRecord,
  LoadBalancerAuditRecord,
  UsageAuditPeriodRecord,
} from "../audit/sources.js";
import type { Timeline } from "../audit/timeline.js";
import { RecordOrder } from "../audit/window.js";
import { asSet, boundWindow, OrderedPageArgs, TimeWindowInput, windowOf } from "./arguments.js";
import { connectionOf, readList } from "./connection.js";
import type { OperationContext } from "./context.js";
import { AuditLogFile } from "./database/file.js";
import { filesOfSources, filesPrice, INSTANCES_ASSUMED, unforeseen } from "./database/file.resolver.js";
import { LoadBalancerAudit } from "./load-balancer.js";
import { callsOfPeriods, pageSize, Priced, type PriceOf, wantedBy } from "./price.js";
import { AuditRecord } from "./record.js";
import { forbidden, hasScope, NeedsScope } from "./scopes.js";
import { UsageAuditPeriod } from "./usage.js";

export type AnyRecord = UsageAuditPeriodRecord | AuditLogFileRecord | LoadBalancerAuditRecord;

/** Told apart by what only one shape has, not by kind of source: a new kind of an old shape needs no change here. */
const nodeOfRecord = (record: AnyRecord): AuditRecord => {
  if ("hostCounts" in record) return new UsageAuditPeriod(record);
  if ("upstreamId" in record) return new AuditLogFile(record);
  return new LoadBalancerAudit(record);
};

@ObjectType({ description: "A page of audit records of every kind." })
class AuditRecordConnection extends connectionOf({
  name: "AuditRecord",
  node: () => AuditRecord,
  toNode: nodeOfRecord,
  items: "audit records",
}) {}

@InputType({ description: "Which sources' records to list; both conditions must hold." })
export class AuditRecordFilter {
  @Field(() => [AuditSourceKind], {
    nullable: true,
    description: "Records of sources of these kinds; all when omitted.",
  })
  kinds?: AuditSourceKind[] | null;

  @Field(() => [String], { nullable: true, description: "Records of the sources of these names; all when omitted." })
  sources?: string[] | null;
}

type Input = AuditRecordFilter | null | undefined;

/** The sources that pass, in the configuration's order. Throws INVALID_ARGUMENT for a name that is not configured. */
export const selectedSources = ({ catalog }: OperationContext, filter: Input): readonly AnySource[] => {
  const named = filter?.sources?.map((name) => catalog.requireAny(name, "filter.sources"));
  return catalog.all.filter(
    (source) => (named?.includes(source) ?? true) && (filter?.kinds?.includes(source.info.kind) ?? true),
  );
};

/** The filter as cursors are bound to it. */
const boundRecordFilter = (filter: Input): unknown => [asSet(filter?.kinds), asSet(filter?.sources)];

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

/** Every timeline of the source: one, or one for each database instance. */
const timelinesOf = async (context: OperationContext, source: AnySource): Promise<readonly Timeline<AnyRecord>[]> => {
  switch (source.subject) {
    case "usage":
      return [context.reader(source).periods];
    case "database":
      return filesOfSources(context, [source]);
    case "loadBalancer":
      return [context.reader(source).audits()];
  }
};

export const recordTimelines = async (
  context: OperationContext,
  sources: readonly AnySource[],
): Promise<readonly Timeline<AnyRecord>[]> =>
  (await Promise.all(sources.map((source) => timelinesOf(context, source)))).flat();

/** Every source of the time line, as if the whole page were its own. */
const recordsPrice: PriceOf = (args, parent, world) => {
  const wanted = wantedBy(args.filter);
  const databases = world.count("database", wanted);
  const periods = callsOfPeriods({ novas: world.count("usage", wanted), size: pageSize(args) });
  const more = databases + periods + world.count("loadBalancer", wanted);
  return filesPrice(args, parent, world, databases * INSTANCES_ASSUMED, more);
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
      description: "Which sources to read; all when omitted.",
    })
    filter: Input,
    @Args() page: OrderedPageArgs,
    @Ctx() context: OperationContext,
  ): Promise<AuditRecordConnection> {
    const { visible, hidden } = visibleTo(context, selectedSources(context, filter));
    const order = page.orderBy ?? RecordOrder.NEWEST_FIRST;
    const answer = await readList(context, page, {
      binding: ["auditRecords", boundWindow(window), boundRecordFilter(filter), order],
      order,
      window: windowOf(window, context.session.now),
      timelines: async () => {
        const timelines = await recordTimelines(context, visible);
        const found = timelines.filter(({ instance }) => instance !== undefined).length;
        const assumed = visible.filter(({ subject }) => subject === "database").length * INSTANCES_ASSUMED;
        planMore(context.session, unforeseen(context.session, window, page, { found, assumed }).reading);
        return timelines;
      },
      skipped: hidden,
    });
    return new AuditRecordConnection(context, answer);
  }
}
