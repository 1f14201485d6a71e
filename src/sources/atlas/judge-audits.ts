import type {
  LoadBalancerAlertRecord,
  LoadBalancerAuditRecord,
  LoadBalancerFilter,
} from "../../audit/load-balancer.js";

/** What the report alone settles. */
export const judgeAudits = (
  audits: readonly LoadBalancerAuditRecord[],
  { statuses, changedSince = -Infinity, changedBefore = Infinity }: LoadBalancerFilter,
): readonly LoadBalancerAuditRecord[] =>
  audits.filter(
    ({ status, updatedAt }) =>
      (statuses === undefined || statuses.includes(status)) && updatedAt >= changedSince && updatedAt < changedBefore,
  );

export const needsAlerts = ({ hasUnacknowledgedAlerts, accountIds }: LoadBalancerFilter): boolean =>
  hasUnacknowledgedAlerts !== undefined || accountIds !== undefined;

/** What only a balancer's alerts settle: the report names no account, its alerts do. */
export const judgeAlerts = (
  alerts: readonly LoadBalancerAlertRecord[],
  { hasUnacknowledgedAlerts, accountIds }: LoadBalancerFilter,
): boolean =>
  (hasUnacknowledgedAlerts === undefined ||
    alerts.some(({ status }) => status === "UNACKNOWLEDGED") === hasUnacknowledgedAlerts) &&
  (accountIds === undefined || alerts.some(({ accountId }) => accountId !== null && accountIds.includes(accountId)));
