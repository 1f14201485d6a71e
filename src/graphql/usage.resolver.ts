import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Info, ObjectType, Query, Resolver, Root } from "type-graphql";
import { invalidArgument } from "../audit/errors.js";
import type { PageArguments } from "../audit/page-plan.js";
import { Scope } from "../audit/session.js";
import {
  HostAuditState,
  hostsOf,
  type HostUsageRecord,
  momentOf,
  type UsageAuditPeriodRecord,
} from "../audit/sources.js";
import { countedByReading } from "../audit/timeline.js";
import { RecordOrder } from "../audit/window.js";
import { asSet, boundLaterOrder, boundWindow, orderedPageArgsOf, pageArgsOf, TimeWindowInput } from "./arguments.js";
import { countedConnectionOf, factsAskedBy, readList } from "./connection.js";
import type { OperationContext } from "./context.js";
import { HostUsageAudit } from "./hosts.js";
import { ByName, inNameOrder, type NameOrder } from "./listed.js";
import { NewsArgs, newsConnectionOf, newsPrice, readListWithNews } from "./news.js";
import {
  callsOfAllPeriods,
  callsOfPeriods,
  listPrice,
  onePerObject,
  pageSize,
  Priced,
  type PriceOf,
  wantedBy,
} from "./price.js";
import { DateTime } from "./scalars.js";
import { NeedsScope } from "./scopes.js";
import { boundPeriodFilter, periodsThatPass, periodWindow, UsageAuditPeriod, UsageAuditPeriodFilter } from "./usage.js";

/** Periods are long and rare: a year of months makes a page. */
export const PERIODS_PER_PAGE = 12;
const HOSTS_PER_PAGE = 50;

@ArgsType()
export class PeriodListArgs {
  @Field(() => TimeWindowInput, {
    nullable: true,
    description:
      "A period belongs to it by its end. When omitted: from 3 years before now, on the same calendar date, to now.",
  })
  window?: TimeWindowInput | null;
}

export const PeriodPageArgs = orderedPageArgsOf(PERIODS_PER_PAGE);
export type OrderedPage = PageArguments & { readonly orderBy?: RecordOrder | null };

@ArgsType()
class HostPageArgs extends pageArgsOf(HOSTS_PER_PAGE) {
  @ByName
  orderBy?: NameOrder | null;
}

export const periodPage = { size: PERIODS_PER_PAGE, arguments: ["first", "last"], isStandard: true };
const hostPage = { size: HOSTS_PER_PAGE, arguments: ["first", "last"], isStandard: true };

const countPrice: PriceOf = (_args, { periods = 0 }) => ({ calls: periods });

@ObjectType({ description: "A page of usage audit periods." })
class UsageAuditPeriodConnection extends newsConnectionOf(
  {
    name: "UsageAuditPeriod",
    node: () => UsageAuditPeriod,
    toNode: (record: UsageAuditPeriodRecord) => new UsageAuditPeriod(record),
    items: "usage audit periods",
    length:
      "Length of the whole list, exact; null where a source failed. Counting reads every period of the window: a call for " +
      "each, or out of the cache.",
    countPrice,
  },
  (_parent, world) => ({ timelines: 0, novas: world.count("usage", {}), atlases: 0 }),
) {}

@ObjectType({ description: "A page of hosts' entries." })
export class HostUsageAuditConnection extends countedConnectionOf({
  name: "HostUsageAudit",
  node: () => HostUsageAudit,
  toNode: (record: HostUsageRecord) => new HostUsageAudit(record),
  items: "hosts' entries",
  length:
    "Length of the whole list. Exact for one period; for one host through time it is null unless this page is the " +
    "whole list, since counting would read every period. Null also where coverage is not COMPLETE.",
}) {}

@Resolver(() => UsageAuditPeriod)
export class UsageAuditPeriodResolver {
  @Query(() => UsageAuditPeriodConnection, {
    nullable: true,
    description:
      "Completed periods, by their end: newest first they are walked back from window.to (now) to window.from (3 years " +
      "earlier when there is no window). Needs the scope audit:read.",
  })
  @NeedsScope(Scope.READ)
  @Priced((args, parent, world) => {
    const size = pageSize(args, PERIODS_PER_PAGE);
    const novas = world.count("usage", wantedBy(args));
    const news = newsPrice(args, parent, { timelines: 0, novas, atlases: 0 }, PERIODS_PER_PAGE);
    const periods = parent.objects * callsOfAllPeriods(args, novas, world.now);
    return news ?? listPrice(parent, size, callsOfPeriods({ novas, size }), { periods });
  }, periodPage)
  async usageAuditPeriods(
    @Arg("sources", () => [String], {
      nullable: true,
      description: "Names of NOVA sources; all of them when omitted, none when empty.",
    })
    names: string[] | null | undefined,
    @Args() { window }: PeriodListArgs,
    @Arg("filter", () => UsageAuditPeriodFilter, {
      nullable: true,
      description: "Which periods to list; all when omitted. Those that do not pass are read, too.",
    })
    filter: UsageAuditPeriodFilter | null | undefined,
    @Args(() => PeriodPageArgs) page: OrderedPage,
    @Args() { newSince }: NewsArgs,
    @Ctx() context: OperationContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<UsageAuditPeriodConnection> {
    const sources = context.catalog.select("usage", names, "sources");
    const bound = ["usageAuditPeriods", asSet(names), boundWindow(window), ...boundPeriodFilter(filter)];
    const order = page.orderBy ?? RecordOrder.NEWEST_FIRST;
    const list = {
      binding: [...bound, ...boundLaterOrder(order)],
      named: {
        list: "usageAuditPeriods",
        sources: asSet(names),
        window: boundWindow(window),
        filter: boundPeriodFilter(filter),
        orderBy: order,
      },
      newsBinding: bound,
      filter: boundPeriodFilter(filter),
      order,
      window: periodWindow(window, context.session.now),
      standardSize: PERIODS_PER_PAGE,
      facts: factsAskedBy(info),
      timelines: () =>
        sources.map((source) =>
          countedByReading(periodsThatPass(context.reader(source).periods, filter), context.session.turn),
        ),
    };
    const answer = await readListWithNews(context, { ...page, newSince }, list, info);
    return new UsageAuditPeriodConnection(context, answer);
  }

  @Query(() => UsageAuditPeriod, {
    nullable: true,
    description: "The last period completed before a time (now). Needs the scope audit:read.",
  })
  @NeedsScope(Scope.READ)
  @Priced(onePerObject)
  async usageAuditPeriod(
    @Arg("source", () => String, { description: "Name of a NOVA source." }) source: string,
    @Arg("before", () => DateTime, {
      nullable: true,
      description: "The period's end is strictly earlier than this. Now when omitted; a later time counts as now.",
    })
    before: number | null | undefined,
    @Ctx() context: OperationContext,
  ): Promise<UsageAuditPeriod> {
    const { now } = context.session;
    if (before !== null && before !== undefined && before < 0) {
      throw invalidArgument("before", "no period was audited before 1970; ask for a later one.");
    }
    const reader = context.reader(context.catalog.require("usage", source, "source"));
    // The source would describe a period that has not happened; completed means completed.
    return new UsageAuditPeriod(await reader.periodBefore(Math.min(before ?? now, now)));
  }

  @FieldResolver(() => HostUsageAuditConnection, {
    nullable: true,
    description:
      "One entry per host: log and hosts_not_run as one list, by host name. Asks nothing more of the source.",
  })
  @Priced((args, parent) => listPrice(parent, pageSize(args, HOSTS_PER_PAGE), 0), hostPage)
  async hosts(
    @Root() { record }: UsageAuditPeriod,
    @Arg("states", () => [HostAuditState], {
      nullable: true,
      description: "Only hosts in these states; all when omitted, none when empty.",
    })
    states: HostAuditState[] | null | undefined,
    @Args() page: HostPageArgs,
    @Ctx() context: OperationContext,
  ): Promise<HostUsageAuditConnection> {
    const period = [record.source.name, record.begin, record.end];
    const answer = await readList(context, page, {
      ...inNameOrder(page, ["UsageAuditPeriod.hosts", ...period, asSet(states)], {
        list: ["hosts", ...period],
        states: asSet(states),
      }),
      window: () => momentOf(record),
      standardSize: HOSTS_PER_PAGE,
      timelines: () => [hostsOf(record, states ?? undefined)],
    });
    return new HostUsageAuditConnection(context, answer);
  }

  @FieldResolver(() => UsageAuditPeriod, {
    nullable: true,
    description: "The adjacent earlier period. A source answers for any time, so the walk does not end by itself.",
  })
  @Priced(onePerObject)
  async previous(@Root() { record }: UsageAuditPeriod, @Ctx() context: OperationContext): Promise<UsageAuditPeriod> {
    const reader = context.reader(context.catalog.require("usage", record.source.name, "source"));
    // Strictly before this period's own end is the one before it; asking before its begin would skip one.
    return new UsageAuditPeriod(await reader.periodBefore(record.end));
  }
}
