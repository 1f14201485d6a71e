import type { AuditRecord } from "./record.js";
import type { Session } from "./session.js";
import type { SourceInfo } from "./source.js";
import type { Timeline } from "./timeline.js";

export const HostAuditState = { DONE: "DONE", RUNNING: "RUNNING", NOT_RUN: "NOT_RUN", OTHER: "OTHER" } as const;
export type HostAuditState = (typeof HostAuditState)[keyof typeof HostAuditState];

export const UsageAuditStatus = {
  DONE: "DONE",
  DONE_WITH_ERRORS: "DONE_WITH_ERRORS",
  RUNNING: "RUNNING",
  PARTIAL: "PARTIAL",
  NOT_RUN: "NOT_RUN",
  UNKNOWN: "UNKNOWN",
} as const;
export type UsageAuditStatus = (typeof UsageAuditStatus)[keyof typeof UsageAuditStatus];

/** One host in one period. instances, errors and message are null when the host did not run. */
export interface HostUsage {
  readonly host: string;
  readonly state: HostAuditState;
  readonly instances: number | null;
  readonly errors: number | null;
  readonly message: string | null;
}

/** One completed period of a Nova's instance usage audit. key.time is its end; key.id names its bounds. */
export interface UsageAuditPeriodRecord extends AuditRecord {
  /** Milliseconds since the epoch; the period is begin <= t < end. */
  readonly begin: number;
  readonly end: number;
  readonly status: UsageAuditStatus;
  /** overall_status, verbatim. */
  readonly statusText: string;
  readonly hostCounts: {
    readonly total: number;
    readonly done: number;
    readonly running: number;
    readonly notRun: number;
  };
  readonly totalInstances: number;
  readonly totalErrors: number;
  /** log and hosts_not_run as one list, by host name. */
  readonly hosts: readonly HostUsage[];
}

/** A Nova within one operation. Every read goes through this operation's loaders. */
export interface UsageAuditReader {
  /** Periods stand in the timeline by their end. */
  readonly periods: Timeline<UsageAuditPeriodRecord>;
  /** The last period whose end is strictly before the given time (milliseconds since the epoch). */
  periodBefore(time: number): Promise<UsageAuditPeriodRecord>;
  /** The period with exactly these bounds, or null where the source no longer cuts its history so. */
  period(begin: number, end: number): Promise<UsageAuditPeriodRecord | null>;
}

export interface UsageAuditSource {
  readonly subject: "usage";
  readonly info: SourceInfo;
  open(session: Session): UsageAuditReader;
}
