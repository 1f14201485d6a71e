import { Arg, Args, Ctx, Field, ID, InputType, ObjectType, Query, Resolver } from "type-graphql";
import { invalidArgument } from "../audit/errors.js";
import {
  AlertStatus,
  BALANCERS_PER_CALL,
  isAtlasId,
  type LoadBalancerAlertFilter as AlertFilter,
  type LoadBalancerAlertRecord,
} from "../audit/load-balancers.js";
import { DEFAULT_PAGE, type ListWindow } from "../audit/page-plan.js";
import { Scope } from "../audit/session.js";
import { RecordOrder } from "../audit/window.js";
import { asSet, boundWindow, present, TimeWindowInput, TwoWayPageArgs, windowOf } from "./arguments.js";
import { countedConnectionOf, readList } from "./connection.js";
import type { OperationContext } from "./context.js";
import { LoadBalancerAlert, requireBalancerId } from "./load-balancer.js";
import { AHEAD } from "./load-balancer.resolver.js";
import { lengthOf, listPrice, member, pageSize, Priced, wantedBy } from "./price.js";
import { NeedsScope } from "./scopes.js";

/** Named in one filter. More are refused. */
const MOST_BALANCERS = 200;

@InputType({ description: "Which alerts to list; every condition given must hold." })
class LoadBalancerAlertFilter {
  @Field(() => [String], {
    nullable: true,
    description:
      "Names of ATLAS and OCTAVIA sources; all of them when omitted, none when empty. An OCTAVIA source has no alerts.",
  })
  sources?: string[] | null;

  @Field(() => [AlertStatus], {
    nullable: true,
    description: "Alerts in these statuses; all, also those of unknown status, when omitted, none when empty.",
  })
  statuses?: AlertStatus[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: "Alerts of these accounts: whole numbers. All when omitted, none when empty.",
  })
  accountIds?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      `Alerts of these balancers, whatever their status; at most ${MOST_BALANCERS}, none when empty. When omitted: of the ` +
      "balancers in an audited status.",
  })
  loadBalancerIds?: string[] | null;
}

type Input = LoadBalancerAlertFilter | null | undefined;

/** Throws INVALID_ARGUMENT, naming the member. */
const alertFilter = (input: Input): AlertFilter => {
  const { sources: _sources, ...filter } = present(input);
  filter.accountIds?.forEach((id, i) => {
    if (!isAtlasId(id)) throw invalidArgument(`filter.accountIds[${i}]`, "an account id is a whole number.");
  });
  if ((filter.loadBalancerIds?.length ?? 0) > MOST_BALANCERS) {
    throw invalidArgument("filter.loadBalancerIds", `name at most ${MOST_BALANCERS} balancers.`);
  }
  filter.loadBalancerIds?.forEach((id, i) => requireBalancerId(id, `filter.loadBalancerIds[${i}]`));
  return filter;
};

const boundFilter = (input: Input): unknown => [
  asSet(input?.sources),
  asSet(input?.statuses),
  asSet(input?.accountIds),
  asSet(input?.loadBalancerIds),
];

@ObjectType({ description: "A page of load balancer alerts." })
class LoadBalancerAlertConnection extends countedConnectionOf({
  name: "LoadBalancerAlert",
  node: () => LoadBalancerAlert,
  toNode: (record: LoadBalancerAlertRecord) => new LoadBalancerAlert(record),
  items: "load balancer alerts",
  length: "Length of the whole list, exact; null where a source failed.",
}) {}

/** Selects nothing: there is nothing to read for it. */
const isEmpty = ({ statuses, accountIds, loadBalancerIds }: AlertFilter): boolean =>
  [statuses, accountIds, loadBalancerIds].some((each) => each?.length === 0);

@Resolver()
export class LoadBalancerAlertResolver {
  @Query(() => LoadBalancerAlertConnection, {
    nullable: true,
    description:
      "Alerts by (createdAt, id): of the balancers in an audited status, or of those that the filter names. Costs a source's " +
      "report, and a call for each 100 balancers. Needs the scope audit:admin.",
  })
  @NeedsScope(Scope.ADMIN)
  @Priced(
    (args, parent, world) => {
      const sources = world.count("loadBalancer", wantedBy(args.filter));
      const named = lengthOf(member(args.filter, "loadBalancerIds")) ?? 0;
      // The report and the alerts, or the alerts and, where that call is not offered, the report.
      const calls = 1 + Math.max(1, Math.ceil(named / BALANCERS_PER_CALL)) + 1;
      return listPrice(parent, pageSize(args), sources * calls);
    },
    { size: DEFAULT_PAGE, arguments: ["first", "last"] },
  )
  async loadBalancerAlerts(
    @Arg("window", () => TimeWindowInput, {
      nullable: true,
      description: "An alert belongs to it by its createdAt. All of them when omitted.",
    })
    window: TimeWindowInput | null | undefined,
    @Arg("filter", () => LoadBalancerAlertFilter, {
      nullable: true,
      description: "Which alerts to list; those of the audited balancers when omitted.",
    })
    input: Input,
    @Args() page: TwoWayPageArgs,
    @Ctx() context: OperationContext,
  ): Promise<LoadBalancerAlertConnection> {
    const { now } = context.session;
    const sources = context.catalog.select("loadBalancer", input?.sources, "filter.sources");
    const filter = alertFilter(input);
    const order = page.orderBy ?? RecordOrder.NEWEST_FIRST;
    const all = (frozenTo: number | undefined): ListWindow => ({
      from: 0,
      to: frozenTo ?? now + AHEAD,
      isOpenEnded: true,
    });
    const answer = await readList(context, page, {
      binding: ["loadBalancerAlerts", boundWindow(window), boundFilter(input), order],
      named: {
        list: "loadBalancerAlerts",
        window: boundWindow(window),
        filter: boundFilter(input),
        orderBy: order,
      },
      order,
      window: window ? windowOf(window, now) : all,
      timelines: () => (isEmpty(filter) ? [] : sources.map((source) => context.reader(source).alertList(filter))),
    });
    return new LoadBalancerAlertConnection(context, answer);
  }
}
