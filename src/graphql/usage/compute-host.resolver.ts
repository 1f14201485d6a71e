import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { hostThrough } from "../../audit/host-usage.js";
import { readList } from "../connection/read-list.js";
import { pageSize } from "../cost/arguments.js";
import { callsOfPeriods } from "../cost/file-calls.js";
import { listPrice, Priced } from "../cost/price.js";
import type { OperationContext } from "../context/operation-context.js";
import { RecordOrder } from "../record/record-order.js";
import { boundWindow } from "../record/time-window-input.js";
import { HostUsageAuditsArgs, PERIODS_PER_PAGE } from "./arguments.js";
import { ComputeHost } from "./compute-host.js";
import { HostUsageAuditConnection } from "./connections.js";
import { periodWindow } from "./period-window.js";

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
