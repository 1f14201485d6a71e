import { AuditError } from "../../audit/audit-error.js";
import type { ErrorCode } from "../../audit/error-code.js";

/** A value; with a problem where it was read earlier and stands in for an answer that the source could not give. */
export interface Held<T> {
  readonly value: T;
  readonly problem?: AuditError;
}

/** The source is not well. Not among them: what it refuses, and what it says is not there. */
const FAILURES: ReadonlySet<ErrorCode> = new Set([
  "UPSTREAM_TIMEOUT",
  "UPSTREAM_UNAVAILABLE",
  "UPSTREAM_RATE_LIMITED",
  "UPSTREAM_CONTRACT_VIOLATION",
]);

/** May an older answer be shown in place of this error? A refusal must not be passed over: what was allowed may not be now. */
export const mayStandIn = ({ code }: AuditError): boolean => FAILURES.has(code);

/** The error as coverage tells it beside an older answer. */
export const standIn = (error: AuditError): AuditError => {
  const { code, message, source, retryable, retryAfterMs, upstreamRequestId, detail } = error;
  return new AuditError(code, `${message} What was read before is shown; fetchedAt tells when.`, {
    retryable,
    cause: error,
    ...(source === undefined ? {} : { source }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(upstreamRequestId === undefined ? {} : { upstreamRequestId }),
    ...(detail === undefined ? {} : { detail }),
  });
};
