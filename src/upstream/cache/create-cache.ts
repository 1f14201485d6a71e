import type { Log } from "../../telemetry/log.js";
import type { Clock } from "../clock.js";
import { RedisStore } from "./redis-store.js";
import { TwoTierCache } from "./two-tier-cache.js";

export interface CacheOptions {
  /** redis:// or rediss://; absent: memory alone. It may hold a password, and is never logged. */
  readonly url?: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** The process' cache. A shared one that is down stops neither this nor anything after it. */
export const createCache = ({ url, clock, log }: CacheOptions): TwoTierCache =>
  new TwoTierCache(clock, url === undefined ? undefined : new RedisStore(url, { clock, log }));
