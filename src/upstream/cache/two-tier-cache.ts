import type { Clock } from "../clock.js";
import { type CacheStore, LONGEST_TEXT } from "./cache-store.js";
import { type Entry, fromText, isFresh, isUsable, toText } from "./entry.js";
import { MemoryStore } from "./memory-store.js";
import { sizeOf } from "./size-of.js";

/** Entries by key: in this process' memory first, and behind it, where one is configured, in a store that replicas share. */
export class TwoTierCache {
  readonly #memory = new MemoryStore();

  constructor(
    private readonly clock: Clock,
    private readonly shared?: CacheStore,
  ) {}

  /** A fresh entry, else the youngest one that may stand in for an answer that fails. */
  async find(key: string): Promise<Entry | undefined> {
    const now = this.clock.now();
    const near = usable(this.#memory.read(key), now);
    if ((near && isFresh(near, now)) || !this.shared) return near;
    const text = await this.shared.read(key);
    const far = text === undefined ? undefined : usable(fromText(text), now);
    if (text === undefined || !far || (near && near.readAt >= far.readAt)) return near;
    this.#memory.write(key, far, text.length);
    return far;
  }

  keep(key: string, entry: Entry): void {
    const size = sizeOf(entry.value);
    if (size > LONGEST_TEXT) return;
    this.#memory.write(key, entry, size);
    this.shared?.write(key, toText(entry), entry.freshMs + entry.staleMs);
  }

  close(): void {
    this.shared?.close();
  }
}

const usable = (entry: Entry | undefined, now: number): Entry | undefined =>
  entry && isUsable(entry, now) ? entry : undefined;
