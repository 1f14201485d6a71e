import { AuditError } from "../../audit/errors.js";
import { callsLeft, CallsSpent, type Session, sessionEnded } from "../../audit/session.js";
import { type Random, sleep } from "../clock.js";
import { CallerRefused, queueRefusal, sourceNotAsked } from "../failures.js";
import type { Shared, UpstreamOptions } from "../options.js";
import type { Layer } from "./layer.js";
import { mustBeAwaited } from "../../audit/operation-time.js";
import { Gate } from "../../fairness/gate.js";
import type { Credentials } from "../credentials/credentials.js";

/** Throws CallsSpent where the operation may send nothing more. */
export const mustBeAffordable = (source: string, { calls }: Session): void => {
  if (calls?.planned !== undefined && callsLeft(calls) === 0) throw sourceNotAsked(source, calls.planned);
};

/** Stops what cannot be paid for, and what nobody waits for any more. */
export const affordable =
  (source: string): Layer =>
  ({ session }) => {
    mustBeAwaited(session);
    mustBeAffordable(source, session);
    return undefined;
  };

/** Stops a caller who has no token to send, where the source is asked in the caller's name. */
export const withToken =
  ({ callersOwn }: Credentials): Layer =>
  ({ session }) => {
    callersOwn?.demand(session);
    return undefined;
  };

/** Requests that wait at one source, where nothing else is said. */
const QUEUE = 2_048;

export const gateOf = ({ name, maxConcurrency, maxQueue = QUEUE }: UpstreamOptions, { observer }: Shared): Gate =>
  new Gate({
    maxConcurrency,
    maxQueue,
    refusal: (full) => {
      observer.refused?.({ source: name, reason: full });
      return queueRefusal(name, full);
    },
  });

type Leave = () => undefined;

/**
 * Waits for its turn, then for a place at the host, and gives that back when the call is over. No place stands empty for a turn.
 * As long as it has one, what the operation waits for is the source, or what stands before it: its identity service, its retries.
 */
export const inTurn =
  (source: string): Layer =>
  ({ session, to: { gate } }) => {
    const entered = (release: () => void): Leave => {
      const over = session.time?.asks(source);
      return () => {
        over?.();
        release();
        return undefined;
      };
    };
    const enter = (): Leave | Promise<Leave> => {
      const release = gate.enterNow(session);
      return release ? entered(release) : gate.enter(session).then(entered);
    };
    const turn = session.turn?.();
    return turn ? turn.then(enter) : enter();
  };

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
  (call) => {
    const { clock, random, deadlineMs, observer } = shared;
    const { request, session } = call;
    const { budget, breaker } = call.to;
    let retries = 0;
    return (error) => {
      if (error === undefined) {
        if (retries === 0) budget.deposit();
        return undefined;
      }
      // Calls with made-up tokens must not pay for the retries of others while the source is going down.
      if (error instanceof CallerRefused) throw error;
      if (retries === 0) budget.deposit();
      if (session.signal.aborted) throw sessionEnded(session.signal);
      const isLeftAlone = breaker.state !== "closed";
      if (isLeftAlone) budget.tighten();
      if (error instanceof CallsSpent || !(error instanceof AuditError)) return undefined;
      // What another method asked for may have been done.
      if ((request.method ?? "GET") !== "GET" || isLeftAlone) return undefined;
      const remainingMs = session.now + deadlineMs - clock.now();
      const tryMs = request.timeoutMs ?? timeoutMs;
      const delayMs = retryDelay({ retries, maxRetries, error, remainingMs, tryMs, random });
      if (delayMs === null) return undefined;
      // The second in a row, of any operations: a source that hangs gets one try of each, and then the breaker's probes.
      if (error.code === "UPSTREAM_TIMEOUT" && breaker.timeouts > 1) return undefined;
      if (session.time?.isOver === true) return undefined;
      // Only calls are missing. The source is not to blame, and a page that it is part of ends here: going past it
      // would lose what a retry would have brought.
      mustBeAffordable(name, session);
      if (!budget.withdraw()) return undefined;
      const { operation } = request;
      retries += 1;
      session.time?.triedAgain(name, error);
      observer.retrying?.({ source: name, operation, retry: retries, delayMs, code: error.code });
      return sleep(clock, delayMs, session.signal).then(
        () => true,
        () => {
          throw sessionEnded(session.signal);
        },
      );
    };
  };
