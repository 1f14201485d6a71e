import { AuditError } from "../../audit/audit-error.js";
import type { OperationTrace } from "../../audit/operation-trace.js";
import type { UpstreamObserver } from "../../telemetry/upstream-observer.js";
import type { Clock } from "../clock.js";
import type { Unsigned } from "../credentials/credentials.js";
import { sourceTimeout } from "../faults/source-failure.js";
import type { CircuitBreaker, Verdict } from "../resilience/circuit-breaker.js";
import { withTryTimeout } from "../resilience/try-timeout.js";
import type { RetryBudget } from "../resilience/retry-budget.js";
import type { WireResponse } from "../upstream-client.js";
import type { Transport } from "./transport.js";

/** One try. */
export interface Try {
  readonly operation: string;
  /** The path with placeholders for its ids. */
  readonly template?: string | undefined;
  /** How many requests of this call went before. */
  readonly resend?: number;
  readonly trace?: OperationTrace | undefined;
  /** With the headers that prove who sends it. */
  readonly request: Unsigned;
  /** Milliseconds; default: the source's. */
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal;
}

export type Exchange = (tried: Try) => Promise<WireResponse>;

export interface GuardedExchangeParts {
  readonly source: string;
  readonly transport: Transport;
  readonly breaker: CircuitBreaker;
  readonly budget: RetryBudget;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly observer: UpstreamObserver;
}

/** Answers of a proxy or a server that cannot serve. A 500 answers one question, and says nothing of the next. */
const isOutage = (status: number): boolean => status >= 502 && status <= 504;
const OUTAGES = new Set<string>(["UPSTREAM_UNAVAILABLE", "UPSTREAM_TIMEOUT"]);

/** An exchange behind the breaker and under the per-try timeout, told to the observer. Any status resolves. */
export const guardedExchange =
  ({ source, transport, breaker, budget, clock, timeoutMs, observer }: GuardedExchangeParts): Exchange =>
  async ({ operation, template, resend = 0, trace, request, timeoutMs: ms = timeoutMs, signal }) => {
    const report = breaker.enter();
    const startedAt = clock.now();
    const { method, target } = request;
    const span = trace?.request({ source, operation, method, origin: target.origin, template, resend });
    const headers = span === undefined ? request.headers : { ...request.headers, ...span.headers };
    let verdict: Verdict = "nothing";
    const over = (status: number | null, code: AuditError["code"] | null, upstreamRequestId?: string): void => {
      report(verdict);
      span?.end(status, code);
      observer.tried?.({ source, operation, status, code, upstreamRequestId, durationMs: clock.now() - startedAt });
    };
    try {
      const response = await withTryTimeout({ clock, ms, signal, late: () => sourceTimeout(source) }, (limited) =>
        transport.exchange({ ...request, headers, repeatable: method === "GET", alone: budget.isLean }, limited),
      );
      verdict = isOutage(response.status) ? "failing" : "alive";
      over(response.status, null, response.requestId);
      return response;
    } catch (error) {
      const code = error instanceof AuditError ? error.code : "INTERNAL";
      if (!signal.aborted && OUTAGES.has(code)) verdict = "failing";
      over(null, code);
      throw error;
    }
  };
