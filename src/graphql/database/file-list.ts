import type { AuditLogFileRecord, LogFileFilter } from "../../audit/log-file.js";
import type { Timeline } from "../../audit/timeline.js";
import { planMore } from "../../audit/session.js";
import type { PageArguments } from "../../audit/page-plan.js";
import { readList } from "../connection/read-list.js";
import type { OperationContext } from "../context/operation-context.js";
import { RecordOrder } from "../record/record-order.js";
import { boundWindow, type TimeWindowInput, windowOf } from "../record/time-window-input.js";
import { type AuditLogFileFilter, boundFileFilter, logFileFilter } from "./audit-log-file-filter.js";
import { AuditLogFileConnection } from "./connections.js";
import { unforeseen } from "./file-prices.js";

type Timelines = readonly Timeline<AuditLogFileRecord>[];

/** The arguments that a list of files takes, wherever it hangs. */
export interface FileListArgs extends PageArguments {
  readonly window: TimeWindowInput;
  readonly filter?: AuditLogFileFilter | null;
  readonly orderBy?: RecordOrder | null;
}

/** Whose files a list is of. */
export interface Files {
  /** Tells apart the lists of different instances. */
  readonly binding: readonly unknown[];
  readonly timelines: (filter: LogFileFilter | undefined) => Timelines | Promise<Timelines>;
  /** How many instances the plan counts. */
  readonly assumed: number;
}

/** A page of the files of whichever instances. */
export const fileList = async (
  context: OperationContext,
  args: FileListArgs,
  { binding, timelines, assumed }: Files,
): Promise<AuditLogFileConnection> => {
  const { session } = context;
  const filter = logFileFilter(args.filter);
  let more = { reading: 0, counting: 0 };
  const order = args.orderBy ?? RecordOrder.NEWEST_FIRST;
  const answer = await readList({
    binding: [...binding, boundWindow(args.window), boundFileFilter(args.filter), order],
    order,
    window: windowOf(args.window, session.now),
    page: args,
    session,
    timelines: async () => {
      const opened = await timelines(filter);
      more = unforeseen(session, args, { found: opened.length, assumed });
      planMore(session, more.reading);
      return opened;
    },
  });
  const total = (): Promise<number | null> => {
    planMore(session, more.counting);
    return answer.total();
  };
  return new AuditLogFileConnection(context, { ...answer, total });
};
