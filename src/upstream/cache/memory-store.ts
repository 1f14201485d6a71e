import { LRUCache } from "lru-cache";
import type { Entry } from "./entry.js";

/** Characters of all entries as texts, together. What they are read into takes several bytes for each. */
const MEMORY_SIZE = 8 * 1_048_576;

/**
 * This process' own entries, the ones used last. They are kept as they were read, not as texts: a page that is answered
 * from here would else spend most of its time on reading it. Their age is judged by whoever finds them.
 */
export class MemoryStore {
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
