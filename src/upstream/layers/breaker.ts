import { AuditError } from "../../audit/errors.js";
import { SourceHealth } from "../../audit/record.js";
import type { Clock } from "../clock.js";
import { sourceLeftAlone } from "../failures.js";
import type { Gate } from "../../fairness/gate.js";

/** Failed tries in a row that open the breaker: so many come once in 240,000 tries where 30 % fail at random. */
export const FAILURES_TO_OPEN = 10;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

type BreakerState = "closed" | "open" | "half-open";

/** What one time-out weighs in failed tries: it takes its place at the source for as long as many of them. */
const TIMEOUT_WEIGHT = 4;

/**
 * What a try told about the source. "silent": it did not answer in time. "refused": the caller's own token was. "nothing":
 * the caller went away first.
 */
export type TryOutcome = "alive" | "failing" | "silent" | "refused" | "nothing";

/**
 * Leaves a source alone that fails again and again. Opens after FAILURES_TO_OPEN failed tries in a row, of which a time-out
 * counts as TIMEOUT_WEIGHT; after a pause
 * (1 s, doubled by every failed probe up to 30 s) one request at a time is let through as a probe, and the first that
 * is answered closes it. A probe whose caller was refused closes it too, otherwise bad tokens would keep the others from
 * probing; but it may have been answered in front of the source, so that the next failed try opens it again.
 * Written here because the clock must be a parameter; cockatiel's breakers read the machine's.
 */
export class CircuitBreaker {
  readonly #source: string;
  readonly #clock: Clock;
  #failures = 0;
  #timeouts = 0;
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

  /** Tries that were not answered in time, since one was answered. */
  get timeouts(): number {
    return this.#timeouts;
  }

  /** Call before a try; call what it returns once, with what the try told. Throws UPSTREAM_UNAVAILABLE when open. */
  enter(): (outcome: TryOutcome) => void {
    if (this.#openUntil === undefined) return (outcome) => this.#settle(outcome);
    const waitMs = this.#openUntil - this.#clock.now();
    if (waitMs > 0) throw sourceLeftAlone(this.#source, { retryAfterMs: waitMs });
    if (this.#probing) throw sourceLeftAlone(this.#source, { retryAfterMs: FIRST_PAUSE_MS });
    this.#probing = true;
    return (outcome) => {
      this.#probing = false;
      if (outcome === "refused") this.#openUntil = undefined;
      this.#settle(outcome);
    };
  }

  #settle(outcome: TryOutcome): void {
    if (outcome === "alive") {
      this.#failures = 0;
      this.#timeouts = 0;
      this.#pauseMs = FIRST_PAUSE_MS;
      this.#openUntil = undefined;
    } else if (outcome === "failing" || outcome === "silent") {
      this.#failures += outcome === "silent" ? TIMEOUT_WEIGHT : 1;
      if (outcome === "silent") this.#timeouts += 1;
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

/** Answers of a proxy or a server that cannot serve. A 500 answers one question, and says nothing of the next. */
export const isOutage = (status: number): boolean => status >= 502 && status <= 504;
/** What a try that ended without an answer told. */
export const outcomeOfError = (error: unknown): TryOutcome => {
  if (!(error instanceof AuditError)) return "nothing";
  if (error.code === "UPSTREAM_TIMEOUT") return "silent";
  return error.code === "UPSTREAM_UNAVAILABLE" ? "failing" : "nothing";
};

const REMEMBERED = 20;
const MEMORY_MS = 60_000;
/** Failures in a row after which nothing good is known of a source. */
const IN_A_ROW = 3;

/** What operations and probes saw of a source in the last minute. */
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

  /** UNKNOWN: nobody asked. HEALTHY: nothing failed. UNAVAILABLE: the last three failed, or all that is known. DEGRADED: some failed. */
  read(): SourceHealth {
    const since = this.#clock.now() - MEMORY_MS;
    const recent = this.#seen.filter(({ at }) => at >= since);
    if (recent.length === 0) return SourceHealth.UNKNOWN;
    if (recent.every(({ good }) => good)) return SourceHealth.HEALTHY;
    return recent.slice(-IN_A_ROW).some(({ good }) => good) ? SourceHealth.DEGRADED : SourceHealth.UNAVAILABLE;
  }
}

/** What each call adds, and how much is stored at most; in retries. */
const USUAL = { perCall: 0.45, most: 100 };
const LEAN = { perCall: 0.2, most: 20 };

/**
 * Keeps retries from multiplying the load on a source that is going down: never more than 45 retries for 100 calls
 * beyond its store. That is what calls need of which 30 % fail at random (0.3 / 0.7 = 43), and the store is what bad
 * luck asks for beyond the mean, so that hardly a call is left without.
 * Once the breaker has opened it is lean: the store is void, and 20 retries for 100 calls are all. It stays lean until a
 * store of its own has filled up, which takes a hundred calls of a source that is well, and never comes while 30 % fail.
 */
export class RetryBudget {
  #tokens = USUAL.most;
  #lean = false;

  get isLean(): boolean {
    return this.#lean;
  }

  /** A first try is made. */
  deposit(): void {
    const { perCall, most } = this.#lean ? LEAN : USUAL;
    this.#tokens = Math.min(most, this.#tokens + perCall);
    if (this.#tokens === most) this.#lean = false;
  }

  /** May a retry be made now? If so it is paid for. */
  withdraw(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** The breaker is open; any number of calls may tell. */
  tighten(): void {
    this.#lean = true;
    this.#tokens = 0;
  }
}

/** What stands between operations and one host of a source, and what it has shown. */
export interface Host {
  readonly gate: Gate;
  readonly budget: RetryBudget;
  readonly breaker: CircuitBreaker;
  readonly health: HealthRecord;
}
