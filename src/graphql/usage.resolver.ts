import type { GraphQLResolveInfo } from "graphql";
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  Info,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
} from "type-graphql";
import { invalidArgument } from "../audit/errors.js";
import type { PageArguments } from "../audit/page-plan.js";
import { Scope } from "../audit/session.js";
import {
  HostAuditState,
  hostsOf,
  hostThrough,
  type HostUsageRecord,
  momentOf,
  type UsageAuditPeriodRecord,
} from "../audit/sources.js";
import { RecordOrder } from "../audit/window.js";
import { asSet, boundWindow, pageArgsOf, readPageArgsOf, TimeWindowInput } from "./arguments.js";
import { countedConnectionOf, factsAskedBy, readList } from "./connection.js";
import type { OperationContext } from "./context.js";
import { NewsArgs, newsConnectionOf, newsPrice, readListWithNews } from "./news.js";
import { callsOfPeriods, free, listPrice, onePerObject, pageSize, Priced, wantedBy } from "./price.js";
import { DateTime } from "./scalars.js";
import { NeedsScope } from "./scopes.js";
import {
  boundPeriodFilter,
  ComputeHost,
  HostUsageAudit,
  periodsThatPass,
  periodWindow,
  UsageAuditPeriod,
  UsageAuditPeriodFilter,
} from "./usage.js";

/** Periods are long and rare: a year of months makes a page. */
const PERIODS_PER_PAGE = 12;
const HOSTS_PER_PAGE = 50;

@ArgsType()
class PeriodListArgs {
  @Field(() => TimeWindowInput, {
    nullable: true,
    description:
      "A period belongs to it by its end. When omitted: from 3 years before now, on the same calendar date, to now.",
  })
  window?: TimeWindowInput | null;
}

const PeriodPageArgs = readPageArgsOf(PERIODS_PER_PAGE);
const HostPageArgs = pageArgsOf(HOSTS_PER_PAGE);

const periodPage = { size: PERIODS_PER_PAGE, arguments: ["first"] };
const hostPage = { size: HOSTS_PER_PAGE, arguments: ["first"] };

@ObjectType({ description: "A page of usage audit periods." })
class UsageAuditPeriodConnection extends newsConnectionOf(
  {
    name: "UsageAuditPeriod",
    node: () => UsageAuditPeriod,
    toNode: (record: UsageAuditPeriodRecord) => new UsageAuditPeriod(record),
    items: "usage audit periods",
  },
  (_parent, world) => ({ timelines: 0, novas: world.count("usage", {}), atlases: 0 }),
) {}

@ObjectType({ description: "A page of hosts' entries." })
class HostUsageAuditConnection extends countedConnectionOf(
  {
    name: "HostUsageAudit",
    node: () => HostUsageAudit,
    toNode: (record: HostUsageRecord) => new HostUsageAudit(record),
    items: "hosts' entries",
  },
  free,
) {
  @Field(() => Int, {
    nullable: true,
    description:
      "Length of the whole list. Exact for one period; for one host through time it is null unless this page is the " +
      "whole list, since counting would read every period. Null also where coverage is not COMPLETE.",
  })
  @Priced(free)
  totalCount(): Promise<number | null> {
    return this.total();
  }
}

@Resolver(() => UsageAuditPeriod)
export class UsageAuditPeriodResolver {
  @Query(() => UsageAuditPeriodConnection, {
    nullable: true,
    description:
      "Completed periods, newest first, walked back from window.to (now) to window.from (3 years earlier when there " +
      "is no window). Needs the scope audit:read.",
  })
  @NeedsScope(Scope.READ)
  @Priced((args, parent, world) => {
    const size = pageSize(args, PERIODS_PER_PAGE);
    const novas = world.count("usage", wantedBy(args));
    const news = newsPrice(args, parent, { timelines: 0, novas, atlases: 0 }, PERIODS_PER_PAGE);
    return news ?? listPrice(parent, size, callsOfPeriods({ novas, size }));
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
    @Args(() => PeriodPageArgs) page: PageArguments,
    @Args() { newSince }: NewsArgs,
    @Ctx() context: OperationContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<UsageAuditPeriodConnection> {
    const sources = context.catalog.select("usage", names, "sources");
    const bound = ["usageAuditPeriods", asSet(names), boundWindow(window), ...boundPeriodFilter(filter)];
    const list = {
      binding: bound,
      newsBinding: bound,
      filter: boundPeriodFilter(filter),
      order: RecordOrder.NEWEST_FIRST,
      window: periodWindow(window, context.session.now),
      defaultSize: PERIODS_PER_PAGE,
      facts: factsAskedBy(info),
      timelines: () => sources.map((source) => periodsThatPass(context.reader(source).periods, filter)),
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
    @Args(() => HostPageArgs) page: PageArguments,
    @Ctx() context: OperationContext,
  ): Promise<HostUsageAuditConnection> {
    const answer = await readList(context, page, {
      binding: ["UsageAuditPeriod.hosts", record.source.name, record.begin, record.end, asSet(states)],
      order: RecordOrder.OLDEST_FIRST,
      window: () => momentOf(record),
      defaultSize: HOSTS_PER_PAGE,
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

@Resolver(() => ComputeHost)
export class ComputeHostResolver {
  @FieldResolver(() => HostUsageAuditConnection, {
    nullable: true,
    description:
      "The host's entries through the periods of its source, newest first; periods that do not know it are left out.",
  })
  @Priced((args, parent) => {
    const size = pageSize(args, PERIODS_PER_PAGE);
    return listPrice(parent, size, callsOfPeriods({ novas: 1, size }));
  }, periodPage)
  async usageAudits(
    @Root() { sourceName, name }: ComputeHost,
    @Args() { window }: PeriodListArgs,
    @Args(() => PeriodPageArgs) page: PageArguments,
    @Ctx() context: OperationContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<HostUsageAuditConnection> {
    const source = context.catalog.require("usage", sourceName, "sourceName");
    const answer = await readList(context, page, {
      binding: ["ComputeHost.usageAudits", sourceName, name, boundWindow(window)],
      order: RecordOrder.NEWEST_FIRST,
      window: periodWindow(window, context.session.now),
      defaultSize: PERIODS_PER_PAGE,
      facts: factsAskedBy(info),
      timelines: () => [hostThrough(context.reader(source).periods, name)],
    });
    return new HostUsageAuditConnection(context, answer);
  }
}
