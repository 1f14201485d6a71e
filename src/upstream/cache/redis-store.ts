import { type CacheStore, LONGEST_TEXT } from "./cache-store.js";
import type { SharedRedis } from "./shared-redis.js";

/** Texts in Redis or Valkey. While it cannot be used, reads find nothing and writes are dropped. */
export class RedisStore implements CacheStore {
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
