import { Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { hostsOf, momentOf } from "../../audit/host-usage.js";
import { invalidArgument } from "../../audit/audit-error.js";
import { Scope } from "../../audit/session.js";
import { readList } from "../connection/read-list.js";
import { pageSize, wantedBy } from "../cost/arguments.js";
import { callsOfPeriods } from "../cost/file-calls.js";
import { listPrice, onePerObject, Priced } from "../cost/price.js";
import { NeedsScope } from "../context/needs-scope.js";
import type { OperationContext } from "../context/operation-context.js";
import { asSet } from "../context/present.js";
import { RecordOrder } from "../record/record-order.js";
import { boundWindow } from "../record/time-window-input.js";
import {
  HOSTS_PER_PAGE,
  PeriodHostsArgs,
  PERIODS_PER_PAGE,
  UsageAuditPeriodArgs,
  UsageAuditPeriodsArgs,
} from "./arguments.js";
import { HostUsageAuditConnection, UsageAuditPeriodConnection } from "./connections.js";
import { periodWindow } from "./period-window.js";
import { UsageAuditPeriod } from "./usage-audit-period.js";

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
