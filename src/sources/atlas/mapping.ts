import type { AuditError } from "../../audit/errors.js";
import type { AlertStatus, LoadBalancerAlertRecord, LoadBalancerAuditRecord } from "../../audit/load-balancers.js";
import type { SourceInfo } from "../../audit/record.js";
import { sourceBrokeContract } from "../../upstream/failures.js";
import { alertOf, auditOf, type Entry } from "./wire.js";

/** A whole audit report: unpaged, and in no order. */
export interface Report {
  /** By balancer id. */
  readonly audits: ReadonlyMap<string, LoadBalancerAuditRecord>;
  /** By balancer id; the source's report holds at most one alert for each balancer. */
  readonly alerts: ReadonlyMap<string, readonly LoadBalancerAlertRecord[]>;
  /** Some entries were not of the documented shape. */
  readonly problem?: AuditError;
}

const statusOf = (word: string | null | undefined): AlertStatus | null =>
  word === "ACKNOWLEDGED" || word === "UNACKNOWLEDGED" ? word : null;

interface Origin {
  readonly info: SourceInfo;
  /** Milliseconds since the epoch. */
  readonly fetchedAt: number;
}

/** Undefined for an entry that is not an alert, or of no balancer. */
const toAlert = (raw: unknown, { info, fetchedAt }: Origin, owner?: string): LoadBalancerAlertRecord | undefined => {
  const alert = alertOf(raw);
  const loadBalancerId = alert?.loadBalancerId ?? owner;
  if (!alert || loadBalancerId === undefined) return undefined;
  const { id, accountId, status, messageName, createdAt } = alert;
  return {
    key: { time: createdAt, source: info.name, instance: "", id },
    source: info,
    fetchedAt,
    alertId: id,
    loadBalancerId,
    status: statusOf(status),
    message: messageName ?? null,
    accountId: accountId ?? null,
    createdAt,
  };
};

const badEntries = (info: SourceInfo, count: number): { problem?: AuditError } =>
  count === 0 ? {} : { problem: sourceBrokeContract(info.name, { detail: `${count} bad entries` }) };

/** Alerts by balancer, oldest first. */
export const toAlerts = (
  entries: readonly unknown[],
  info: SourceInfo,
  fetchedAt: number,
): { alerts: ReadonlyMap<string, LoadBalancerAlertRecord[]>; problem?: AuditError } => {
  const alerts = entries.map((raw) => toAlert(raw, { info, fetchedAt })).filter((alert) => alert !== undefined);
  alerts.sort((a, b) => a.createdAt - b.createdAt || Number(a.alertId) - Number(b.alertId));
  const byBalancer = new Map<string, LoadBalancerAlertRecord[]>();
  for (const alert of alerts) {
    const others = byBalancer.get(alert.loadBalancerId);
    if (others) others.push(alert);
    else byBalancer.set(alert.loadBalancerId, [alert]);
  }
  return { alerts: byBalancer, ...badEntries(info, entries.length - alerts.length) };
};

/** The report names nothing but id, status and times. */
const UNTOLD = { name: null, projectId: null, operatingStatus: null, provider: null, vipAddress: null } as const;

export const toReport = (entries: readonly Entry[], info: SourceInfo, fetchedAt: number): Report => {
  const audits = new Map<string, LoadBalancerAuditRecord>();
  const alerts = new Map<string, readonly LoadBalancerAlertRecord[]>();
  let bad = 0;
  for (const entry of entries) {
    const audit = auditOf(entry);
    const own = (audit?.alerts ?? []).map((alert) => toAlert(alert, { info, fetchedAt }, audit?.id));
    if (!audit || own.includes(undefined)) bad += 1;
    if (!audit) continue;
    const { id, status, createdAt, updatedAt } = audit;
    const key = { time: updatedAt, source: info.name, instance: "", id };
    // The same balancer twice: the report is read row by row, and a row may move meanwhile. The later state counts.
    if ((audits.get(id)?.updatedAt ?? -Infinity) > updatedAt) continue;
    audits.set(id, { key, source: info, fetchedAt, loadBalancerId: id, status, createdAt, updatedAt, ...UNTOLD });
    alerts.set(
      id,
      own.filter((alert) => alert !== undefined),
    );
  }
  return { audits, alerts, ...badEntries(info, bad) };
};
