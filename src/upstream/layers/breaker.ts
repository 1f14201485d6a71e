import { SourceHealth } from "../../audit/record.js";
import type { Clock } from "../clock.js";
import { sourceLeftAlone } from "../failures.js";

/** Failed tries in a row that open the breaker: so many come once in 240,000 tries where 30 % fail at random. */
export const FAILURES_TO_OPEN = 10;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

type BreakerState = "closed" | "open" | "half-open";

/** What a try told about the source. "refused": the caller's own token was. "nothing": the caller went away first. */
export type Verdict = "alive" | "failing" | "refused" | "nothing";

/**
 * Leaves a source alone that fails again and again. Opens after FAILURES_TO_OPEN failed tries in a row; after a pause
 * (1 s, doubled by every failed probe up to 30 s) one request at a time is let through as a probe, and the first that
 * is answered closes it. A probe whose caller was refused closes it too, or else bad tokens would keep the others from
 * probing; but it may have been answered in front of the source, so that the next failed try opens it again.
 * Written here because the clock must be a parameter; cockatiel's breakers read the machine's.
 */
export class CircuitBreaker {
  readonly #source: string;
  readonly #clock: Clock;
  #failures = 0;
  #pauseMs = FIRST_PAUSE_MS;
  #openUntil: number | undefined;
  #probing = false;

  constructor(source: string, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  get state(): BreakerState {
    if (this.#openUntil === undefined) return "closed";
    return this.#clock.now() < this.#openUntil ? "open" : "half-open";
  }

  /** Call before a try; call what it returns once, with what the try told. Throws UPSTREAM_UNAVAILABLE when open. */
  enter(): (verdict: Verdict) => void {
    if (this.#openUntil === undefined) return (verdict) => this.#settle(verdict);
    const waitMs = this.#openUntil - this.#clock.now();
    if (waitMs > 0) throw sourceLeftAlone(this.#source, { retryAfterMs: waitMs });
    if (this.#probing) throw sourceLeftAlone(this.#source, { retryAfterMs: FIRST_PAUSE_MS });
    this.#probing = true;
    return (verdict) => {
      this.#probing = false;
      if (verdict === "refused") this.#openUntil = undefined;
      this.#settle(verdict);
    };
  }

  #settle(verdict: Verdict): void {
    if (verdict === "alive") {
      this.#failures = 0;
      this.#pauseMs = FIRST_PAUSE_MS;
      this.#openUntil = undefined;
    } else if (verdict === "failing") {
      this.#failures += 1;
      if (this.#failures >= FAILURES_TO_OPEN) this.#open();
    }
  }

  /** Tries that were under way when it opened fail too; they must not make the pause longer. */
  #open(): void {
    const now = this.#clock.now();
    if (this.#openUntil !== undefined && now < this.#openUntil) return;
    this.#openUntil = now + this.#pauseMs;
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
  }
}

const REMEMBERED = 20;
const MEMORY_MS = 60_000;
/** Failures in a row after which nothing good is known of a source. */
const IN_A_ROW = 3;

/** What operations saw of a source in the last minute; nobody is asked for it. A source nobody asked is HEALTHY. */
export class HealthRecord {
  readonly #clock: Clock;
  readonly #seen: { readonly at: number; readonly good: boolean }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  saw(good: boolean): void {
    this.#seen.push({ at: this.#clock.now(), good });
    if (this.#seen.length > REMEMBERED) this.#seen.shift();
  }

  /** HEALTHY: nothing failed. UNAVAILABLE: the last three failed, or all that is known. DEGRADED: some failed. */
  read(): SourceHealth {
    const since = this.#clock.now() - MEMORY_MS;
    const recent = this.#seen.filter(({ at }) => at >= since);
    if (recent.every(({ good }) => good)) return SourceHealth.HEALTHY;
    return recent.slice(-IN_A_ROW).some(({ good }) => good) ? SourceHealth.DEGRADED : SourceHealth.UNAVAILABLE;
  }
}
