import { AuditError } from "../../audit/errors.js";
import type { OperationTrace } from "../../audit/session.js";
import type { UpstreamObserver } from "../../telemetry/reports.js";
import type { Clock } from "../clock.js";
import type { Unsigned } from "../credentials/credentials.js";
import type { CircuitBreaker, Verdict } from "./breaker.js";
import type { RetryBudget } from "./retries.js";
import type { WireResponse } from "../messages.js";
import type { Transport } from "../http/transport.js";

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
  /** Called once, before anything else happens, where the breaker lets the request out: what it stops is not sent. */
  readonly onSending?: () => void;
  /** May it be sent again where a kept connection turned out to be closed? Always, when absent. */
  readonly mayRepeat?: () => boolean;
}

/** Resolves with what `take` makes of an answer of any status; what it throws is not the exchange's failure. */
export type Exchange = <T>(tried: Try, take: (response: WireResponse) => T) => Promise<T>;

export interface GuardedExchangeParts {
  readonly source: string;
  readonly transport: Transport;
  readonly breaker: CircuitBreaker;
  readonly budget: RetryBudget;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly observer: UpstreamObserver;
  /** The caller's own credentials are sent. */
  readonly forwards: boolean;
}

/** Answers of a proxy or a server that cannot serve. A 500 answers one question, and says nothing of the next. */
const isOutage = (status: number): boolean => status >= 502 && status <= 504;
/** Often a gateway's in front of the source: it refuses a made-up token as well while the source itself is down. */
const isRefusal = (status: number): boolean => status === 401 || status === 403;
const OUTAGES = new Set<string>(["UPSTREAM_UNAVAILABLE", "UPSTREAM_TIMEOUT"]);

const verdictOf = (status: number, forwards: boolean): Verdict => {
  if (forwards && isRefusal(status)) return "refused";
  return isOutage(status) ? "failing" : "alive";
};

/** An exchange behind the breaker and under the per-try timeout, told to the observer. */
export const guardedExchange =
  ({ source, transport, breaker, budget, clock, timeoutMs, observer, forwards }: GuardedExchangeParts): Exchange =>
  (
    { operation, template, resend = 0, trace, request, timeoutMs: ms = timeoutMs, signal, onSending, mayRepeat },
    take,
  ) => {
    const report = breaker.enter();
    onSending?.();
    const startedAt = clock.now();
    const { method, target } = request;
    const span = trace?.request({ source, operation, method, origin: target.origin, template, resend });
    const headers = span === undefined ? request.headers : { ...request.headers, ...span.headers };
    let isOver = false;
    const over = (verdict: Verdict, status: number | null, code: AuditError["code"] | null, id?: string): void => {
      isOver = true;
      report(verdict);
      span?.end(status, code);
      const durationMs = clock.now() - startedAt;
      observer.tried?.({ source, operation, status, code, upstreamRequestId: id, durationMs });
    };
    const wire = { ...request, headers, repeatable: method === "GET", alone: budget.isLean, mayRepeat };
    return transport
      .exchange(wire, { ms, signal }, (response) => {
        over(verdictOf(response.status, forwards), response.status, null, response.requestId);
        return take(response);
      })
      .catch((error: unknown) => {
        if (isOver) throw error;
        const code = error instanceof AuditError ? error.code : "INTERNAL";
        over(!signal.aborted && OUTAGES.has(code) ? "failing" : "nothing", null, code);
        throw error;
      });
  };
