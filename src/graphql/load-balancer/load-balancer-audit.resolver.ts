import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { DEFAULT_PAGE } from "../../audit/page-plan.js";
import { Scope } from "../../audit/session.js";
import { readList } from "../connection/read-list.js";
import { member, pageSize, wantedBy } from "../cost/arguments.js";
import { batches, listPrice, Priced } from "../cost/price.js";
import { NeedsScope } from "../context/needs-scope.js";
import type { OperationContext } from "../context/operation-context.js";
import { RecordOrder } from "../record/record-order.js";
import { AlertStatus } from "./alert-status.js";
import { LoadBalancerAuditsArgs } from "./arguments.js";
import { LoadBalancerAuditConnection } from "./connections.js";
import { LoadBalancerAlert } from "./load-balancer-alert.js";
import { LoadBalancerAudit } from "./load-balancer-audit.js";
import { boundBalancerFilter, loadBalancerFilter } from "./load-balancer-audit-filter.js";

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
    @Args() args: LoadBalancerAuditsArgs,
    @Ctx() context: OperationContext,
  ): Promise<LoadBalancerAuditConnection> {
    const sources = context.catalog.select("loadBalancer", args.filter?.sources, "filter.sources");
    const filter = loadBalancerFilter(args.filter);
    const order = args.orderBy ?? RecordOrder.NEWEST_FIRST;
    const answer = await readList({
      binding: ["loadBalancerAudits", boundBalancerFilter(args.filter), order],
      order,
      // One past now, so that a balancer which changed in this very millisecond is not held back.
      window: (frozenTo) => ({ from: 0, to: frozenTo ?? context.session.now + 1, isOpenEnded: true }),
      page: args,
      session: context.session,
      timelines: () => sources.map((source) => context.reader(source).audits(filter)),
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
      description: "Only alerts in these statuses; all, also those of unknown status, when omitted.",
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
