import type { DestinationStream } from "pino";
import { Pool } from "undici";
import { parseConfig } from "../../src/config/parse.js";
import { manualClock, type Sandbox, startSandbox } from "../../sandbox/index.js";
import { Product } from "../../src/product.js";
import { sourceKinds } from "../../src/sources/registry.js";
import { createLog } from "../../src/telemetry/log.js";
import { systemClock } from "../../src/upstream/clock.js";
import type { Answered } from "./complaints.js";

/** The product as it is configured by default, over the sandbox's upstreams, all real HTTP in this process. */
export interface Target {
  readonly sandbox: Sandbox;
  /** What the log has at level error: faults of this program. */
  readonly logged: readonly string[];
  readonly ask: (body: string) => Promise<Answered>;
  /** Moves the time of product and upstreams on. */
  readonly advance: (ms: number) => void;
  readonly stop: () => Promise<void>;
}

/** Requests at a time. */
const CONNECTIONS = 8;

export const startTarget = async (): Promise<Target> => {
  const clock = manualClock("2026-11-20T12:00:00Z");
  const sandbox = await startSandbox({ clock, control: false });
  const config = parseConfig(
    { server: { port: 0 }, ...sandbox.configuration() },
    { origin: "auditgraph.yaml", env: {}, kinds: sourceKinds },
  );
  const logged: string[] = [];
  const destination = { write: (line: string) => void logged.push(line) } satisfies DestinationStream;
  const log = createLog({ destination, level: "error" });
  const running = await Product.start(config, { log, clock: { ...systemClock, now: clock } });
  const pool = new Pool(running.baseUrl, { connections: CONNECTIONS });
  return {
    sandbox,
    logged,
    advance: (ms) => clock.advance(ms),
    ask: async (body) => {
      const headers = { "content-type": "application/json" };
      const answer = await pool.request({ path: "/graphql", method: "POST", headers, body });
      return { status: answer.statusCode, text: await answer.body.text() };
    },
    stop: async () => {
      await pool.close();
      await running.stop();
      await sandbox.stop();
    },
  };
};
