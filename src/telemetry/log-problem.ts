import type { Log } from "./log.js";

/** What the log wants of an error that reached a caller; AuditError has this shape. */
export interface LoggedProblem {
  readonly code: string;
  readonly message: string;
  readonly detail?: string | undefined;
  readonly upstreamRequestId?: string | undefined;
  readonly cause?: unknown;
}

/** Codes that say nothing of this service or its upstreams. */
const isCallersOwn = (code: string): boolean => /^(INVALID_|NOT_FOUND|UNAUTHENTICATED|FORBIDDEN)/.test(code);

/** Our own faults stand out as errors, with their cause; what upstreams did is a warning, a caller's mistake a detail. */
export const logProblem = (log: Log, problem: LoggedProblem): void => {
  const { code, message, detail, upstreamRequestId, cause } = problem;
  const facts = { code, detail, upstreamRequestId, ...(cause === undefined ? {} : { err: cause }) };
  if (code === "INTERNAL") log.error(facts, message);
  else if (isCallersOwn(code)) log.debug(facts, message);
  else log.warn(facts, message);
};
