import type { AuditError, AuditErrorFacts } from "../../audit/audit-error.js";
import type { Fault, FaultClassifier, FaultResponse } from "./fault-classifier.js";
import { retryAfterMs } from "./retry-after.js";
import {
  sourceDeniedPermission,
  sourceLacksCall,
  sourceNotFound,
  sourceRateLimited,
  sourceRedirected,
  sourceRefusedCredentials,
  sourceRejected,
  sourceUnavailable,
} from "./source-failure.js";

/** What every error keeps of the answer: never a part of its body. */
export const faultFacts = (response: FaultResponse, detail = `HTTP ${response.status}`): AuditErrorFacts => {
  const after = retryAfterMs(response.headers, response.receivedAt);
  return {
    detail,
    ...(response.requestId === undefined ? {} : { upstreamRequestId: response.requestId }),
    ...(after === undefined ? {} : { retryAfterMs: after }),
  };
};

/** A fault that a new token cannot cure. */
export const fault = (error: AuditError): Fault => ({ error, credentialsRefused: false });

const byStatus = (response: FaultResponse): AuditError => {
  const { source, status } = response;
  const facts = faultFacts(response);
  if (status < 400) return sourceRedirected(source, facts);
  if (status === 401) return sourceRefusedCredentials(source, facts);
  if (status === 403) return sourceDeniedPermission(source, facts);
  if (status === 404 || status === 410) return sourceNotFound(source, facts);
  if (status === 405 || status === 406 || status === 501) return sourceLacksCall(source, facts);
  if (status === 413 || status === 429) return sourceRateLimited(source, facts);
  if (status === 408 || status === 425 || status >= 500) return sourceUnavailable(source, facts);
  return sourceRejected(source, facts);
};

/**
 * The meaning of a status where a family's table knows nothing closer: 3xx, 400, 403 and other 4xx are
 * UPSTREAM_REJECTED, 401 too and asks for a new token, 404 and 410 NOT_FOUND, 413 and 429 UPSTREAM_RATE_LIMITED,
 * 408 and 5xx UPSTREAM_UNAVAILABLE.
 */
export const classifyByStatus: FaultClassifier = (response) => ({
  error: byStatus(response),
  credentialsRefused: response.status === 401,
  permissionDenied: response.status === 403,
});
