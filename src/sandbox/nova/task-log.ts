import { hash32, unit } from "../world/random.js";
import type { Period } from "./audit-period.js";

/** One row of Nova's task_log, as the API shows it. */
export interface HostRow {
  state: string;
  instances: number;
  /** Null in the table makes the whole period a 500 TypeError. */
  errors: number | null;
  message: string;
}

/** A compute host of the world. Milliseconds since the epoch. */
export interface ComputeHost {
  readonly name: string;
  readonly since: number;
  /** When it stopped being a service; its rows stay. */
  readonly until?: number;
  readonly disabled?: boolean;
}

/** Something that went wrong in one period. */
export interface Incident {
  readonly begin: number;
  /** "*" is every host that no incident names. */
  readonly host: string;
  readonly what: "done" | "not-run" | "stuck" | "errors" | "odd-state";
}

const startedRow = (instances: number): HostRow => ({
  state: "RUNNING",
  instances,
  errors: 0,
  message: "Instance usage audit started...",
});

/** What a host logged for a period, computed from the seed; undefined where it did not run. */
export const rowOf = (
  seed: number,
  nova: string,
  host: string,
  period: Period,
  incidents: readonly Incident[],
): HostRow | undefined => {
  const incident = incidents.find((one) => one.begin === period.begin && (one.host === host || one.host === "*"));
  if (incident?.what === "not-run") return undefined;
  const luck = unit(seed, nova, host, period.begin, "luck");
  if (!incident && luck < 0.02) return undefined;
  const instances = 1 + (hash32(seed, nova, host, period.begin) % 60);
  if (incident?.what === "stuck" || (!incident && luck > 0.99)) return startedRow(instances);
  const failed = incident?.what === "errors" || (!incident && luck > 0.96);
  const seconds = 0.5 + 80 * unit(seed, nova, host, period.begin, "seconds");
  return {
    state: incident?.what === "odd-state" ? "ABORTED" : "DONE",
    instances,
    errors: failed ? 1 + (hash32(seed, host, period.begin, "errors") % 40) : 0,
    message: `Instance usage audit ran for host ${host}, ${instances} instances in ${seconds} seconds.`,
  };
};
