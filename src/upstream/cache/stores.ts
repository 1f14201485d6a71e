import { LRUCache } from "lru-cache";
import type { NewsStore } from "../../audit/news-token.js";
import { sha256 } from "../../audit/seal.js";
import { DAY } from "../../audit/window.js";
import { CacheCounts } from "../../telemetry/shared-metrics.js";
import type { Clock } from "../clock.js";
import type { SharedRedis } from "./redis.js";
import { z } from "zod";
import { AuditError, type ErrorCode } from "../../audit/errors.js";

/** How long a value is taken for the source's answer, and for how long after that it may stand in for one that fails. */
export interface Lifetime {
  readonly freshMs: number;
  readonly staleMs: number;
}

/** What is kept: a value, with the moment before which the source was not asked. */
export interface Entry<T> extends Lifetime {
  /** Milliseconds since the epoch, by the clock of the process that read it. */
  readonly readAt: number;
  /** When it was kept, by the same clock: what is asked later is another read. */
  readonly keptAt: number;
  readonly value: T;
}

const duration = z.number().nonnegative();
const keptText = z.object({
  readAt: z.number(),
  keptAt: z.number(),
  freshMs: duration,
  staleMs: duration,
  value: z.unknown(),
});

const toText = <T>({ readAt, keptAt, freshMs, staleMs, value }: Entry<T>, { encode }: Codec<T>): string =>
  JSON.stringify({ readAt, keptAt, freshMs, staleMs, value: encode(value) });

/** Undefined for a text that is no entry: somebody else's, cut, or of another version. */
const fromText = <T>(text: string, { decode }: Codec<T>): Entry<T> | undefined => {
  try {
    const { value, ...entry } = keptText.parse(JSON.parse(text));
    return { ...entry, value: decode(value) };
  } catch {
    return undefined;
  }
};

/** A clock that was ahead must not make an entry last for ever. */
const ageOf = (entry: Entry<unknown>, now: number): number => Math.abs(now - entry.readAt);

export const isFresh = (entry: Entry<unknown>, now: number): boolean => ageOf(entry, now) < entry.freshMs;

const isUsable = (entry: Entry<unknown>, now: number): boolean => ageOf(entry, now) < entry.freshMs + entry.staleMs;

/** How a value travels to the store that replicas share, and back. Memory holds the value itself. */
export interface Codec<T> {
  /** JSON. */
  readonly encode: (value: T) => unknown;
  /** Throws for what encode did not make: the store may hold nonsense. */
  readonly decode: (kept: unknown) => T;
  /** About how many characters the JSON has as a text. Told, for writing it costs more than the rest of keeping. */
  readonly size: (value: T) => number;
}

/** A value; with a problem where it was read earlier and stands in for an answer that the source could not give. */
export interface Held<T> {
  readonly value: T;
  readonly problem?: AuditError;
}

/** The source is not well. Not among them: what it refuses, and what it says is not there. */
const FAILURES: ReadonlySet<ErrorCode> = new Set([
  "UPSTREAM_TIMEOUT",
  "UPSTREAM_UNAVAILABLE",
  "UPSTREAM_RATE_LIMITED",
  "UPSTREAM_CONTRACT_VIOLATION",
]);

/** May an older answer be shown in place of this error? A refusal must not be passed over: what was allowed may not be now. */
export const mayStandIn = ({ code }: AuditError): boolean => FAILURES.has(code);

/** The error as coverage tells it beside an older answer. */
export const standIn = (error: AuditError): AuditError => {
  const { code, message, source, retryable, retryAfterMs, upstreamRequestId, detail } = error;
  return new AuditError(code, `${message} What was read before is shown; fetchedAt tells when.`, {
    retryable,
    cause: error,
    ...(source === undefined ? {} : { source }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(upstreamRequestId === undefined ? {} : { upstreamRequestId }),
    ...(detail === undefined ? {} : { detail }),
  });
};

/** Part of every key in a shared store: raised when what is kept changes its shape, so that old and new replicas can share it. */
const VERSION = 1;

/**
 * The key under which an answer is kept, in this process. `scope`: without a line break. `caller` is the caller's key (a
 * hash) where the answer depends on who asks, and empty where it does not.
 */
export const cacheKey = (scope: string, caller: string, call: readonly unknown[]): string =>
  `${scope}\n${JSON.stringify([caller, call])}`;

/** The same in a shared store: there the arguments are digested, so that a key never tells what was asked. */
const sharedKey = (key: string): string => {
  const end = key.indexOf("\n");
  return `auditgraph:${VERSION}:${key.slice(0, end)}:${sha256(key.slice(end + 1))}`;
};

/** Texts by key. Neither call ever fails: a store that cannot be reached holds nothing. */
interface CacheStore {
  read(key: string): Promise<string | undefined>;
  /** Nobody waits for a write. The text may be dropped `forMs` milliseconds later, or before. */
  write(key: string, text: string, forMs: number): void;
  close(): void;
}

/** Characters of the longest text that is kept; a longer one costs more to carry than to ask for again. */
const LONGEST_TEXT = 1_048_576;

/** Characters of all entries as texts, together. What they are read into takes several bytes for each. */
const MEMORY_SIZE = 8 * 1_048_576;

/**
 * This process' own entries, the ones used last. They are kept as they were read, not as texts: a page that is answered
 * from here would otherwise spend most of its time on reading it. Their age is judged by whoever finds them.
 */
class MemoryStore {
  readonly #entries = new LRUCache<string, { readonly entry: Entry<unknown>; readonly size: number }>({
    maxSize: MEMORY_SIZE,
    sizeCalculation: ({ size }, key) => size + key.length,
  });

  read(key: string): Entry<unknown> | undefined {
    return this.#entries.get(key)?.entry;
  }

  /** `size`: characters of its text. */
  write(key: string, entry: Entry<unknown>, size: number): void {
    this.#entries.set(key, { entry, size });
  }
}

/** Texts in Redis or Valkey. While it cannot be used, reads find nothing and writes are dropped. */
class RedisStore implements CacheStore {
  constructor(private readonly redis: SharedRedis) {}

  async read(key: string): Promise<string | undefined> {
    // Not GET: a text of half a gigabyte that somebody else put there would come whole.
    const text = await this.redis.try(() => this.redis.client.getrange(key, 0, LONGEST_TEXT * 3));
    return text === undefined || text === "" || text.length > LONGEST_TEXT ? undefined : text;
  }

  write(key: string, text: string, forMs: number): void {
    void this.redis.try(() => this.redis.client.set(key, text, "PX", Math.max(1, Math.ceil(forMs))));
  }

  close(): void {
    this.redis.close();
  }
}

/**
 * Entries by key: in this process' memory first, and behind it, where one is configured, in a store that replicas share.
 * One key is always kept and found by one codec.
 */
export class TwoTierCache {
  readonly #memory = new MemoryStore();

  constructor(
    private readonly clock: Clock,
    private readonly shared?: CacheStore,
    private readonly hits: CacheCounts["hits"] = new CacheCounts().hits,
  ) {}

  /** A fresh entry, otherwise the youngest one that may stand in for an answer that fails: at once where memory decides. */
  find<T>(key: string, codec: Codec<T>): Entry<T> | undefined | Promise<Entry<T> | undefined> {
    const now = this.clock.now();
    const near = usable(this.#memory.read(key) as Entry<T> | undefined, now);
    return (near && isFresh(near, now)) || !this.shared
      ? this.#found("memory", near)
      : this.#younger(near, key, codec, this.shared);
  }

  async #younger<T>(
    near: Entry<T> | undefined,
    key: string,
    codec: Codec<T>,
    shared: CacheStore,
  ): Promise<Entry<T> | undefined> {
    const text = await shared.read(sharedKey(key));
    const far = text === undefined ? undefined : usable(fromText(text, codec), this.clock.now());
    if (!far || (near && near.readAt >= far.readAt)) return this.#found("memory", near);
    this.#memory.write(key, far, codec.size(far.value));
    return this.#found("shared", far);
  }

  #found<T>(tier: keyof CacheCounts["hits"], entry: Entry<T> | undefined): Entry<T> | undefined {
    if (entry) this.hits[tier] += 1;
    return entry;
  }

  keep<T>(key: string, entry: Entry<T>, codec: Codec<T>): void {
    const size = codec.size(entry.value);
    if (size > LONGEST_TEXT) return;
    this.#memory.write(key, entry, size);
    this.shared?.write(sharedKey(key), toText(entry, codec), entry.freshMs + entry.staleMs);
  }

  close(): void {
    this.shared?.close();
  }
}

const usable = <T>(entry: Entry<T> | undefined, now: number): Entry<T> | undefined =>
  entry && isUsable(entry, now) ? entry : undefined;

interface CacheOptions {
  /** Absent: memory alone. It is closed with the cache. */
  readonly redis?: SharedRedis | undefined;
  readonly clock: Clock;
  readonly hits?: CacheCounts["hits"];
}

/** The process' cache. A shared one that is down stops neither this nor anything after it. */
export const createCache = ({ redis, clock, hits }: CacheOptions): TwoTierCache =>
  new TwoTierCache(clock, redis && new RedisStore(redis), hits);

/** A token that nobody asked by for so long has lost what it could not carry. */
const KEPT_FOR = 7 * DAY;

const newsCodec: Codec<string> = {
  encode: (text) => text,
  decode: (kept) => z.string().parse(kept),
  size: ({ length }) => length,
};

/** The cache as the place of what is too long for a token of newSince: in Redis all replicas find it. */
export const newsStoreIn = (cache: TwoTierCache, clock: Clock): NewsStore => {
  const keyOf = (name: string): string => cacheKey("news", "", [name]);
  return {
    keep: (name, text) => {
      const now = clock.now();
      cache.keep(keyOf(name), { readAt: now, keptAt: now, freshMs: KEPT_FOR, staleMs: 0, value: text }, newsCodec);
    },
    find: async (name) => (await cache.find(keyOf(name), newsCodec))?.value,
  };
};
