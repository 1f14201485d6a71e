import { lastCompletedPeriod } from "./audit-period.js";
import { writeTime } from "./before-timestamp.js";
import type { NovaState } from "./nova-state.js";
import type { HostRow } from "./task-log.js";

/** A row with NULL where Nova adds up: the whole period fails. */
export class NullColumn extends Error {}

const count = (rows: readonly HostRow[], state: string): number => rows.filter((row) => row.state === state).length;

const add = (numbers: readonly (number | null)[]): number =>
  numbers.reduce<number>((sum, number) => {
    if (number === null) throw new NullColumn();
    return sum + number;
  }, 0);

/** The one object that both calls answer. The status compares counts only, so it may say "7 of 6 hosts done." */
export const usageReport = (nova: NovaState, before: number, now: number): Record<string, unknown> => {
  const period = lastCompletedPeriod(nova.setting, before);
  const hosts = nova.hosts(period, now);
  const log = nova.rows(period, now);
  const rows = [...log.values()];
  const done = count(rows, "DONE");
  const notRun = hosts.filter((host) => !log.has(host));
  const errors = add(rows.map((row) => row.errors));
  const share = done === hosts.length ? "ALL" : `${done} of ${hosts.length}`;
  return {
    period_beginning: writeTime(period.begin),
    period_ending: writeTime(period.end),
    num_hosts: hosts.length,
    num_hosts_done: done,
    num_hosts_running: count(rows, "RUNNING"),
    num_hosts_not_run: notRun.length,
    hosts_not_run: notRun,
    total_instances: add(rows.map((row) => row.instances)),
    total_errors: errors,
    overall_status: `${share} hosts done. ${errors} errors.`,
    log: Object.fromEntries(log),
  };
};
