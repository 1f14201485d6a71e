import type { Clock } from "../../../src/upstream/clock.js";

interface Sleeper {
  readonly ms: number;
  readonly until: number;
  readonly wake: () => void;
}

/** Time that moves only when a test says so. */
export class FakeClock implements Clock {
  #now: number;
  readonly #sleepers = new Set<Sleeper>();
  /** Every wait that was asked for, in milliseconds. */
  readonly slept: number[] = [];

  constructor(now = Date.parse("2026-11-21T00:00:00Z")) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    this.slept.push(ms);
    const sleeper = { ms, until: this.#now + ms, wake: callback };
    this.#sleepers.add(sleeper);
    return () => this.#sleepers.delete(sleeper);
  }

  advance(ms: number): void {
    this.#now += ms;
    for (const sleeper of this.#sleepers) {
      if (sleeper.until > this.#now) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
  }

  /** Lets sleeps of less than `below` milliseconds pass as soon as they are asked for, until the work settles. */
  async run<T>(work: Promise<T>, below: number): Promise<T> {
    let settled = false;
    const over = (): void => {
      settled = true;
    };
    work.then(over, over);
    for (;;) {
      await tick();
      // The compiler cannot see that the callback above runs meanwhile.
      if (settled as boolean) return await work;
      const next = [...this.#sleepers].find(({ ms }) => ms < below);
      if (next !== undefined) this.advance(next.until - this.#now);
    }
  }
}

/** One turn of the event loop: sockets included. */
export const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Turns until the condition holds; jest's own timeout ends what never does. */
export const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await tick();
};
