import type { RateReason } from "./rate-limits.js";
import type { LimitName } from "./too-complex.js";

/**
 * The limit that an operation is over; what its caller has used up the minute of; or `documents`: it is not among those that
 * are run.
 */
export type RefusalReason = LimitName | RateReason | "documents";

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
