import type { Clock } from "../clock.js";
import { type CacheStore, LONGEST_TEXT } from "./cache-store.js";
import type { Codec } from "./codec.js";
import { type Entry, fromText, isFresh, isUsable, toText } from "./entry.js";
import { MemoryStore } from "./memory-store.js";

/**
 * Entries by key: in this process' memory first, and behind it, where one is configured, in a store that replicas share.
 * One key is always kept and found by one codec.
 */
export class TwoTierCache {
  readonly #memory = new MemoryStore();

  constructor(
    private readonly clock: Clock,
    private readonly shared?: CacheStore,
  ) {}

  /** A fresh entry, else the youngest one that may stand in for an answer that fails. */
  async find<T>(key: string, codec: Codec<T>): Promise<Entry<T> | undefined> {
    const now = this.clock.now();
    const near = usable(this.#memory.read(key) as Entry<T> | undefined, now);
    if ((near && isFresh(near, now)) || !this.shared) return near;
    const text = await this.shared.read(key);
    const far = text === undefined ? undefined : usable(fromText(text, codec), now);
    if (!far || (near && near.readAt >= far.readAt)) return near;
    this.#memory.write(key, far, codec.size(far.value));
    return far;
  }

  keep<T>(key: string, entry: Entry<T>, codec: Codec<T>): void {
    const size = codec.size(entry.value);
    if (size > LONGEST_TEXT) return;
    this.#memory.write(key, entry, size);
    this.shared?.write(key, toText(entry, codec), entry.freshMs + entry.staleMs);
  }

  close(): void {
    this.shared?.close();
  }
}

const usable = <T>(entry: Entry<T> | undefined, now: number): Entry<T> | undefined =>
  entry && isUsable(entry, now) ? entry : undefined;
