import { LRUCache } from "lru-cache";

/** Characters of all texts together: two bytes each at most. */
const MEMORY_SIZE = 32 * 1_048_576;

/** This process' own texts, the ones used last. Their age is judged by whoever reads them. */
export class MemoryStore {
  readonly #texts = new LRUCache<string, string>({
    maxSize: MEMORY_SIZE,
    sizeCalculation: (text, key) => text.length + key.length,
  });

  read(key: string): string | undefined {
    return this.#texts.get(key);
  }

  write(key: string, text: string): void {
    this.#texts.set(key, text);
  }
}
