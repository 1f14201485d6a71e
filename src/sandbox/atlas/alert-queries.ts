import { parseAtlasDate } from "./atlas-date.js";
import type { Alert } from "./atlas-world.js";

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

export type DateBounds = { readonly from: number; readonly to: number } | { readonly invalid: "startDate" | "endDate" };

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
