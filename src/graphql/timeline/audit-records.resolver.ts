import { Args, Ctx, Query, Resolver } from "type-graphql";
import { DEFAULT_PAGE } from "../../audit/page-plan.js";
import { planMore, Scope } from "../../audit/session.js";
import { readList } from "../connection/read-list.js";
import { pageSize, wantedBy } from "../cost/arguments.js";
import { callsOfPeriods } from "../cost/file-calls.js";
import { Priced, type PriceOf } from "../cost/price.js";
import { NeedsScope } from "../context/needs-scope.js";
import type { OperationContext } from "../context/operation-context.js";
import { filesPrice, INSTANCES_ASSUMED, unforeseen } from "../database/file-prices.js";
import { RecordOrder } from "../record/record-order.js";
import { boundWindow, windowOf } from "../record/time-window-input.js";
import { AuditRecordsArgs } from "./arguments.js";
import { AuditRecordConnection } from "./audit-record-connection.js";
import { boundRecordFilter, selectedSources } from "./audit-record-filter.js";
import { recordTimelines, visibleTo } from "./record-timelines.js";

/** Every source of the time line, as if the whole page were its own. */
const recordsPrice: PriceOf = (args, parent, world) => {
  const wanted = wantedBy(args.filter);
  const databases = world.count("database", wanted);
  const periods = callsOfPeriods({ novas: world.count("usage", wanted), size: pageSize(args) });
  const more = databases + periods + world.count("loadBalancer", wanted);
  return filesPrice(args, parent, world, databases * INSTANCES_ASSUMED, more);
};

@Resolver()
export class AuditRecordsResolver {
  @Query(() => AuditRecordConnection, {
    nullable: true,
    description:
      "Everything that the caller may see, of every kind, merged into one time order: periods, log files of all " +
      "instances and, with the scope audit:admin, load balancers. Needs the scope audit:read.",
  })
  @NeedsScope(Scope.READ)
  @Priced(recordsPrice, { size: DEFAULT_PAGE, arguments: ["first"] })
  async auditRecords(@Args() args: AuditRecordsArgs, @Ctx() context: OperationContext): Promise<AuditRecordConnection> {
    const { visible, hidden } = visibleTo(context, selectedSources(context, args.filter));
    const order = args.orderBy ?? RecordOrder.NEWEST_FIRST;
    const answer = await readList({
      binding: ["auditRecords", boundWindow(args.window), boundRecordFilter(args.filter), order],
      order,
      window: windowOf(args.window, context.session.now),
      page: args,
      session: context.session,
      timelines: async () => {
        const timelines = await recordTimelines(context, visible);
        const found = timelines.filter(({ instance }) => instance !== undefined).length;
        const assumed = visible.filter(({ subject }) => subject === "database").length * INSTANCES_ASSUMED;
        planMore(context.session, unforeseen(context.session, args, { found, assumed }).reading);
        return timelines;
      },
      skipped: hidden,
    });
    return new AuditRecordConnection(context, answer);
  }
}
