import type { LimitName } from "./too-complex.js";

/** The limit that an operation is over, or `documents`: it is not among those that are run. */
export type RefusalReason = LimitName | "documents";

/** How many operations were refused since the start, by the reason; for metrics. */
export class Refusals {
  readonly #counts = new Map<RefusalReason, number>();

  count(reason: RefusalReason): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  }

  get byReason(): ReadonlyMap<RefusalReason, number> {
    return this.#counts;
  }
}
