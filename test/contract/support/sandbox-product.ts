import { TestServer } from "../../support/server.js";
import type { SourceConfig } from "../../../src/config/sources.js";
import { type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { createSources } from "../../../src/sources/registry.js";
import { createLog, type Log } from "../../../src/telemetry/log.js";
import { systemClock } from "../../../src/upstream/clock.js";
import { createUpstreams } from "../../support/upstreams.js";
import { NOW } from "./read.js";
import { configuredSources } from "./sandbox-upstream.js";
import { post } from "../../support/post.js";

export interface SandboxProduct {
  readonly sandbox: Sandbox;
  readonly baseUrl: string;
  /** Asks one operation over HTTP; any error of GraphQL fails the test. */
  ask(query: string, variables?: object): Promise<unknown>;
  stop(): Promise<void>;
}

/** The product over the embedded upstreams, all real HTTP, at one fixed moment. */
export const startSandboxProduct = async (
  change: (source: SourceConfig) => SourceConfig = (source) => source,
  log: Log = createLog({ level: "silent" }),
): Promise<SandboxProduct> => {
  const clock = () => NOW;
  const sandbox = await startSandbox({ clock, control: false });
  const upstreams = createUpstreams({ clock: { ...systemClock, now: clock } });
  const running = await TestServer.start({
    sources: createSources(configuredSources(sandbox).map(change), upstreams),
    clock,
    log,
    close: () => upstreams.close(),
  });
  return {
    sandbox,
    baseUrl: running.baseUrl,
    ask: async (query, variables) => {
      const response = await post(running.baseUrl, { query, variables });
      const { data, errors } = (await response.json()) as { data: unknown; errors?: unknown };
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return data;
    },
    stop: async () => {
      await running.stop();
      await sandbox.stop();
    },
  };
};
