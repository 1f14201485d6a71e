import type { LoadBalancerAuditRecord, LoadBalancerAuditStatus } from "./load-balancers.js";
import type { AuditLogFileRecord, UsageAuditPeriodRecord, UsageAuditStatus } from "./sources.js";
import { instantText } from "./window.js";

/** A record of any kind. */
export type AnyRecord = UsageAuditPeriodRecord | AuditLogFileRecord | LoadBalancerAuditRecord;

export const AuditSeverity = { INFO: "INFO", WARNING: "WARNING", ERROR: "ERROR" } as const;
export type AuditSeverity = (typeof AuditSeverity)[keyof typeof AuditSeverity];

const ofPeriod: Readonly<Record<UsageAuditStatus, AuditSeverity>> = {
  DONE: "INFO",
  RUNNING: "INFO",
  PARTIAL: "WARNING",
  UNKNOWN: "WARNING",
  NOT_RUN: "ERROR",
  DONE_WITH_ERRORS: "ERROR",
};
const ofBalancer: Readonly<Record<LoadBalancerAuditStatus, AuditSeverity>> = {
  BUILD: "WARNING",
  PENDING_UPDATE: "WARNING",
  PENDING_DELETE: "WARNING",
  ERROR: "ERROR",
};

/** Told apart by what only one shape has, not by kind of source: a new kind of an old shape needs no change here. */
export const isPeriod = (record: AnyRecord): record is UsageAuditPeriodRecord => "hostCounts" in record;
export const isFile = (record: AnyRecord): record is AuditLogFileRecord => "upstreamId" in record;

export const severityOf = (record: AnyRecord): AuditSeverity => {
  if (isPeriod(record)) return ofPeriod[record.status];
  return isFile(record) ? "INFO" : ofBalancer[record.status];
};

const words = (status: string): string => status.toLowerCase().replaceAll("_", " ");
const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB"];
const sizeText = (bytes: number): string => {
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  return `${(bytes / 1024 ** step).toFixed(step === 0 ? 0 : 1)} ${UNITS[step] ?? ""}`;
};

/** What a record says in one sentence of English, with the names that it is searched by. */
export const summaryOf = (record: AnyRecord): string => {
  const { source } = record;
  if (isPeriod(record)) {
    const { status, begin, end, hostCounts, totalErrors } = record;
    const hosts = `${hostCounts.done} of ${counted(hostCounts.total, "host")} done`;
    const span = `${instantText(begin)} to ${instantText(end)}`;
    return `Usage audit of ${source.name} for ${span}: ${words(status)}, ${hosts}, ${counted(totalErrors, "error")}.`;
  }
  if (isFile(record)) {
    const { instanceId, name, sizeBytes, sizeIsExact } = record;
    return `Audit log file ${name} of ${instanceId} at ${source.name}: ${sizeIsExact ? "" : "about "}${sizeText(sizeBytes)}.`;
  }
  const { loadBalancerId, name, status, updatedAt } = record;
  const named = name === null ? loadBalancerId : `${name} (${loadBalancerId})`;
  return `Load balancer ${named} of ${source.name}: ${words(status)} since ${instantText(updatedAt)}.`;
};
