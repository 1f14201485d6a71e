import type { GraphQLResolveInfo } from "graphql";
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Info,
  InputType,
  ObjectType,
  Query,
  Resolver,
  Root,
  Extensions,
} from "type-graphql";
import { DEFAULT_PAGE } from "../audit/page-plan.js";
import { Scope } from "../audit/session.js";
import {
  AlertStatus,
  BALANCERS_PER_CALL,
  isAtlasId,
  type LoadBalancerAuditRecord,
  LoadBalancerAuditStatus,
  type LoadBalancerFilter,
  LoadBalancerOperatingStatus,
} from "../audit/load-balancers.js";
import { HOUR, RecordOrder } from "../audit/window.js";
import { asSet, present, TwoWayPageArgs } from "./arguments.js";
import type { OperationContext } from "./context.js";
import { LoadBalancerAlert, LoadBalancerAudit } from "./load-balancer.js";
import { NewsArgs, newsConnectionOf, newsPrice, readListWithNews } from "./news.js";
import { batches, listPrice, member, pageSize, Priced, wantedBy } from "./price.js";
import { NeedsScope } from "./scopes.js";
import { invalidArgument } from "../audit/errors.js";
import { DateTime } from "./scalars.js";

@InputType({ description: "Which balancers to list; every condition given must hold." })
class LoadBalancerAuditFilter {
  @Field(() => [String], {
    nullable: true,
    description: "Names of ATLAS and OCTAVIA sources; all of them when omitted.",
  })
  sources?: string[] | null;

  @Field(() => [LoadBalancerAuditStatus], {
    nullable: true,
    description: "Balancers in these statuses. All four when omitted, none when empty.",
  })
  statuses?: LoadBalancerAuditStatus[] | null;

  @Field(() => DateTime, { nullable: true, description: "Balancers whose updated is at or after this instant." })
  changedSince?: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "Balancers whose updated is before this instant. Finds the stuck: not changed since.",
  })
  changedBefore?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Balancers that have (true) or have not (false) an alert that nobody acknowledged. An OCTAVIA source has no alerts: " +
      "all of its balancers have not.",
  })
  hasUnacknowledgedAlerts?: boolean | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      "Balancers with an alert of one of these accounts: whole numbers, as in alerts[].accountId. None of an OCTAVIA source, " +
      "which has projects: ask for projectIds.",
  })
  accountIds?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      "Balancers of these projects: 32 hexadecimal digits, as in projectId. Those of an ATLAS source have none, and do not pass.",
  })
  projectIds?: string[] | null;

  @Field(() => [LoadBalancerOperatingStatus], {
    nullable: true,
    description: "Balancers in these operating statuses. Those of an ATLAS source have none, and do not pass.",
  })
  operatingStatuses?: LoadBalancerOperatingStatus[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Balancers whose name contains this text; upper and lower case differ. Those of an ATLAS source have no name, and do " +
      "not pass.",
  })
  nameContains?: string | null;
}

type Input = LoadBalancerAuditFilter | null | undefined;

/** Throws INVALID_ARGUMENT, naming the member. */
const loadBalancerFilter = (input: Input): LoadBalancerFilter => {
  const { sources: _sources, ...filter } = present(input);
  const { changedSince, changedBefore, accountIds, projectIds } = filter;
  if (changedSince !== undefined && changedBefore !== undefined && changedSince >= changedBefore) {
    throw invalidArgument("filter.changedSince", "it must be earlier than filter.changedBefore.");
  }
  accountIds?.forEach((id, i) => {
    if (!isAtlasId(id)) throw invalidArgument(`filter.accountIds[${i}]`, "an account id is a whole number.");
  });
  projectIds?.forEach((id, i) => {
    if (!isProjectId(id)) {
      throw invalidArgument(
        `filter.projectIds[${i}]`,
        "a project id has 1 to 64 letters, digits, hyphens or underscores.",
      );
    }
  });
  return filter;
};

const isProjectId = (text: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(text);

/** Members that a filter gained later: left out where all are absent. */
const boundSince = (...members: readonly unknown[]): readonly unknown[] =>
  members.every((member) => member === null) ? [] : members;

/** The filter as cursors are bound to it. */
const boundBalancerFilter = (input: Input): unknown => [
  asSet(input?.sources),
  asSet(input?.statuses),
  input?.changedSince ?? null,
  input?.changedBefore ?? null,
  input?.hasUnacknowledgedAlerts ?? null,
  asSet(input?.accountIds),
  // Cursors that were made before these were known stay good.
  ...boundSince(asSet(input?.projectIds), asSet(input?.operatingStatuses), input?.nameContains ?? null),
];

@ObjectType({ description: "A page of load balancer audits." })
class LoadBalancerAuditConnection extends newsConnectionOf(
  {
    name: "LoadBalancerAudit",
    node: () => LoadBalancerAudit,
    toNode: (record: LoadBalancerAuditRecord) => new LoadBalancerAudit(record),
    items: "load balancer audits",
    length: "Length of the whole list, exact; null where a source failed.",
  },
  // The page's own report serves it.
  () => ({ timelines: 0, novas: 0, atlases: 0 }),
) {}

/**
 * How far beyond now the list reaches. It tells what stands, so a balancer must not be missing because it changed while it
 * was read, or because its source's clock is ahead.
 */
export const AHEAD = HOUR;
/** Alerts that a balancer is taken to have. */
const ALERTS_ASSUMED = 2;

const asksAlerts = (filter: unknown): boolean =>
  (member(filter, "hasUnacknowledgedAlerts") ?? member(filter, "accountIds") ?? null) !== null;

@Resolver(() => LoadBalancerAudit)
export class LoadBalancerAuditResolver {
  @Query(() => LoadBalancerAuditConnection, {
    nullable: true,
    description:
      "Balancers in an audited status, of Atlas' status audit reports and of Octavias, by (updatedAt, id). Needs the scope audit:admin.",
  })
  @NeedsScope(Scope.ADMIN)
  @Priced(
    (args, parent, world) => {
      const sources = world.count("loadBalancer", wantedBy(args.filter));
      // A report of more balancers than one call takes, or lists, grows the plan where it is read.
      const atlases = asksAlerts(args.filter) ? sources * 3 : sources;
      const news = newsPrice(args, parent, { timelines: 0, novas: 0, atlases });
      return news ?? listPrice(parent, pageSize(args), atlases, { isKnown: true });
    },
    { size: DEFAULT_PAGE, arguments: ["first", "last"] },
  )
  async loadBalancerAudits(
    @Arg("filter", () => LoadBalancerAuditFilter, {
      nullable: true,
      description: "Which balancers to list; all when omitted.",
    })
    input: Input,
    @Args() page: TwoWayPageArgs,
    @Args() { newSince }: NewsArgs,
    @Ctx() context: OperationContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<LoadBalancerAuditConnection> {
    const sources = context.catalog.select("loadBalancer", input?.sources, "filter.sources");
    const filter = loadBalancerFilter(input);
    const order = page.orderBy ?? RecordOrder.NEWEST_FIRST;
    const bound = ["loadBalancerAudits", boundBalancerFilter(input)];
    const list = {
      binding: [...bound, order],
      named: { list: "loadBalancerAudits", filter: boundBalancerFilter(input), orderBy: order },
      newsBinding: bound,
      filter: bound,
      order,
      window: (frozenTo: number | undefined) => ({
        from: 0,
        to: frozenTo ?? context.session.now + AHEAD,
        isOpenEnded: true,
      }),
      // Of no account there is nothing to read.
      timelines: () =>
        filter.accountIds?.length === 0 ? [] : sources.map((source) => context.reader(source).audits(filter)),
    };
    const answer = await readListWithNews(context, Object.assign({ newSince }, page), list, info);
    return new LoadBalancerAuditConnection(context, answer);
  }

  @FieldResolver(() => [LoadBalancerAlert], {
    description: "The balancer's alerts (alertAudits[].alerts[]), oldest first. Batched over the balancers of a page.",
  })
  @Extensions({ isRepeatable: true })
  @Priced((_args, parent) => ({
    ...listPrice(parent, ALERTS_ASSUMED, 0),
    // One more: a source without the call has its alerts in the report.
    calls: batches(parent, BALANCERS_PER_CALL) + 1,
  }))
  async alerts(
    @Root() { record }: LoadBalancerAudit,
    @Arg("statuses", () => [AlertStatus], {
      nullable: true,
      description: "Only alerts in these statuses; all, also those of unknown status, when omitted, none when empty.",
    })
    statuses: AlertStatus[] | null | undefined,
    @Ctx() context: OperationContext,
  ): Promise<LoadBalancerAlert[]> {
    const source = context.catalog.require("loadBalancer", record.source.name, "source");
    const all = await context.reader(source).alerts(record.loadBalancerId);
    const alerts = statuses ? all.filter(({ status }) => status !== null && statuses.includes(status)) : all;
    return alerts.map((alert) => new LoadBalancerAlert(alert));
  }
}
