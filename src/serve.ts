import { accessOf } from "./access-of.js";
import { type Running, start } from "./app.js";
import type { Config } from "./config/config.js";
import { createSources } from "./sources/registry.js";
import type { Log } from "./telemetry/log.js";
import { type Clock, systemClock } from "./upstream/clock.js";
import { createUpstreams } from "./upstream/create-upstreams.js";

export interface ServeOptions {
  /** The file, as the operator named it; for messages. */
  readonly origin: string;
  readonly log: Log;
  readonly clock?: Clock;
}

/** Configuration → sources → schema → server. Asks nothing of any upstream: those that are down do not stop the start. */
export const serve = async (config: Config, options: ServeOptions): Promise<Running> => {
  const { origin, log, clock = systemClock } = options;
  const access = accessOf(config.access, origin);
  const { deadlineMs } = config.server;
  const upstreams = createUpstreams({ clock, proxy: config.proxy, deadlineMs });
  return start({
    ...config.server,
    access,
    sources: createSources(config.sources, upstreams),
    clock: () => clock.now(),
    log,
    close: () => upstreams.close(),
  });
};
