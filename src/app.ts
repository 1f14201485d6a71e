import type { AnySource } from "./audit/any-source.js";
import { type DemandLimits, defaultLimits } from "./audit/demand-limits.js";
import type { AccessPolicy } from "./server/access/access-policy.js";
import { openAccess } from "./server/access/open-access.js";
import { createServer } from "./server/create-server.js";
import type { Refusals } from "./server/limits/refusals.js";
import { createLog, type Log } from "./telemetry/log.js";

/** How long operations in flight may take to finish when the process is asked to stop. */
const DRAIN_MS = 10_000;

export interface StartOptions {
  readonly sources: readonly AnySource[];
  readonly host?: string;
  /** A free one when omitted. */
  readonly port?: number;
  readonly introspection?: boolean;
  readonly deadlineMs?: number;
  readonly access?: AccessPolicy;
  readonly limits?: DemandLimits;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  readonly log?: Log;
  /** Closes what the sources hold open; each source's own connections when omitted. */
  readonly close?: () => Promise<unknown>;
}

export interface Running {
  /** Such as http://127.0.0.1:4000, without a slash at its end. */
  readonly baseUrl: string;
  /** Operations that asked for too much, counted by what. */
  readonly refusals: Pick<Refusals, "byReason">;
  /** Lets operations in flight finish, then closes the sources. */
  stop(): Promise<void>;
}

/** The whole product in this process: what main.ts starts, and what tests talk to over HTTP. */
export const start = async (options: StartOptions): Promise<Running> => {
  const { sources, host = "127.0.0.1", port = 0, introspection = true, deadlineMs = 10_000 } = options;
  const { access = openAccess, limits = defaultLimits, clock = Date.now, log = createLog() } = options;
  const { close = () => Promise.all(sources.map((source) => source.close())) } = options;
  const server = await createServer({ host, port, introspection, deadlineMs, sources, access, limits, clock, log });
  return {
    baseUrl: server.baseUrl,
    refusals: server.refusals,
    stop: async () => {
      await server.drain(DRAIN_MS);
      await close();
    },
  };
};
