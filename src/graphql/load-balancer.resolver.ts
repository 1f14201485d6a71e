import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
} from "type-graphql";
import { invalidArgument } from "../audit/errors.js";
import { DEFAULT_PAGE } from "../audit/page-plan.js";
import { Scope } from "../audit/session.js";
import {
  AlertStatus,
  isAtlasId,
  type LoadBalancerAuditRecord,
  LoadBalancerAuditStatus,
  type LoadBalancerFilter,
} from "../audit/sources.js";
import { RecordOrder } from "../audit/window.js";
import { asSet, present, TwoWayPageArgs } from "./arguments.js";
import { countedConnectionOf, readList } from "./connection.js";
import type { OperationContext } from "./context.js";
import { LoadBalancer, LoadBalancerAlert, LoadBalancerAudit } from "./load-balancer.js";
import { batches, free, listPrice, member, pageSize, Priced, wantedBy } from "./price.js";
import { DateTime } from "./scalars.js";
import { NeedsScope } from "./scopes.js";

@InputType({ description: "Which balancers to list; every condition given must hold." })
class LoadBalancerAuditFilter {
  @Field(() => [String], {
    nullable: true,
    description: "Names of ATLAS sources; all of them when omitted, none when empty.",
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
    description: "Balancers that have (true) or have not (false) an alert that nobody acknowledged.",
  })
  hasUnacknowledgedAlerts?: boolean | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      "Balancers with an alert of one of these accounts: whole numbers, as in alerts[].accountId. All when omitted, none when empty.",
  })
  accountIds?: string[] | null;
}

type Input = LoadBalancerAuditFilter | null | undefined;

/** Throws INVALID_ARGUMENT, naming the member. */
const loadBalancerFilter = (input: Input): LoadBalancerFilter => {
  const { sources: _sources, ...filter } = present(input);
  const { changedSince, changedBefore, accountIds } = filter;
  if (changedSince !== undefined && changedBefore !== undefined && changedSince >= changedBefore) {
    throw invalidArgument("filter.changedSince", "it must be earlier than filter.changedBefore.");
  }
  accountIds?.forEach((id, i) => {
    if (!isAtlasId(id)) throw invalidArgument(`filter.accountIds[${i}]`, "an account id is a whole number.");
  });
  return filter;
};

/** The filter as cursors are bound to it. */
const boundBalancerFilter = (input: Input): unknown => [
  asSet(input?.sources),
  asSet(input?.statuses),
  input?.changedSince ?? null,
  input?.changedBefore ?? null,
  input?.hasUnacknowledgedAlerts ?? null,
  asSet(input?.accountIds),
];

@ObjectType({ description: "A page of load balancer audits." })
class LoadBalancerAuditConnection extends countedConnectionOf(
  {
    name: "LoadBalancerAudit",
    node: () => LoadBalancerAudit,
    toNode: (record: LoadBalancerAuditRecord) => new LoadBalancerAudit(record),
    items: "load balancer audits",
  },
  free,
) {
  @Field(() => Int, {
    nullable: true,
    description: "Length of the whole list, exact; null where a source failed.",
  })
  @Priced(free)
  totalCount(): Promise<number | null> {
    return this.total();
  }
}

/** Balancers whose alerts one call brings. */
const BALANCERS_PER_CALL = 100;
/** Alerts that a balancer is taken to have. */
const ALERTS_ASSUMED = 2;

const asksAlerts = (filter: unknown): boolean =>
  (member(filter, "hasUnacknowledgedAlerts") ?? member(filter, "accountIds") ?? null) !== null;

@Resolver(() => LoadBalancerAudit)
export class LoadBalancerAuditResolver {
  @Query(() => LoadBalancerAuditConnection, {
    nullable: true,
    description: "Balancers of the status audit report, by (updatedAt, id). Needs the scope audit:admin.",
  })
  @NeedsScope(Scope.ADMIN)
  @Priced(
    (args, parent, world) => {
      const sources = world.count("loadBalancer", wantedBy(args.filter));
      // A report of more balancers than one call takes grows the plan where it is read.
      return listPrice(parent, pageSize(args), asksAlerts(args.filter) ? sources * 3 : sources);
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
    @Ctx() context: OperationContext,
  ): Promise<LoadBalancerAuditConnection> {
    const sources = context.catalog.select("loadBalancer", input?.sources, "filter.sources");
    const filter = loadBalancerFilter(input);
    const order = page.orderBy ?? RecordOrder.NEWEST_FIRST;
    const answer = await readList(context, page, {
      binding: ["loadBalancerAudits", boundBalancerFilter(input), order],
      order,
      // One past now, so that a balancer which changed in this very millisecond is not held back.
      window: (frozenTo) => ({ from: 0, to: frozenTo ?? context.session.now + 1, isOpenEnded: true }),
      // Of no account there is nothing to read.
      timelines: () =>
        filter.accountIds?.length === 0 ? [] : sources.map((source) => context.reader(source).audits(filter)),
    });
    return new LoadBalancerAuditConnection(context, answer);
  }

  @FieldResolver(() => [LoadBalancerAlert], {
    description: "The balancer's alerts (alertAudits[].alerts[]), oldest first. Batched over the balancers of a page.",
  })
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
    const alerts = await context.reader(source).alerts(record.loadBalancerId);
    return alerts
      .filter(({ status }) => !statuses || (status !== null && statuses.includes(status)))
      .map((alert) => new LoadBalancerAlert(alert));
  }
}

@Resolver(() => LoadBalancer)
export class LoadBalancerResolver {
  @FieldResolver(() => LoadBalancerAudit, {
    nullable: true,
    description: "Its entry in the status audit report; null when it is in none of the audited statuses.",
  })
  // All balancers of a source stand in one report, which an operation reads once.
  @Priced((_args, parent, world) => ({ calls: Math.min(parent.objects, world.count("loadBalancer", {})) }))
  audit(
    @Root() { sourceName, loadBalancerId }: LoadBalancer,
    @Ctx() context: OperationContext,
  ): Promise<LoadBalancerAudit | null> {
    const source = context.catalog.require("loadBalancer", sourceName, "sourceName");
    return context
      .reader(source)
      .audit(loadBalancerId)
      .then((record) => record && new LoadBalancerAudit(record));
  }
}
