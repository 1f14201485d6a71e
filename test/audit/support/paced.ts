import type { Turn } from "../../../src/audit/session.js";

/** An operation that waits for each of its turns, and counts what is done between two of them. */
export class Paced {
  readonly #between = new Map<string, number>();
  /** The most that was done between two turns, by what was done. */
  readonly most: Record<string, number> = {};
  /** Of all turns that were asked for. */
  readonly steps: number[] = [];

  readonly turn: Turn = (steps = 1) => {
    this.steps.push(steps);
    this.#between.clear();
    return new Promise((resolve) => setImmediate(resolve));
  };

  does(what: string): void {
    const count = (this.#between.get(what) ?? 0) + 1;
    this.#between.set(what, count);
    this.most[what] = Math.max(this.most[what] ?? 0, count);
  }

  get stepsAsked(): number {
    return this.steps.reduce((sum, steps) => sum + steps, 0);
  }
}

/** A list that counts how often it is looked into. */
export const countedList = (list: readonly string[]): { readonly list: string[]; readonly looks: () => number } => {
  let looks = 0;
  const get = (of: string[], key: string | symbol): unknown => {
    if (typeof key === "string" && /^\d+$/.test(key)) looks += 1;
    return Reflect.get(of, key);
  };
  return { list: new Proxy([...list], { get }), looks: () => looks };
};
