import { isFault } from "./fault-codes.js";
import type { Log } from "./log.js";

/** What the log wants of an error that reached a caller; AuditError has this shape. */
export interface LoggedProblem {
  readonly code: string;
  readonly message: string;
  readonly detail?: string | undefined;
  readonly upstreamRequestId?: string | undefined;
  readonly cause?: unknown;
}

/** Our own faults stand out as errors, with their cause; what upstreams did is a warning, a caller's mistake a detail. */
export const logProblem = (log: Log, problem: LoggedProblem, place: object = {}): void => {
  const { code, message, detail, upstreamRequestId, cause } = problem;
  const facts = { ...place, code, detail, upstreamRequestId, ...(cause === undefined ? {} : { err: cause }) };
  if (code === "INTERNAL") log.error(facts, message);
  else if (isFault(code)) log.warn(facts, message);
  else log.debug(facts, message);
};
