import { parseConfig } from "../../../src/config/parse.js";
import { manualClock, type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { sourceKinds } from "../../../src/sources/registry.js";
import { type Clock, systemClock } from "../../../src/upstream/clock.js";
import { type Product, startWith } from "../../http/support/product.js";
import { FAULTS } from "./catalogue/faults.js";
import type { Asked, Fault, Kind } from "./fault.js";
import { KINDS } from "./fault.js";
import { type FaultServer, startFaultServer } from "./fault-server.js";

/** One fault before one kind of source. */
export interface Cell {
  readonly fault: Fault;
  readonly kind: Kind;
  /** The configured source's name. */
  readonly source: string;
}

const START = "2026-11-20T12:00:00Z";
/** Longer than any machine is busy. */
const PATIENCE_MS = 20_000;
const IDENTITY_MS = 10_000;
const MAX_RESPONSE_BYTES = 1_048_576;

/** What a source of each kind takes from the sandbox's source of this name, and what is asked of it. */
export const TARGETS = {
  nova: { like: "compute-eu", path: "/v2.1", from: "2026-06-01T00:00:00Z", healthy: "lb" },
  taurusdb: { like: "mysql-eu", path: "", from: "2026-11-17T12:00:00Z", healthy: "compute-us" },
  rds: { like: "rds-eu", path: "", from: "2026-11-19T12:00:00Z", healthy: "compute-us" },
  dds: { like: "dds-eu", path: "", from: "2026-11-19T12:00:00Z", healthy: "compute-us" },
  atlas: { like: "lb", path: "/management", from: "2026-01-01T00:00:00Z", healthy: "compute-eu" },
  octavia: { like: "balancers-eu", path: "", from: "2026-01-01T00:00:00Z", healthy: "compute-eu" },
  "atlas-xml": { like: "lb", path: "/management", from: "2026-01-01T00:00:00Z", healthy: "compute-eu" },
} as const;

const INSTANCES: Partial<Record<Kind, string>> = {
  taurusdb: "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07",
  rds: "a1b2c3d4e5f64071829304a5b6c7d8e9in01",
  dds: "4c6e8a0b2d1f43579b8d7f6e5c4a3b2din02",
};

const slug = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, "-");

export const CELLS: readonly Cell[] = FAULTS.flatMap((fault) =>
  (fault.only ?? KINDS).map((kind) => ({ fault, kind, source: `${kind}-${slug(fault.name)}` })),
);

/** Time stands still, and waits between tries pass at once; only the limits of tries and logins run for real. */
const clockOf = (now: () => number, limits: ReadonlySet<number>): Clock => ({
  now,
  after: (ms, callback) => systemClock.after(limits.has(ms) ? ms : 0, callback),
});

export interface Matrix {
  readonly product: Product;
  readonly sandbox: Sandbox;
  /** Everything that the sources behind faults were sent, credentials and all. */
  readonly sent: readonly Asked[];
  server(cell: Cell): FaultServer;
  stop(): Promise<void>;
}

/** One product over a sandbox, with a source for each cell beside the sandbox's own. */
export const startMatrix = async (): Promise<Matrix> => {
  const now = manualClock(START);
  const sandbox = await startSandbox({ clock: now, control: false });
  const sent: Asked[] = [];
  const servers = new Map<string, FaultServer>();
  const healthy = sandbox.configuration().sources.map((source) => ({ ...source, timeoutMs: PATIENCE_MS }));

  const sourceOf = async ({ fault, kind, source }: Cell): Promise<Record<string, unknown>> => {
    const { like, path } = TARGETS[kind];
    const target = new URL(sandbox.urls.sources[like]).origin;
    const server = await startFaultServer(fault, kind, target, (asked) => sent.push(asked));
    servers.set(source, server);
    const instance = INSTANCES[kind];
    return {
      ...healthy.find((source) => "name" in source && source.name === like),
      name: source,
      endpoint: `${server.origin}${path}`,
      timeoutMs: fault.timeoutMs ?? PATIENCE_MS,
      maxResponseBytes: MAX_RESPONSE_BYTES,
      ...(instance === undefined ? {} : { instances: [instance] }),
    };
  };

  const sources = [...healthy, ...(await Promise.all(CELLS.map(sourceOf)))];
  const file = { server: { port: 0, deadlineMs: 60_000 }, sources };
  const config = parseConfig(file, { origin: "auditgraph.yaml", env: {}, kinds: sourceKinds });
  const limits = new Set([IDENTITY_MS, ...config.sources.map(({ timeoutMs }) => timeoutMs)]);
  const product = await startWith(config, { clock: clockOf(now, limits) });
  return {
    product,
    sandbox,
    sent,
    server: ({ source }) => {
      const found = servers.get(source);
      if (!found) throw new Error(`no server for ${source}`);
      return found;
    },
    stop: async () => {
      await product.stop();
      await Promise.all([...servers.values()].map((server) => server.close()));
      await sandbox.stop();
    },
  };
};
