import { setMaxListeners } from "node:events";
import type { AnySource, DatabaseReader } from "../../src/audit/sources.js";
import { Scope, type Session } from "../../src/audit/session.js";
import { nextMoment, Walks } from "../../src/audit/walk.js";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../sandbox/index.js";
import type { SourceConfig } from "../../src/config/sources.js";
import { createSources } from "../../src/sources/registry.js";
import { TwoTierCache } from "../../src/upstream/cache/stores.js";
import { createUpstreams } from "./upstreams.js";
import { systemClock } from "../../src/upstream/clock.js";

/** Every socket of an operation listens to its signal; Node takes more than ten for a leak. */
const quietSignal = (): AbortSignal => {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  return signal;
};

/** No test over these is about slow answers: one that a busy machine is late with must not fail. */
const NEVER_MS = 600_000;

/** The adapters over a sandbox's upstreams, without the API on top. */
export interface SandboxSources {
  readonly sandbox: Sandbox;
  source(name: string): AnySource;
  /** A database service, opened for one new operation. */
  database(name: string, session?: Session): DatabaseReader;
  session(): Session;
  stop(): Promise<void>;
}

export const startSandboxSources = async (options: SandboxOptions = {}): Promise<SandboxSources> => {
  const sandbox = await startSandbox({ control: false, ...options });
  const sources = sourcesOver(sandbox, options.clock);
  const stop = async (): Promise<void> => {
    await sources.stop();
    await sandbox.stop();
  };
  return { ...sources, stop };
};

/** One more process over a sandbox that runs already. Its cache is its own unless one is given. */
export const sourcesOver = (
  sandbox: Sandbox,
  clock: () => number = Date.now,
  cache = new TwoTierCache({ ...systemClock, now: clock }),
): SandboxSources => {
  const upstreams = createUpstreams({ clock: { ...systemClock, now: clock }, cache });
  const configured = sandbox.configuration().sources.map((source) => ({
    region: null,
    timeoutMs: NEVER_MS,
    ...source,
    kind: String(source.kind).toUpperCase(),
  })) as unknown as SourceConfig[];
  const sources = createSources(configured, upstreams);
  const source = (name: string): AnySource => {
    const found = sources.find(({ info }) => info.name === name);
    if (!found) throw new Error(`the sandbox has no source ${name}`);
    return found;
  };
  const walks = new Walks();
  const session = (): Session => ({
    now: clock(),
    moment: nextMoment(),
    signal: quietSignal(),
    caller: { key: "test", token: undefined, scopes: new Set(Object.values(Scope)) },
    walks,
  });
  return {
    sandbox,
    source,
    session,
    database: (name, opened = session()) => {
      const found = source(name);
      if (found.subject !== "database") throw new Error(`${name} is no database service`);
      return found.open(opened);
    },
    stop: () => upstreams.close(),
  };
};
