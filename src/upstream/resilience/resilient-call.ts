import { AuditError } from "../../audit/audit-error.js";
import { CallsSpent } from "../../audit/calls-spent.js";
import { type Clock, type Random, sleep } from "../clock.js";
import { sessionEnded } from "../../audit/session-ended.js";
import { CallerRefused } from "../faults/source-failure.js";
import type { CircuitBreaker } from "./circuit-breaker.js";
import type { RetryBudget } from "./retry-budget.js";
import { retryDelay } from "./retry-delay.js";

export interface RetryPolicy {
  readonly clock: Clock;
  readonly random: Random;
  readonly budget: RetryBudget;
  readonly breaker: CircuitBreaker;
}

export interface RetryScope {
  /** False: what was asked may have been done, so it is tried once. */
  readonly repeatable: boolean;
  /** Throws CallsSpent where the operation may send nothing more. */
  readonly mustAsk: () => void;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch at which the operation must have its answer. */
  readonly deadlineAt: number;
  /** Milliseconds that one try may take. */
  readonly tryMs: number;
  readonly onRetry?: (retries: number, delayMs: number, error: AuditError) => void;
}

/**
 * Runs tries until one succeeds or another would be no use (retry-delay.ts), is not paid for (retry-budget.ts), is held
 * back by the breaker. Throws the last try's error; CallsSpent where the operation may not send another. The wait is part of
 * the operation: its signal ends it.
 */
export const withRetries = async <T>(policy: RetryPolicy, scope: RetryScope, tryOnce: () => Promise<T>): Promise<T> => {
  const { clock, random, budget, breaker } = policy;
  for (let retries = 0; ; retries += 1) {
    try {
      const result = await tryOnce();
      if (retries === 0) budget.deposit();
      return result;
    } catch (error) {
      // Calls with made-up tokens must not pay for the retries of others while the source is going down.
      if (error instanceof CallerRefused) throw error;
      if (retries === 0) budget.deposit();
      if (scope.signal.aborted) throw sessionEnded(scope.signal);
      const isLeftAlone = breaker.state !== "closed";
      if (isLeftAlone) budget.tighten();
      if (error instanceof CallsSpent || !(error instanceof AuditError)) throw error;
      if (!scope.repeatable || isLeftAlone) throw error;
      const remainingMs = scope.deadlineAt - clock.now();
      const delayMs = retryDelay({ retries, error, remainingMs, tryMs: scope.tryMs, random });
      if (delayMs === null) throw error;
      // Only calls are missing. The source is not to blame, and a page that it is part of ends here: going past it would lose
      // what a retry would have brought.
      scope.mustAsk();
      if (!budget.withdraw()) throw error;
      scope.onRetry?.(retries + 1, delayMs, error);
      await sleep(clock, delayMs, scope.signal).catch(() => {
        throw sessionEnded(scope.signal);
      });
    }
  }
};
