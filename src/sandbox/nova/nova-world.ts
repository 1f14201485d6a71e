import { utc } from "./before-timestamp.js";
import type { NovaName } from "../sources.js";
import type { Period } from "./audit-period.js";
import type { ComputeHost, Incident } from "./task-log.js";

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
