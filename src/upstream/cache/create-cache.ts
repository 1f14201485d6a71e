import type { Clock } from "../clock.js";
import { RedisStore } from "./redis-store.js";
import type { SharedRedis } from "./shared-redis.js";
import { TwoTierCache } from "./two-tier-cache.js";

export interface CacheOptions {
  /** Absent: memory alone. It is closed with the cache. */
  readonly redis?: SharedRedis | undefined;
  readonly clock: Clock;
}

/** The process' cache. A shared one that is down stops neither this nor anything after it. */
export const createCache = ({ redis, clock }: CacheOptions): TwoTierCache =>
  new TwoTierCache(clock, redis && new RedisStore(redis));
