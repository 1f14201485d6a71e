import { Redis, type RedisOptions } from "ioredis";
import type { Log } from "../../telemetry/log.js";
import type { CacheCounts } from "../../telemetry/shared-metrics.js";
import type { Clock } from "../clock.js";
import type { Trust } from "../http/requester.js";
import { CircuitBreaker } from "../layers/breaker.js";

/** Milliseconds that a command may cost; asking the source instead takes about as long. */
const COMMAND_MS = 100;
const CONNECT_MS = 2_000;
/** A connection that does not close in this time is cut. */
const CLOSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

interface SharedRedisOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly counts: CacheCounts["commands"];
  readonly commandMs?: number;
}

/** What went wrong, in one word. Never the message: it may hold the address, or what was written. */
const wordOf = (error: Error): string => {
  if ("code" in error && typeof error.code === "string") return error.code;
  return /^[A-Z]{3,16}(?= )/.exec(error.message)?.[0] ?? error.name;
};

export interface SharedRedisAddress extends Trust {
  readonly url: string;
}

/** A client that has not connected yet. What cannot be sent at once fails. */
const clientOf = ({ url, ca, certificate }: SharedRedisAddress, options: RedisOptions): Redis =>
  new Redis(url, {
    ...(url.startsWith("rediss:") && { tls: { ...(ca === undefined ? {} : { ca }), ...certificate } }),
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_MS,
    disconnectTimeout: CLOSE_MS,
    ...options,
  });

/**
 * The one connection to the Redis or Valkey that replicas share, for all that is kept there. It is never waited for at the
 * start; while it is down, slow or full, nothing comes of a command. After failures in a row it is left alone for a moment,
 * so that a hung one does not cost each command its time limit.
 */
export class SharedRedis {
  readonly client: Redis;
  readonly #breaker: CircuitBreaker;
  readonly #counts: CacheCounts["commands"];
  #isMissed = false;

  constructor(address: SharedRedisAddress, { clock, log, counts, commandMs = COMMAND_MS }: SharedRedisOptions) {
    this.#counts = counts;
    this.#breaker = new CircuitBreaker("cache", clock);
    this.client = clientOf(address, {
      commandTimeout: commandMs,
      retryStrategy: (tries) => Math.min(LONGEST_PAUSE_MS, 100 * 2 ** Math.min(tries, 10)),
    });
    this.client.on("error", (error: Error) => {
      if (this.#isMissed) return;
      this.#isMissed = true;
      log.warn({ reason: wordOf(error) }, "the shared cache cannot be reached; answers go on without it");
    });
    this.client.on("ready", () => {
      if (this.#isMissed) log.info("the shared cache is reached again");
      this.#isMissed = false;
    });
    // It goes on trying by itself; the listener above tells.
    this.client.connect().catch(() => undefined);
  }

  /** What commands of the client's come to; undefined where they failed, or could not be sent. */
  async try<T>(commands: () => Promise<T>): Promise<T | undefined> {
    if (!this.isReachable) {
      this.#counts.skipped += 1;
      return undefined;
    }
    try {
      const settle = this.#breaker.enter();
      try {
        const result = await commands();
        settle("alive");
        this.#counts.ok += 1;
        return result;
      } catch (error) {
        // A refusal, such as "out of memory" or "wrong type", is an answer: the other commands may do well.
        const isRefusal = error instanceof Error && error.name === "ReplyError";
        const wasLeftAlone = this.#isLeftAlone();
        settle(isRefusal ? "alive" : "failing");
        this.#counts[isRefusal ? "refused" : "failed"] += 1;
        // A peer that went away without a word never says so: the next connection may find another. Once for all that fail
        // together: each time the client would hold a timer and a listener more.
        if (!wasLeftAlone && this.#isLeftAlone()) this.client.disconnect(true);
        return undefined;
      }
    } catch {
      this.#counts.skipped += 1;
      return undefined;
    }
  }

  /** There is a connection, and it is not left alone for its failures. */
  get isReachable(): boolean {
    return this.client.status === "ready" && !this.#isLeftAlone();
  }

  close(): void {
    this.client.disconnect();
  }

  #isLeftAlone(): boolean {
    return this.#breaker.state === "open";
  }
}

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
