import type { Arguments } from "../graphql/price.js";

/** Characters of a text that count as one value. */
const CHARACTERS_PER_VALUE = 100;
/** Values that one operation is given for nothing: people and pages name some hundred things. */
const FREE_VALUES = 1_000;
/** As many as anybody may pay for: what is over it is not counted to its end. */
const MOST_VALUES = 100_000;

/**
 * Counts what fields are given as arguments. A variable is sent once, and each field that is given it takes it apart anew:
 * one list of 40,000 values, given to twenty fields below twenty records, took a second and a half in one go.
 */
export class GivenValues {
  #count = 0;
  /** Values of lists, which variables share. */
  readonly #known = new WeakMap<readonly unknown[], number>();

  /** Those that are not free. */
  get priced(): number {
    return Math.max(0, this.#count - FREE_VALUES);
  }

  get isOver(): boolean {
    return this.priced > MOST_VALUES;
  }

  /** Adds the arguments of a field that is executed so often; how many of them are not free. */
  add(args: Arguments, executions: number): number {
    const before = this.priced;
    for (const name in args) this.#count += executions * this.#valuesOf(args[name]);
    return this.priced - before;
  }

  /** Without calling itself: values may be nested as deep as a body allows. */
  #valuesOf(given: unknown): number {
    const list = Array.isArray(given) ? (given as readonly unknown[]) : undefined;
    const known = list && this.#known.get(list);
    if (known !== undefined) return known;
    let values = 0;
    const left = [given];
    while (left.length > 0) {
      const value = left.pop();
      values += 1;
      if (typeof value === "string") {
        values += Math.floor(value.length / CHARACTERS_PER_VALUE);
      } else if (Array.isArray(value)) {
        const inner = this.#known.get(value);
        if (inner === undefined) for (const each of value) left.push(each);
        else values += inner;
      } else if (typeof value === "object" && value !== null) {
        for (const each of Object.values(value)) left.push(each);
      }
    }
    if (list) this.#known.set(list, values);
    return values;
  }
}
