import type { AtlasState } from "./atlas-state.js";
import type { Alert, Balancer, BalancerStatus } from "./atlas-world.js";

/** Exactly these, in lower case; anything else in the list is silently ignored. */
const TOKENS: Readonly<Record<string, BalancerStatus>> = {
  error: "ERROR",
  build: "BUILD",
  pending_update: "PENDING_UPDATE",
  pending_delete: "PENDING_DELETE",
};

export interface AuditEntry {
  readonly balancer: Balancer;
  readonly wrappers: readonly (readonly Alert[])[];
}

const wrap = (
  alerts: readonly Alert[],
  mode: AtlasState["behaviour"]["auditAlerts"],
): readonly (readonly Alert[])[] => {
  if (alerts.length === 0 || mode === "all") return [alerts];
  return mode === "last" ? [alerts.slice(-1)] : alerts.map((alert) => [alert]);
};

const byBalancer = (alerts: readonly Alert[]): Map<number | null, Alert[]> => {
  const groups = new Map<number | null, Alert[]>();
  for (const alert of alerts) {
    const group = groups.get(alert.loadbalancerId);
    if (group) group.push(alert);
    else groups.set(alert.loadbalancerId, [alert]);
  }
  return groups;
};

/** The balancers in the asked states. As the code has it, changes-since keeps those updated BEFORE it. */
export const auditReport = (
  state: AtlasState,
  status: string,
  changesSince: number | undefined,
  now: number,
  turn: number,
): AuditEntry[] => {
  const wanted = new Set(
    status.split(",").flatMap((token) => (Object.hasOwn(TOKENS, token) ? (TOKENS[token] ?? []) : [])),
  );
  const { behaviour } = state;
  const passes = ({ updated }: Balancer): boolean => {
    if (changesSince === undefined) return true;
    return behaviour.changesSince === "code" ? updated < changesSince : updated >= changesSince;
  };
  const alerts = byBalancer(state.alertsNow(now));
  return state
    .shuffledBalancers(now, turn)
    .filter((balancer) => wanted.has(balancer.status) && passes(balancer))
    .map((balancer) => ({ balancer, wrappers: wrap(alerts.get(balancer.id) ?? [], behaviour.auditAlerts) }));
};
