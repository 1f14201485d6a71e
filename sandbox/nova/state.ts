import { hash32, type NovaName, unit, type World } from "../world.js";
import { isPeriodSetting, lastCompletedPeriod, type Period, utc } from "./calendar.js";

/** The facts of one Nova. */
export interface NovaWorld {
  readonly name: NovaName;
  readonly region: string;
  readonly setting: string;
  /** When its audit was switched on, milliseconds since the epoch; no rows before. */
  readonly auditedSince: number;
  readonly hosts: readonly ComputeHost[];
  readonly incidents: readonly Incident[];
  /** Overrides the hosts of today for the periods of the documents' own examples. */
  readonly hostsOf?: (period: Period) => readonly string[];
}

const month = (year: number, number: number): number => utc(year, number);

const eu: NovaWorld = {
  name: "compute-eu",
  region: "eu",
  setting: "month",
  auditedSince: month(2023, 1),
  hosts: [
    { name: "cmp-01.eu.example", since: month(2022, 11) },
    { name: "cmp-02.eu.example", since: month(2022, 11) },
    { name: "cmp-03.eu.example", since: month(2022, 11) },
    { name: "cmp-04.eu.example", since: month(2022, 11) },
    { name: "cmp-05.eu.example", since: month(2022, 11) },
    { name: "cmp-06.eu.example", since: month(2022, 11), disabled: true },
    // Gone since: its rows make "7 of 6 hosts done." of every period it ran in.
    { name: "cmp-old.eu.example", since: month(2022, 11), until: month(2025, 1) },
  ],
  incidents: [
    // All of today's six ran, and the one that is gone: "7 of 6 hosts done."
    { begin: month(2024, 1), host: "*", what: "errors" },
    // "ALL hosts done." while one of today's did not run: the gone one makes up the number.
    { begin: month(2024, 6), host: "cmp-06.eu.example", what: "not-run" },
    { begin: month(2024, 6), host: "*", what: "done" },
    { begin: month(2025, 3), host: "*", what: "not-run" },
    { begin: month(2025, 6), host: "cmp-03.eu.example", what: "stuck" },
    { begin: month(2025, 9), host: "cmp-02.eu.example", what: "odd-state" },
    { begin: month(2026, 2), host: "cmp-04.eu.example", what: "errors" },
    { begin: month(2026, 5), host: "cmp-06.eu.example", what: "not-run" },
    { begin: month(2026, 8), host: "cmp-01.eu.example", what: "stuck" },
  ],
};

const us: NovaWorld = {
  name: "compute-us",
  region: "us",
  setting: "day@18",
  auditedSince: utc(2025, 1, 1, 18),
  hosts: [
    ...[1, 2, 3, 4].map((number) => ({ name: `node-${number}.us.example`, since: month(2024, 12) })),
    { name: "node-5.us.example", since: month(2025, 7) },
  ],
  incidents: [
    { begin: utc(2025, 5, 10, 18), host: "*", what: "not-run" },
    { begin: utc(2025, 8, 1, 18), host: "node-2.us.example", what: "stuck" },
  ],
};

const DOCS_HOST = "f4eb7cfd155f4574967f8b55a7faed75";
const OLDER_DOCS_HOST = "8e33da2b48684ef3ab165444d6a7384c";

/** The API reference's two examples, value for value; they come from two deployments, so the host depends on the period. */
const docs: NovaWorld = {
  name: "compute-docs",
  region: "docs",
  setting: "month",
  auditedSince: Infinity,
  hosts: [{ name: DOCS_HOST, since: month(2012, 1) }],
  incidents: [],
  hostsOf: (period) => [period.end <= month(2012, 7) ? OLDER_DOCS_HOST : DOCS_HOST],
};

export const NOVA_WORLDS: readonly NovaWorld[] = [eu, us, docs];

/** One row of Nova's task_log, as the API shows it. */
export interface HostRow {
  state: string;
  instances: number;
  /** Null in the table makes the whole period a 500 TypeError. */
  errors: number | null;
  message: string;
}

/** A compute host of the world. Milliseconds since the epoch. */
interface ComputeHost {
  readonly name: string;
  readonly since: number;
  /** When it stopped being a service; its rows stay. */
  readonly until?: number;
  readonly disabled?: boolean;
}

/** Something that went wrong in one period. */
interface Incident {
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
const rowOf = (
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
