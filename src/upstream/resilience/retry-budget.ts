import type { Clock } from "../clock.js";

const PER_CALL = 0.2;
const PER_SECOND = 0.5;
const MOST = 10;

/**
 * Keeps retries from multiplying the load on a source that is going down: about one retry for five calls, plus one
 * every two seconds so that a quiet source may be retried too.
 */
export class RetryBudget {
  readonly #clock: Clock;
  #tokens = MOST;
  #readAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#readAt = clock.now();
  }

  /** A first try was made. */
  deposit(): void {
    this.#tokens = Math.min(MOST, this.#tokens + PER_CALL);
  }

  /** May a retry be made now? If so it is paid for. */
  withdraw(): boolean {
    const now = this.#clock.now();
    this.#tokens = Math.min(MOST, this.#tokens + (Math.max(0, now - this.#readAt) / 1_000) * PER_SECOND);
    this.#readAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
