import { type Alert, type AtlasState, type Balancer, type BalancerStatus, parseAtlasDate } from "./world.js";

/** Exactly these, in lower case; anything else in the list is silently ignored. */
const TOKENS: Readonly<Record<string, BalancerStatus>> = {
  error: "ERROR",
  build: "BUILD",
  pending_update: "PENDING_UPDATE",
  pending_delete: "PENDING_DELETE",
};

interface AuditEntry {
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

/** Asked for less or more than a page may hold: a page. */
const pageSize = (text: string | null, standard: number): number => {
  const number = Number(text);
  return text === null || !Number.isInteger(number) || number < 1 || number > 100 ? standard : number;
};

/** The status in exact upper case, any other is ignored; the marker is an offset, not an id. */
export const listAlerts = (alerts: readonly Alert[], query: URLSearchParams): readonly Alert[] => {
  const status = query.get("status");
  const known = status === "ACKNOWLEDGED" || status === "UNACKNOWLEDGED";
  const offset = Math.max(0, Number(query.get("marker") ?? 0) || 0);
  const limit = pageSize(query.get("limit"), 100);
  return alerts.filter((alert) => !known || alert.status === status).slice(offset, offset + limit);
};

type DateBounds = { readonly from: number; readonly to: number } | { readonly invalid: "startDate" | "endDate" };

export const dateBounds = (query: URLSearchParams): DateBounds => {
  const [start, end] = [query.get("startDate"), query.get("endDate")];
  const from = start === null ? -Infinity : parseAtlasDate(start);
  if (from === undefined) return { invalid: "startDate" };
  const to = end === null ? Infinity : parseAtlasDate(end);
  return to === undefined ? { invalid: "endDate" } : { from, to };
};

/** The limit counts per account. */
export const alertsOfAccounts = (alerts: readonly Alert[], query: URLSearchParams): readonly Alert[] => {
  const offset = Math.max(0, Number(query.get("marker") ?? 0) || 0);
  const limit = pageSize(query.get("limit"), 10);
  return query
    .getAll("account")
    .flatMap((account) =>
      alerts.filter(({ accountId }) => `${accountId ?? ""}` === account).slice(offset, offset + limit),
    );
};
