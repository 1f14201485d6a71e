import { accessOf } from "./access-of.js";
import type { Config } from "./config/config.js";
import type { Served } from "./server/served.js";
import { createSources } from "./sources/registry.js";
import type { Telemetry } from "./telemetry/create-telemetry.js";
import { createCache } from "./upstream/cache/create-cache.js";
import type { Clock } from "./upstream/clock.js";
import { createUpstreams } from "./upstream/create-upstreams.js";

export interface ServedByOptions {
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  /** The configuration is the sandbox's. */
  readonly isSandbox: boolean;
}

/** What a configuration serves: its sources, with their tokens, breakers and cache, its access and its limits. */
export const servedBy = (config: Config, { telemetry, clock, isSandbox }: ServedByOptions): Served => {
  const { proxy, server, limits } = config;
  const { introspection, deadlineMs } = server;
  const { log, metrics } = telemetry;
  const cache = createCache({ url: config.cache.url, clock, log });
  const upstreams = createUpstreams({ clock, proxy, deadlineMs, cache, observer: metrics.upstream });
  metrics.watchSources(() => upstreams.states());
  const access = accessOf(config.access, { upstreams, clock, proxy });
  return {
    sources: createSources(config.sources, upstreams),
    access: access.policy,
    limits,
    documents: config.documents,
    introspection,
    isSandbox,
    deadlineMs,
    close: () => Promise.all([upstreams.close(), access.close()]),
  };
};
