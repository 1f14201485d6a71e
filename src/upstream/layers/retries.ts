import { AuditError } from "../../audit/errors.js";
import { CallsSpent, sessionEnded } from "../../audit/session.js";
import { type Random, sleep } from "../clock.js";
import { CallerRefused } from "../caller-failures.js";
import type { Shared, UpstreamOptions } from "../options.js";
import { mustBeAffordable } from "./admission.js";
import type { Layer } from "./layer.js";

const BASE_MS = 100;
const LONGEST_MS = 1_000;
/** Huawei's gateway names no Retry-After and advises 2 to 5 s (upstreams: huawei-otc-atlas.md, 1.8). */
const RATE_LIMIT_FLOOR_MS = 2_000;
const RATE_LIMIT_SPREAD_MS = 3_000;

interface RetrySituation {
  /** Retries made so far, from 0. */
  readonly retries: number;
  /** The source's limit. */
  readonly maxRetries: number;
  readonly error: Pick<AuditError, "code" | "retryable" | "retryAfterMs">;
  /** Milliseconds until the operation's deadline. */
  readonly remainingMs: number;
  /** Milliseconds that one try may take. */
  readonly tryMs: number;
  readonly random: Random;
}

/**
 * Milliseconds to wait before the next try, or null to give up: the failure will not heal, the tries are used up,
 * or the wait would not end before the deadline. After a try that took all its time, another must fit in whole: begun
 * later, it would turn UPSTREAM_TIMEOUT into a missed deadline. Retry-After is obeyed to the millisecond; without one
 * the delay is full jitter over 100 ms, doubled up to 1 s, and 2 to 5, 4 to 10 s … after a rate limit.
 */
export const retryDelay = ({
  retries,
  maxRetries,
  error,
  remainingMs,
  tryMs,
  random,
}: RetrySituation): number | null => {
  if (!error.retryable || retries >= maxRetries) return null;
  const growth = 2 ** retries;
  const delay =
    error.retryAfterMs ??
    (error.code === "UPSTREAM_RATE_LIMITED"
      ? growth * (RATE_LIMIT_FLOOR_MS + random() * RATE_LIMIT_SPREAD_MS)
      : random() * Math.min(LONGEST_MS, BASE_MS * growth));
  const neededMs = error.code === "UPSTREAM_TIMEOUT" ? tryMs : 0;
  return delay + neededMs < remainingMs ? delay : null;
};

/**
 * Sends a GET again until it succeeds or another try would be no use (retryDelay), is not paid for (RetryBudget), is held
 * back by the breaker. Throws the last try's error; CallsSpent where the operation may not send another. The wait is part
 * of the operation: its signal ends it.
 */
export const retried =
  ({ name, timeoutMs, maxRetries }: UpstreamOptions, shared: Shared): Layer =>
  async (call, next) => {
    const { clock, random, deadlineMs, observer } = shared;
    const { request, session } = call;
    const { budget, breaker } = call.to;
    for (let retries = 0; ; retries += 1) {
      try {
        const result = await next(call);
        if (retries === 0) budget.deposit();
        return result;
      } catch (error) {
        // Calls with made-up tokens must not pay for the retries of others while the source is going down.
        if (error instanceof CallerRefused) throw error;
        if (retries === 0) budget.deposit();
        if (session.signal.aborted) throw sessionEnded(session.signal);
        const isLeftAlone = breaker.state !== "closed";
        if (isLeftAlone) budget.tighten();
        if (error instanceof CallsSpent || !(error instanceof AuditError)) throw error;
        // What another method asked for may have been done.
        if ((request.method ?? "GET") !== "GET" || isLeftAlone) throw error;
        const remainingMs = session.now + deadlineMs - clock.now();
        const delayMs = retryDelay({
          retries,
          maxRetries,
          error,
          remainingMs,
          tryMs: request.timeoutMs ?? timeoutMs,
          random,
        });
        if (delayMs === null) throw error;
        // The second in a row, of any operations: a source that hangs gets one try of each, and then the breaker's probes.
        if (error.code === "UPSTREAM_TIMEOUT" && breaker.timeouts > 1) throw error;
        if (session.time?.isOver === true) throw error;
        // Only calls are missing. The source is not to blame, and a page that it is part of ends here: going past it
        // would lose what a retry would have brought.
        mustBeAffordable(name, session);
        if (!budget.withdraw()) throw error;
        const { operation } = request;
        session.time?.triedAgain(name, error);
        observer.retrying?.({ source: name, operation, retry: retries + 1, delayMs, code: error.code });
        await sleep(clock, delayMs, session.signal).catch(() => {
          throw sessionEnded(session.signal);
        });
      }
    }
  };
