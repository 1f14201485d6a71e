import {
  type LoadBalancerAlertRecord,
  type LoadBalancerAuditRecord,
  type LoadBalancerFilter,
  passesAlertFilter,
} from "../../../src/audit/load-balancers.js";
import type { AnySource } from "../../../src/audit/sources.js";
import { snapshotTimeline } from "../../../src/audit/timeline.js";
import type { SourceInfo } from "../../../src/audit/record.js";
import { daysAgo, NOW } from "./world.js";

export interface MemoryBalancers {
  readonly name?: string;
  readonly failure?: Error;
  readonly calls?: string[];
}

const STATUSES = ["BUILD", "ERROR", "PENDING_DELETE", "PENDING_UPDATE"] as const;

const passes = (audit: LoadBalancerAuditRecord, filter: LoadBalancerFilter): boolean =>
  (filter.statuses?.includes(audit.status) ?? true) &&
  audit.updatedAt >= (filter.changedSince ?? 0) &&
  audit.updatedAt < (filter.changedBefore ?? Infinity);

/** Eight balancers, numbered by age: 1 changed a day ago, 8 eight days ago. */
export const memoryBalancerSource = ({ name = "lb", failure, calls = [] }: MemoryBalancers = {}): AnySource => {
  const info: SourceInfo = { name, kind: "ATLAS", region: null };
  const audits = Array.from({ length: 8 }, (_, i): LoadBalancerAuditRecord => {
    const id = String(i + 1);
    const updatedAt = daysAgo(i + 1);
    return {
      key: { time: updatedAt, source: name, instance: "", id },
      source: info,
      fetchedAt: NOW,
      loadBalancerId: id,
      status: STATUSES[i % 4] ?? "BUILD",
      createdAt: daysAgo(100),
      updatedAt,
      name: `balancer-${id}`,
      projectId: null,
      operatingStatus: null,
      provider: null,
      vipAddress: null,
    };
  });
  const alertsOf = (loadBalancerId: string): LoadBalancerAlertRecord[] =>
    (["ACKNOWLEDGED", "UNACKNOWLEDGED", null] as const).map((status, i) => ({
      key: { time: daysAgo(3 - i), source: name, instance: "", id: `${loadBalancerId}${i}` },
      source: info,
      fetchedAt: NOW,
      alertId: `${loadBalancerId}${i}`,
      loadBalancerId,
      status,
      message: "LBDOWN",
      accountId: "11",
      createdAt: daysAgo(3 - i),
    }));
  const ask = async <T>(what: string, value: T): Promise<T> => {
    calls.push(`${name}: ${what}`);
    if (failure) throw failure;
    return Promise.resolve(value);
  };
  return {
    subject: "loadBalancer",
    info,
    health: () => "HEALTHY",
    close: () => Promise.resolve(),
    open: () => ({
      audits: (filter = {}) =>
        snapshotTimeline(info, async () => ({
          records: await ask(
            "audits",
            audits.filter((audit) => passes(audit, filter)),
          ),
        })),
      audit: (id) => ask("audit", audits.find(({ loadBalancerId }) => loadBalancerId === id) ?? null),
      alerts: (id) => ask("alerts", alertsOf(id)),
      alertList: (filter = {}) =>
        snapshotTimeline(info, async () => ({
          records: await ask(
            "alertList",
            (filter.loadBalancerIds ?? audits.map(({ loadBalancerId }) => loadBalancerId))
              .flatMap(alertsOf)
              .filter((alert) => passesAlertFilter(alert, filter)),
          ),
        })),
      balancers: async () => ({
        balancers: await ask(
          "balancers",
          audits.map(({ loadBalancerId, name: called }) => ({ loadBalancerId, name: called })),
        ),
      }),
      name: (id) => ask("name", audits.find(({ loadBalancerId }) => loadBalancerId === id)?.name ?? null),
      components: () => ask("components", []),
    }),
  };
};
