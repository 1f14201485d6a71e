import { Args, ArgsType, Ctx, Field, FieldResolver, ObjectType, Query, Resolver, Root } from "type-graphql";
import { invalidArgument } from "../audit/errors.js";
import type { ListWindow } from "../audit/page-plan.js";
import { Scope } from "../audit/session.js";
import { hostsOf, hostThrough, type HostUsageRecord, momentOf, type UsageAuditPeriodRecord } from "../audit/sources.js";
import { After, connectionOf, First, readList } from "./connection.js";
import { asSet, NeedsScope, type OperationContext } from "./context.js";
import { callsOfPeriods, free, listPrice, onePerObject, pageSize, Priced, wantedBy } from "./price.js";
import { boundWindow, RecordOrder, TimeWindowInput, windowOf } from "./record.js";
import { DateTime } from "./scalars.js";
import { ComputeHost, HostAuditState, HostUsageAudit, UsageAuditPeriod } from "./usage.js";

/** Periods are long and rare: a year of months makes a page. */
const PERIODS_PER_PAGE = 12;
const HOSTS_PER_PAGE = 50;

const windowDescription =
  "A period belongs to it by its end. When omitted: from 3 years before now, on the same calendar date, to now.";

@ArgsType()
class UsageAuditPeriodsArgs {
  @Field(() => [String], { nullable: true, description: "Names of NOVA sources; all of them when omitted." })
  sources?: string[] | null;

  @Field(() => TimeWindowInput, { nullable: true, description: windowDescription })
  window?: TimeWindowInput | null;

  @First(PERIODS_PER_PAGE)
  first?: number | null;

  @After()
  after?: string | null;
}

@ArgsType()
class UsageAuditPeriodArgs {
  @Field(() => String, { description: "Name of a NOVA source." })
  source!: string;

  @Field(() => DateTime, {
    nullable: true,
    description: "The period's end is strictly earlier than this. Now when omitted; a later time counts as now.",
  })
  before?: number | null;
}

@ArgsType()
class PeriodHostsArgs {
  @Field(() => [HostAuditState], {
    nullable: true,
    description: "Only hosts in these states; all when omitted, none when empty.",
  })
  states?: HostAuditState[] | null;

  @First(HOSTS_PER_PAGE)
  first?: number | null;

  @After()
  after?: string | null;
}

@ArgsType()
class HostUsageAuditsArgs {
  @Field(() => TimeWindowInput, { nullable: true, description: windowDescription })
  window?: TimeWindowInput | null;

  @First(PERIODS_PER_PAGE)
  first?: number | null;

  @After()
  after?: string | null;
}

@ObjectType({ description: "A page of usage audit periods." })
class UsageAuditPeriodConnection extends connectionOf({
  name: "UsageAuditPeriod",
  node: () => UsageAuditPeriod,
  toNode: (record: UsageAuditPeriodRecord) => new UsageAuditPeriod(record),
  items: "usage audit periods",
}) {}

@ObjectType({ description: "A page of hosts' entries." })
class HostUsageAuditConnection extends connectionOf({
  name: "HostUsageAudit",
  node: () => HostUsageAudit,
  toNode: (record: HostUsageRecord) => new HostUsageAudit(record),
  items: "hosts' entries",
  totalCount: {
    price: free,
    description:
      "Length of the whole list. Exact for one period; for one host through time it is null unless this page is the " +
      "whole list, since counting would read every period. Null also where coverage is not COMPLETE.",
  },
}) {}

const YEARS = 3;

/** The same calendar date and time of day three years earlier; 29 February becomes 28 February. */
const threeYearsBefore = (time: number): number => {
  const date = new Date(time);
  const month = date.getUTCMonth();
  date.setUTCFullYear(date.getUTCFullYear() - YEARS);
  if (date.getUTCMonth() !== month) date.setUTCDate(0);
  return date.getTime();
};

/** The window of a list of periods: as given, or the last three years up to now (or to where the first page froze it). */
const periodWindow =
  (input: TimeWindowInput | null | undefined, now: number) =>
  (frozenTo: number | undefined): ListWindow => {
    if (input) return windowOf(input, now)(frozenTo);
    const to = frozenTo ?? now;
    return { from: threeYearsBefore(to), to, isOpenEnded: true };
  };

@Resolver(() => UsageAuditPeriod)
export class UsageAuditPeriodResolver {
  @Query(() => UsageAuditPeriodConnection, {
    nullable: true,
    description:
      "Completed periods, newest first, walked back from window.to (now) to window.from (3 years earlier when there " +
      "is no window). Needs the scope audit:read.",
  })
  @NeedsScope(Scope.READ)
  @Priced(
    (args, parent, world) => {
      const size = pageSize(args, PERIODS_PER_PAGE);
      return listPrice(parent, size, callsOfPeriods({ novas: world.count("usage", wantedBy(args)), size }));
    },
    { size: PERIODS_PER_PAGE, arguments: ["first"] },
  )
  async usageAuditPeriods(
    @Args() args: UsageAuditPeriodsArgs,
    @Ctx() context: OperationContext,
  ): Promise<UsageAuditPeriodConnection> {
    const sources = context.catalog.select("usage", args.sources, "sources");
    const answer = await readList({
      binding: ["usageAuditPeriods", asSet(args.sources), boundWindow(args.window)],
      order: RecordOrder.NEWEST_FIRST,
      window: periodWindow(args.window, context.session.now),
      defaultSize: PERIODS_PER_PAGE,
      page: args,
      session: context.session,
      timelines: () => sources.map((source) => context.reader(source).periods),
    });
    return new UsageAuditPeriodConnection(context, answer);
  }

  @Query(() => UsageAuditPeriod, {
    nullable: true,
    description: "The last period completed before a time (now). Needs the scope audit:read.",
  })
  @NeedsScope(Scope.READ)
  @Priced(onePerObject)
  async usageAuditPeriod(
    @Args() { source, before }: UsageAuditPeriodArgs,
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
  @Priced((args, parent) => listPrice(parent, pageSize(args, HOSTS_PER_PAGE), 0), {
    size: HOSTS_PER_PAGE,
    arguments: ["first"],
  })
  async hosts(
    @Root() { record }: UsageAuditPeriod,
    @Args() args: PeriodHostsArgs,
    @Ctx() context: OperationContext,
  ): Promise<HostUsageAuditConnection> {
    const answer = await readList({
      binding: ["UsageAuditPeriod.hosts", record.source.name, record.begin, record.end, asSet(args.states)],
      order: RecordOrder.OLDEST_FIRST,
      window: () => momentOf(record),
      defaultSize: HOSTS_PER_PAGE,
      page: args,
      session: context.session,
      timelines: () => [hostsOf(record, args.states ?? undefined)],
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
  @Priced(
    (args, parent) => {
      const size = pageSize(args, PERIODS_PER_PAGE);
      return listPrice(parent, size, callsOfPeriods({ novas: 1, size }));
    },
    { size: PERIODS_PER_PAGE, arguments: ["first"] },
  )
  async usageAudits(
    @Root() { sourceName, name }: ComputeHost,
    @Args() args: HostUsageAuditsArgs,
    @Ctx() context: OperationContext,
  ): Promise<HostUsageAuditConnection> {
    const source = context.catalog.require("usage", sourceName, "sourceName");
    const answer = await readList({
      binding: ["ComputeHost.usageAudits", sourceName, name, boundWindow(args.window)],
      order: RecordOrder.NEWEST_FIRST,
      window: periodWindow(args.window, context.session.now),
      defaultSize: PERIODS_PER_PAGE,
      page: args,
      session: context.session,
      timelines: () => [hostThrough(context.reader(source).periods, name)],
    });
    return new HostUsageAuditConnection(context, answer);
  }
}
