import type { Pace } from "../../../src/server/http/waiting-answers.js";

/** Time that passes when a test says so. */
export class ManualPace implements Pace {
  #now = 0;
  readonly #due = new Map<() => void, number>();

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    this.#due.set(callback, this.#now + ms);
    return () => this.#due.delete(callback);
  }

  pass(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const [next] = [...this.#due].filter(([, at]) => at <= until).toSorted(([, a], [, b]) => a - b);
      if (!next) break;
      const [callback, at] = next;
      this.#now = at;
      this.#due.delete(callback);
      callback();
    }
    this.#now = until;
  }
}
