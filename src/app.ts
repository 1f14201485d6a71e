import { type ConnectionLimits, defaultConnectionLimits } from "./audit/connection-limits.js";
import { defaultLimits } from "./audit/demand-limits.js";
import { openDocuments } from "./audit/document-policy.js";
import { version } from "./config/version.js";
import { openAccess } from "./server/access/open-access.js";
import { createServer } from "./server/create-server.js";
import type { Refusals } from "./server/limits/refusals.js";
import type { Served } from "./server/served.js";
import { createTelemetry, type Telemetry } from "./telemetry/create-telemetry.js";
import { createLog, type Log } from "./telemetry/log.js";

/** How long operations in flight may take to finish when the process is asked to stop. */
const DRAIN_MS = 10_000;

/** What a reload can change. Without `close` each source closes its own connections. */
export type ServedOptions = Pick<Served, "sources"> & Partial<Served>;

export interface StartOptions extends ServedOptions {
  readonly host?: string;
  /** A free one when omitted. */
  readonly port?: number;
  readonly connections?: ConnectionLimits;
  /** Serves the console too; not unless it is asked for. */
  readonly withConsole?: boolean;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  readonly log?: Log;
  /** Its log counts, then, and it is closed with the server. */
  readonly telemetry?: Telemetry;
}

export interface Running {
  /** Such as http://127.0.0.1:4000, without a slash at its end. */
  readonly baseUrl: string;
  /** Operations that asked for too much, counted by what. */
  readonly refusals: Pick<Refusals, "byReason">;
  /** Serves something else from now on. Operations in flight end as they began; then what served them is closed. */
  replace(options: ServedOptions): Promise<void>;
  /** Lets operations in flight finish, then closes the sources. */
  stop(): Promise<void>;
}

const servedOf = ({ sources, ...rest }: ServedOptions): Served => ({
  sources,
  access: rest.access ?? openAccess,
  limits: rest.limits ?? defaultLimits,
  documents: rest.documents ?? openDocuments,
  introspection: rest.introspection ?? true,
  isSandbox: rest.isSandbox ?? false,
  deadlineMs: rest.deadlineMs ?? 10_000,
  close: rest.close ?? (() => Promise.all(sources.map((source) => source.close()))),
});

/** The whole product in this process: what main.ts starts, and what tests talk to over HTTP. */
export const start = async (options: StartOptions): Promise<Running> => {
  const { host = "127.0.0.1", port = 0, clock = Date.now, log = createLog(), withConsole = false } = options;
  const { connections = defaultConnectionLimits } = options;
  const { telemetry = await createTelemetry({ log, version }) } = options;
  const server = await createServer({
    host,
    port,
    connections,
    withConsole,
    served: servedOf(options),
    clock,
    telemetry,
  });
  return {
    baseUrl: server.baseUrl,
    refusals: server.refusals,
    replace: (next) => server.replace(servedOf(next)),
    stop: async () => {
      await server.drain(DRAIN_MS);
      await telemetry.close();
    },
  };
};
