import { accessOf } from "./access-of.js";
import { type Running, start } from "./app.js";
import type { Config } from "./config/config.js";
import { createSources } from "./sources/registry.js";
import type { Log } from "./telemetry/log.js";
import { createCache } from "./upstream/cache/create-cache.js";
import { type Clock, systemClock } from "./upstream/clock.js";
import { createUpstreams } from "./upstream/create-upstreams.js";

export interface ServeOptions {
  readonly log: Log;
  readonly clock?: Clock;
}

/** Configuration → sources → schema → server. Asks nothing of any upstream: those that are down do not stop the start. */
export const serve = async (config: Config, options: ServeOptions): Promise<Running> => {
  const { log, clock = systemClock } = options;
  const { proxy, server } = config;
  const cache = createCache({ url: config.cache.url, clock, log });
  const upstreams = createUpstreams({ clock, proxy, deadlineMs: server.deadlineMs, cache });
  const access = accessOf(config.access, { upstreams, clock, proxy });
  return start({
    ...server,
    limits: config.limits,
    access: access.policy,
    sources: createSources(config.sources, upstreams),
    clock: () => clock.now(),
    log,
    close: () => Promise.all([upstreams.close(), access.close()]),
  });
};
