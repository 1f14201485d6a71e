/**
 * The schema's subset as one would write it without auditgraph: what arrives is mapped and handed on. No cursors that
 * seek, no proof of what the sources leave out, no limits, no retries, no access check, no log.
 */
import { alertsOf, auditReport, listFiles, periodBefore } from "./upstream-calls.mjs";

const idOf = (...parts) => Buffer.from(JSON.stringify(parts)).toString("base64url");
const instant = (text) => `${new Date(text).toISOString().slice(0, 19)}Z`;
const hostIn = (text) => new Date(text.replace(" ", "T") + "Z").toISOString();

const fileOf = (instanceId) => (item) => ({
  id: idOf("AuditLogFile", instanceId, item.id),
  upstreamId: item.id,
  name: item.name,
  sizeBytes: Math.round(item.size * 1024),
  begin: instant(item.begin_time),
  end: instant(item.end_time),
});

/** Its cursors are offsets: what comes or goes between two pages shifts them. */
export const auditLogFiles = async ({ instances, window, first, after }) => {
  const offset = Number(after ?? 0);
  const lists = await Promise.all(
    instances.map(async ({ instanceId }) => {
      const { audit_logs: items, total_count: total } = await listFiles(instanceId, window, first, offset);
      return { files: items.map(fileOf(instanceId)), hasMore: total > offset + first };
    }),
  );
  const files = lists.length === 1 ? lists[0].files : lists.flatMap((list) => list.files);
  if (lists.length > 1) files.sort((a, b) => (a.begin < b.begin ? -1 : a.begin > b.begin ? 1 : 0));
  const nodes = files.slice(0, first);
  const hasNextPage = lists.some((list) => list.hasMore) || files.length > first;
  return { nodes, pageInfo: { hasNextPage, endCursor: String(offset + nodes.length) } };
};

const DAY = 86_400_000;

/** The calendar is known here, so all periods are asked at once. */
export const usageAuditPeriods = async ({ window, first }) => {
  const to = Date.parse(window.to);
  const periods = await Promise.all(Array.from({ length: first }, (_, i) => periodBefore(to - i * DAY)));
  return {
    nodes: periods.map((period) => ({
      id: idOf("UsageAuditPeriod", period.period_beginning),
      begin: hostIn(period.period_beginning),
      end: hostIn(period.period_ending),
      status: period.total_errors > 0 ? "DONE_WITH_ERRORS" : "DONE",
      totalInstances: period.total_instances,
      totalErrors: period.total_errors,
      hostCounts: { total: period.num_hosts, done: period.num_hosts_done, notRun: period.num_hosts_not_run },
    })),
  };
};

const HUNDRED = 100;

const byBalancer = (alerts) => {
  const groups = new Map();
  for (const alert of alerts) {
    const group = groups.get(alert.loadbalancerId);
    if (group) group.push(alert);
    else groups.set(alert.loadbalancerId, [alert]);
  }
  return groups;
};

export const loadBalancerAudits = async ({ filter, first }) => {
  const report = await auditReport();
  const nodes = report.filter(({ updated }) => updated < filter.changedBefore).slice(0, first);
  const batches = [];
  for (let i = 0; i < nodes.length; i += HUNDRED) batches.push(nodes.slice(i, i + HUNDRED).map(({ id }) => id));
  const alerts = byBalancer((await Promise.all(batches.map(alertsOf))).flat());
  return {
    nodes: nodes.map((balancer) => ({
      id: idOf("LoadBalancerAudit", balancer.id),
      status: balancer.status,
      createdAt: instant(balancer.created),
      updatedAt: instant(balancer.updated),
      alerts: (alerts.get(balancer.id) ?? []).map((alert) => ({
        alertId: String(alert.id),
        status: alert.status,
        message: alert.messageName,
        createdAt: instant(alert.created),
      })),
    })),
  };
};

export const entities = async ({ representations }) => {
  const byId = new Map((await auditReport()).map((balancer) => [String(balancer.id), balancer]));
  return representations.map(({ loadBalancerId }) => {
    const balancer = byId.get(loadBalancerId);
    const audit = balancer ? { status: balancer.status, updatedAt: instant(balancer.updated) } : null;
    return { __typename: "LoadBalancer", loadBalancerId, audit };
  });
};
