import type { LimitName } from "./too-complex.js";

/** How many operations were refused since the start, by the limit that they were over; for metrics. */
export class Refusals {
  readonly #counts = new Map<LimitName, number>();

  count(reason: LimitName): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  }

  get byReason(): ReadonlyMap<LimitName, number> {
    return this.#counts;
  }
}
