import type { Clock } from "../clock.js";
import { clientOf, type SharedRedisAddress, wordOf } from "./redis.js";

/** Milliseconds that one question may take: it is looked at, not used. */
const PATIENCE_MS = 2_000;
/** Where the look writes, among the keys that operations use, so that rights to those are rights to it; gone after a second. */
const KEY = "auditgraph:1:doctor";

/** What a shared cache does when it is full, as it tells. */
export interface CacheMemory {
  /** Bytes; 0: as much as there is. */
  readonly limit: number;
  /** Redis' word, such as "allkeys-lru". */
  readonly policy: string;
  /** Keys that were dropped for others since it started. */
  readonly dropped: number;
}

export interface CacheLook {
  readonly answeredInMs: number;
  /** In a word, why it does not take what is written; undefined where it does. */
  readonly refusal: string | undefined;
  /** Undefined where this account may not ask, or it does not tell. */
  readonly memory: CacheMemory | undefined;
}

const settingIn = (info: string, name: string): string | undefined =>
  new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1];

const memoryIn = (info: string): CacheMemory | undefined => {
  const [limit, policy, dropped] = ["maxmemory", "maxmemory_policy", "evicted_keys"].map((name) =>
    settingIn(info, name),
  );
  if (limit === undefined || policy === undefined || dropped === undefined) return undefined;
  return { limit: Number(limit), policy, dropped: Number(dropped) };
};

/** Looks at the shared cache over a connection of its own. A text, where it cannot be reached: in a word, why. */
export const lookAtSharedCache = async (address: SharedRedisAddress, clock: Clock): Promise<CacheLook | string> => {
  const client = clientOf(address, {
    commandTimeout: PATIENCE_MS,
    retryStrategy: () => null,
    // It asks INFO, which not every account may.
    enableReadyCheck: false,
  });
  let trouble: string | undefined;
  client.on("error", (error: Error) => (trouble ??= wordOf(error)));
  try {
    await client.connect();
    const began = clock.now();
    await client.ping();
    const answeredInMs = clock.now() - began;
    const refusal = await client.set(KEY, "1", "PX", 1_000).then(() => undefined, wordOf);
    const info = await Promise.all([client.info("memory"), client.info("stats")]).catch(() => []);
    return { answeredInMs, refusal, memory: memoryIn(info.join("\n")) };
  } catch (error) {
    return trouble ?? (error instanceof Error ? wordOf(error) : "unknown");
  } finally {
    client.disconnect();
  }
};
