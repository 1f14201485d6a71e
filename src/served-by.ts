import { accessOf } from "./access-of.js";
import type { Config } from "./config/config.js";
import type { Served } from "./server/served.js";
import { createSources } from "./sources/registry.js";
import type { Telemetry } from "./telemetry/create-telemetry.js";
import { createCache } from "./upstream/cache/create-cache.js";
import { SharedRedis } from "./upstream/cache/shared-redis.js";
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
  const { url } = config.cache;
  const redis = url === undefined ? undefined : new SharedRedis(url, { clock, log });
  const cache = createCache({ redis, clock });
  const upstreams = createUpstreams({ clock, proxy, deadlineMs, cache, observer: metrics.upstream });
  metrics.watchSources(() => upstreams.states());
  const access = accessOf(config.access, { upstreams, clock, proxy });
  return {
    sources: createSources(config.sources, upstreams),
    access: access.policy,
    limits,
    rate: config.rate && {
      ...config.rate,
      byAddress: config.access.mode === "open",
      trustedProxies: server.trustedProxies,
      shared: redis,
    },
    documents: config.documents,
    introspection,
    isSandbox,
    deadlineMs,
    close: () => Promise.all([upstreams.close(), access.close()]),
  };
};
