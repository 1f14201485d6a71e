/** Numbers that are still to come: neighbours swap, and no further. */
const MOST_MISSING = 64;

/**
 * Counts the jumps of a file's record counter, within what one page reads: lost records, or forged ones. Neighbours may
 * swap, since a record takes its number before it is written.
 */
export class Counters {
  #expected: number | undefined;
  readonly #missing = new Set<number>();
  #jumps = 0;

  /** A number that stood out and came after all is no gap. */
  get gaps(): number {
    return this.#jumps + this.#missing.size;
  }

  met(counter: number): void {
    const expected = this.#expected;
    if (expected === undefined || counter === expected) this.#expected = counter + 1;
    else if (this.#missing.delete(counter)) return;
    else if (counter > expected && counter - expected + this.#missing.size <= MOST_MISSING) {
      for (let number = expected; number < counter; number += 1) this.#missing.add(number);
      this.#expected = counter + 1;
    } else {
      this.#jumps += 1;
      this.#expected = counter + 1;
    }
  }
}
