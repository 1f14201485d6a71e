import { type Running, start } from "../../src/app.js";
import { type Sandbox, startSandbox } from "../../src/sandbox/index.js";
import { type ConfiguredSource, createSources } from "../../src/sources/registry.js";
import { createLog } from "../../src/telemetry/log.js";
import { systemClock } from "../../src/upstream/clock.js";
import { createUpstreams } from "../../src/upstream/create-upstreams.js";

/** The moment that the examples are told at; upstreams, product and tokens agree on it. */
export const NOW = Date.parse("2026-11-20T12:00:00Z");

export interface SandboxProduct {
  readonly baseUrl: string;
  readonly sandbox: Sandbox;
  stop(): Promise<void>;
}

/** What auditgraph.yaml says in its own words, as the registry takes it. */
const configured = (sandbox: Sandbox): ConfiguredSource[] =>
  sandbox.configuration().sources.map((source) => ({
    ...(source as unknown as ConfiguredSource),
    kind: String(source.kind).toUpperCase() as ConfiguredSource["kind"],
    region: (source.region ?? null) as string | null,
  }));

/** The product over the embedded upstreams, all real HTTP, at one fixed moment. */
export const startSandboxProduct = async (): Promise<SandboxProduct> => {
  const clock = () => NOW;
  const sandbox = await startSandbox({ clock });
  const upstreams = createUpstreams({ clock: { ...systemClock, now: clock } });
  const running: Running = await start({
    sources: createSources(configured(sandbox), upstreams),
    clock,
    log: createLog({ level: "silent" }),
    close: () => upstreams.close(),
  });
  return {
    baseUrl: running.baseUrl,
    sandbox,
    stop: async () => {
      await running.stop();
      await sandbox.stop();
    },
  };
};
