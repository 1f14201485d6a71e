import { AuditError } from "../../audit/audit-error.js";
import { CallsSpent } from "../../audit/calls-spent.js";
import { type Clock, type Random, sleep } from "../clock.js";
import { sessionEnded } from "../faults/session-ended.js";
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
  /** False: the operation may send nothing more. */
  readonly mayAsk: () => boolean;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch at which the operation must have its answer. */
  readonly deadlineAt: number;
  /** Milliseconds that one try may take. */
  readonly tryMs: number;
  readonly onRetry?: (retries: number, delayMs: number, error: AuditError) => void;
}

/**
 * Runs tries until one succeeds or another would be no use (retry-delay.ts), is not paid for (retry-budget.ts), is held
 * back by the breaker or is more than the operation may send. Throws the error of the last try that was made. The wait
 * is part of the operation: its signal ends it.
 */
export const withRetries = async <T>(policy: RetryPolicy, scope: RetryScope, tryOnce: () => Promise<T>): Promise<T> => {
  const { clock, random, budget, breaker } = policy;
  let lastFailure: AuditError | undefined;
  for (let retries = 0; ; retries += 1) {
    try {
      const result = await tryOnce();
      if (retries === 0) budget.deposit();
      return result;
    } catch (error) {
      // Calls with made-up tokens must not pay for the retries of others while the source is going down.
      if (error instanceof CallerRefused) throw error;
      if (retries === 0) budget.deposit();
      // Another read of the operation took the last call meanwhile: what the source did is what there is to tell.
      if (error instanceof CallsSpent && lastFailure) throw lastFailure;
      if (scope.signal.aborted) throw sessionEnded(scope.signal);
      const isLeftAlone = breaker.state !== "closed";
      if (isLeftAlone) budget.tighten();
      if (!(error instanceof AuditError) || !scope.repeatable || isLeftAlone || !scope.mayAsk()) throw error;
      const remainingMs = scope.deadlineAt - clock.now();
      const delayMs = retryDelay({ retries, error, remainingMs, tryMs: scope.tryMs, random });
      if (delayMs === null || !budget.withdraw()) throw error;
      lastFailure = error;
      scope.onRetry?.(retries + 1, delayMs, error);
      await sleep(clock, delayMs, scope.signal).catch(() => {
        throw sessionEnded(scope.signal);
      });
    }
  }
};
