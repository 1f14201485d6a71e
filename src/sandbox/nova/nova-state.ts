import type { World } from "../world/context.js";
import { hash32 } from "../world/random.js";
import { isPeriodSetting, lastCompletedPeriod, type Period } from "./audit-period.js";
import type { NovaWorld } from "./nova-world.js";
import { rowOf, type HostRow } from "./task-log.js";

export interface NovaBehaviour {
  /** How connections end: announced, unannounced, kept alive, or without Content-Length (Debian's uwsgi setting). */
  transport: "close" | "silent-close" | "keep-alive" | "no-content-length";
  /** Worker processes that each remember validated tokens for 300 s: a revoked token is refused in turns. 0 is off. */
  cachingWorkers: number;
  /** Keystone cannot be reached: tokens not seen lately get 503. */
  keystoneDown: boolean;
  /** The server reads a database without hosts and rows, as nova-api over cell0 does. */
  cell0: boolean;
  /** Highest microversion. */
  maxMicroversion: number;
}

/** One Nova as it stands: the world, and what control changed in it. */
export class NovaState {
  setting: string;
  readonly behaviour: NovaBehaviour = {
    transport: "close",
    cachingWorkers: 0,
    keystoneDown: false,
    cell0: false,
    maxMicroversion: 93,
  };
  readonly #rows = new Map<string, HostRow | null>();
  /** Settings under which rows were written; a row matches its own period's bounds only. */
  readonly #written: Set<string>;
  #hosts: readonly string[] | undefined;

  constructor(
    readonly facts: NovaWorld,
    private readonly world: World,
  ) {
    this.setting = facts.setting;
    this.#written = new Set([facts.setting]);
  }

  /** Changes instance_usage_audit_period. Old rows can no longer be seen, unless history is to be rewritten for the new setting. */
  setPeriod(setting: string, options: { rewriteHistory?: boolean } = {}): void {
    if (!isPeriodSetting(setting)) throw new Error(`Not a period setting: ${setting}`);
    this.setting = setting;
    if (options.rewriteHistory) this.#written.add(setting);
  }

  /** Sets a host's row for the period that begins then; null removes it. */
  setRow(begin: number, host: string, row: HostRow | null): void {
    this.#rows.set(`${begin} ${host}`, row);
  }

  /** Replaces today's hosts. */
  setHosts(hosts: readonly string[]): void {
    this.#hosts = hosts;
  }

  /** Today's compute services, whatever period is asked, in an order that differs between server starts. */
  hosts(period: Period, now: number): string[] {
    if (this.behaviour.cell0) return [];
    const names =
      this.#hosts ??
      this.facts.hostsOf?.(period) ??
      this.facts.hosts.filter(({ since, until = Infinity }) => since <= now && now < until).map(({ name }) => name);
    return [...names].sort((a, b) => hash32(this.world.seed, a) - hash32(this.world.seed, b));
  }

  rows(period: Period, now: number): Map<string, HostRow> {
    const rows = new Map<string, HostRow>();
    if (this.behaviour.cell0) return rows;
    if (period.end <= now && period.begin >= this.facts.auditedSince && this.#isWritten(period)) {
      for (const { name, since, until = Infinity } of this.facts.hosts) {
        if (period.begin < since || period.end > until) continue;
        const row = rowOf(this.world.seed, this.facts.name, name, period, this.facts.incidents);
        if (row) rows.set(name, row);
      }
    }
    for (const [key, row] of this.#rows) {
      const [begin = "", host = ""] = key.split(" ", 2);
      if (Number(begin) !== period.begin) continue;
      if (row) rows.set(host, row);
      else rows.delete(host);
    }
    return new Map([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #isWritten(period: Period): boolean {
    return [...this.#written].some((setting) => {
      const written = lastCompletedPeriod(setting, period.end + 1);
      return written.begin === period.begin && written.end === period.end;
    });
  }
}
