/** Texts by key. Neither call ever fails: a store that cannot be reached holds nothing. */
export interface CacheStore {
  read(key: string): Promise<string | undefined>;
  /** Nobody waits for a write. The text may be dropped `forMs` milliseconds later, or before. */
  write(key: string, text: string, forMs: number): void;
  close(): void;
}

/** Characters of the longest text that is kept; a longer one costs more to carry than to ask for again. */
export const LONGEST_TEXT = 1_048_576;
