import type { RawPeriod } from "./raw.js";

/** Everything that the API says of a period, for comparison with Nova's own words. */
export const PERIOD = `
  begin end occurredAt status statusText totalInstances totalErrors
  hostCounts { total done running notRun }
  hosts(first: 20) { totalCount nodes { host { sourceName name } state instances errors message } }
`;

export interface Host {
  readonly host: { readonly sourceName: string; readonly name: string };
  readonly state: string;
  readonly instances: number | null;
  readonly errors: number | null;
  readonly message: string | null;
}

export interface Period {
  readonly begin: string;
  readonly end: string;
  readonly occurredAt: string;
  readonly status: string;
  readonly statusText: string;
  readonly totalInstances: number;
  readonly totalErrors: number;
  readonly hostCounts: { readonly total: number; readonly done: number; readonly running: number; notRun: number };
  readonly hosts: { readonly totalCount: number; readonly nodes: readonly Host[] };
}

/** "2026-11-01 00:00:00", which Nova means as UTC, as the API writes it. */
export const instant = (stamp: string): string => `${stamp.replace(" ", "T")}Z`;

const hostsOf = ({ log, hosts_not_run: missed }: RawPeriod, sourceName: string): Host[] => {
  const ran = Object.entries(log).map(([name, { state, instances, errors, message }]) => ({
    host: { sourceName, name },
    state: ["DONE", "RUNNING"].includes(state) ? state : "OTHER",
    instances,
    errors,
    message,
  }));
  const notRun = { state: "NOT_RUN", instances: null, errors: null, message: null };
  const all = [...ran, ...missed.map((name) => ({ host: { sourceName, name }, ...notRun }))];
  return all.sort((a, b) => (a.host.name < b.host.name ? -1 : 1));
};

/** The rule of the schema, written a second time from Nova's own fields. */
const statusOf = ({ log, hosts_not_run: missed, num_hosts: known, total_errors: errors }: RawPeriod): string => {
  const states = Object.values(log).map(({ state }) => state);
  if (states.length === 0) return known === 0 ? "UNKNOWN" : "NOT_RUN";
  if (states.includes("RUNNING")) return "RUNNING";
  if (missed.length > 0 || states.some((state) => state !== "DONE")) return "PARTIAL";
  return errors > 0 ? "DONE_WITH_ERRORS" : "DONE";
};

/** What the API must say of a period that Nova answered. */
export const expected = (raw: RawPeriod, sourceName = "compute"): Period => {
  const nodes = hostsOf(raw, sourceName);
  return {
    begin: instant(raw.period_beginning),
    end: instant(raw.period_ending),
    occurredAt: instant(raw.period_ending),
    status: statusOf(raw),
    statusText: raw.overall_status,
    totalInstances: raw.total_instances,
    totalErrors: raw.total_errors,
    hostCounts: {
      total: raw.num_hosts,
      done: raw.num_hosts_done,
      running: raw.num_hosts_running,
      notRun: raw.num_hosts_not_run,
    },
    hosts: { totalCount: nodes.length, nodes },
  };
};
