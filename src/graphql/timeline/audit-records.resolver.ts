import { Args, Ctx, Query, Resolver } from "type-graphql";
import { Scope } from "../../audit/session.js";
import { readList } from "../connection/read-list.js";
import { NeedsScope } from "../context/needs-scope.js";
import type { OperationContext } from "../context/operation-context.js";
import { RecordOrder } from "../record/record-order.js";
import { boundWindow, windowOf } from "../record/time-window-input.js";
import { AuditRecordsArgs } from "./arguments.js";
import { AuditRecordConnection } from "./audit-record-connection.js";
import { boundRecordFilter, selectedSources } from "./audit-record-filter.js";
import { recordTimelines, visibleTo } from "./record-timelines.js";

@Resolver()
export class AuditRecordsResolver {
  @Query(() => AuditRecordConnection, {
    nullable: true,
    description:
      "Everything that the caller may see, of every kind, merged into one time order: periods, log files of all " +
      "instances and, with the scope audit:admin, load balancers. Needs the scope audit:read.",
  })
  @NeedsScope(Scope.READ)
  async auditRecords(@Args() args: AuditRecordsArgs, @Ctx() context: OperationContext): Promise<AuditRecordConnection> {
    const { visible, hidden } = visibleTo(context, selectedSources(context, args.filter));
    const order = args.orderBy ?? RecordOrder.NEWEST_FIRST;
    const answer = await readList({
      binding: ["auditRecords", boundWindow(args.window), boundRecordFilter(args.filter), order],
      order,
      window: windowOf(args.window, context.session.now),
      page: args,
      session: context.session,
      timelines: () => recordTimelines(context, visible),
      skipped: hidden,
    });
    return new AuditRecordConnection(context, answer);
  }
}
