import type { GraphQLResolveInfo } from "graphql";
import {
  Arg,
  Args,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  Info,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
} from "type-graphql";
import { DEFAULT_PAGE } from "../audit/page-plan.js";
import { AuditSourceKind } from "../audit/record.js";
import { Scope } from "../audit/session.js";
import { AlertStatus, type LoadBalancerAuditRecord } from "../audit/load-balancers.js";
import { HOUR, RecordOrder } from "../audit/window.js";
import { TwoWayPageArgs } from "./arguments.js";
import type { OperationContext } from "./context.js";
import { LoadBalancer, LoadBalancerAlert, LoadBalancerAudit } from "./load-balancer.js";
import {
  boundBalancerFilter,
  type Input,
  LoadBalancerAuditFilter,
  loadBalancerFilter,
} from "./load-balancer-filter.js";
import { NewsArgs, newsConnectionOf, newsPrice, readListWithNews } from "./news.js";
import { batches, free, listPrice, member, pageSize, Priced, wantedBy, type World } from "./price.js";
import { NeedsScope } from "./scopes.js";

@ObjectType({ description: "A page of load balancer audits." })
class LoadBalancerAuditConnection extends newsConnectionOf(
  {
    name: "LoadBalancerAudit",
    node: () => LoadBalancerAudit,
    toNode: (record: LoadBalancerAuditRecord) => new LoadBalancerAudit(record),
    items: "load balancer audits",
  },
  // The page's own report serves it.
  () => ({ timelines: 0, novas: 0, atlases: 0 }),
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
