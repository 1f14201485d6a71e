import type { AuditLogFileRecord, LogFileFilter } from "../../audit/log-file.js";
import type { Timeline } from "../../audit/timeline.js";
import type { PageArguments } from "../../audit/page-plan.js";
import { readList } from "../connection/read-list.js";
import type { OperationContext } from "../context/operation-context.js";
import { RecordOrder } from "../record/record-order.js";
import { boundWindow, type TimeWindowInput, windowOf } from "../record/time-window-input.js";
import { type AuditLogFileFilter, boundFileFilter, logFileFilter } from "./audit-log-file-filter.js";
import { AuditLogFileConnection } from "./connections.js";

type Files = readonly Timeline<AuditLogFileRecord>[];

/** The arguments that a list of files takes, wherever it hangs. */
export interface FileListArgs extends PageArguments {
  readonly window: TimeWindowInput;
  readonly filter?: AuditLogFileFilter | null;
  readonly orderBy?: RecordOrder | null;
}

/** A page of the files of whichever instances; `binding` tells apart whose. */
export const fileList = async (
  context: OperationContext,
  args: FileListArgs,
  binding: readonly unknown[],
  timelines: (filter: LogFileFilter | undefined) => Files | Promise<Files>,
): Promise<AuditLogFileConnection> => {
  const filter = logFileFilter(args.filter);
  const order = args.orderBy ?? RecordOrder.NEWEST_FIRST;
  const answer = await readList({
    binding: [...binding, boundWindow(args.window), boundFileFilter(args.filter), order],
    order,
    window: windowOf(args.window, context.session.now),
    page: args,
    session: context.session,
    timelines: () => timelines(filter),
  });
  return new AuditLogFileConnection(context, answer);
};
