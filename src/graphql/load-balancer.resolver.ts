import { Arg, Args, Ctx, Directive, Field, FieldResolver, Int, ObjectType, Query, Resolver, Root } from "type-graphql";
import { DEFAULT_PAGE } from "../audit/page-plan.js";
import { AuditSourceKind } from "../audit/record.js";
import { Scope } from "../audit/session.js";
import { AlertStatus, type LoadBalancerAuditRecord } from "../audit/load-balancers.js";
import { HOUR, RecordOrder } from "../audit/window.js";
import { TwoWayPageArgs } from "./arguments.js";
import { connectionOf, readList } from "./connection.js";
import type { OperationContext } from "./context.js";
import { LoadBalancer, LoadBalancerAlert, LoadBalancerAudit } from "./load-balancer.js";
import {
  boundBalancerFilter,
  type Input,
  LoadBalancerAuditFilter,
  loadBalancerFilter,
} from "./load-balancer-filter.js";
import { batches, free, listPrice, member, pageSize, Priced, wantedBy, type World } from "./price.js";
import { NeedsScope } from "./scopes.js";

@ObjectType({ description: "A page of load balancer audits." })
class LoadBalancerAuditConnection extends connectionOf({
  name: "LoadBalancerAudit",
  node: () => LoadBalancerAudit,
  toNode: (record: LoadBalancerAuditRecord) => new LoadBalancerAudit(record),
  items: "load balancer audits",
}) {
  @Field(() => Int, {
    nullable: true,
    description: "Length of the whole list, exact; null where a source failed.",
  })
  @Priced(free)
  totalCount(): Promise<number | null> {
    return this.total();
  }
}

/**
 * How far beyond now the list reaches. It tells what stands, so a balancer must not be missing because it changed while it
 * was read, or because its source's clock is ahead.
 */
const AHEAD = HOUR;
/** Balancers whose alerts one call brings. */
const BALANCERS_PER_CALL = 100;
/** Alerts that a balancer is taken to have. */
const ALERTS_ASSUMED = 2;

/** Balancers that a reader of an Octavia looks up before it reads the report. */
const LOOK_UPS = 3;

const octavias = (world: World): number => world.count("loadBalancer", { kinds: [AuditSourceKind.OCTAVIA] });

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
      const calls = asksAlerts(args.filter) ? sources * 3 : sources;
      return listPrice(parent, pageSize(args), calls, { isKnown: true });
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
      window: (frozenTo) => ({ from: 0, to: frozenTo ?? context.session.now + AHEAD, isOpenEnded: true }),
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

@Resolver(() => LoadBalancer)
export class LoadBalancerResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description:
      "Its name, whatever status it is in; null where it has none, where the source does not know it, and of an ATLAS " +
      "source, which tells none. Costs a call for a balancer that is only referenced.",
  })
  @Directive("@shareable")
  @Priced((_args, { isKnown, objects }) => ({ calls: isKnown ? 0 : objects }))
  async name(
    @Root() { sourceName, loadBalancerId, knownName }: LoadBalancer,
    @Ctx() context: OperationContext,
  ): Promise<string | null> {
    if (knownName !== undefined) return knownName;
    const source = context.catalog.require("loadBalancer", sourceName, "sourceName");
    return context.reader(source).name(loadBalancerId);
  }

  @FieldResolver(() => LoadBalancerAudit, {
    nullable: true,
    description: "Its entry among the audited ones; null when it is in none of the audited statuses.",
  })
  // All balancers of a source stand in one report, which an operation reads once; an Octavia's first few are looked up.
  @Priced((_args, parent, world) => ({
    calls: Math.min(parent.objects, world.count("loadBalancer", {}) + LOOK_UPS * octavias(world)),
    below: { ...parent, isKnown: true },
  }))
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
