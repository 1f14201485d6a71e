import type { AuditError, AuditErrorFacts } from "../../audit/audit-error.js";

/** What one error knows, for another that says it in better words. */
export const factsOf = ({ retryable, retryAfterMs, upstreamRequestId, detail }: AuditError): AuditErrorFacts => ({
  retryable,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  ...(upstreamRequestId === undefined ? {} : { upstreamRequestId }),
  ...(detail === undefined ? {} : { detail }),
});
