import type { AuditError, AuditErrorFacts } from "../audit/errors.js";
import { DAY } from "../audit/window.js";
import {
  sourceDeniedPermission,
  sourceLacksCall,
  sourceNotFound,
  sourceRateLimited,
  sourceRedirected,
  sourceRefusedCredentials,
  sourceRejected,
  sourceUnavailable,
} from "./failures.js";
import type { UpstreamHeaders, UpstreamResponse } from "./messages.js";

/** An answer outside 2xx, and the name of the source that gave it. */
export interface FaultResponse extends UpstreamResponse {
  readonly source: string;
}

/** What an answer outside 2xx means. */
export interface Fault {
  readonly error: AuditError;
  /** The source no longer accepts the token: drop it, get another, replay once. */
  readonly credentialsRefused: boolean;
  /** Who asks is known and lacks the permission. Where that is the caller, it is no failure of the source's. */
  readonly permissionDenied?: boolean;
}

/** A family's table: status, headers and body to meaning. Pure; must not put any of the body into the error. */
export type FaultClassifier = (response: FaultResponse) => Fault;

const SECONDS = /^[0-9]{1,15}$/;

/**
 * Retry-After in milliseconds from `now` (milliseconds since the epoch): whole seconds or an HTTP date (RFC 9110
 * 10.2.3). Undefined when absent or unreadable; never negative, and a day at most: nobody waits longer, and the number
 * goes to callers as a 32-bit one.
 */
const retryAfterMs = (headers: UpstreamHeaders, now: number): number | undefined => {
  const value = headers["retry-after"]?.trim();
  if (value === undefined || value === "") return undefined;
  const wait = SECONDS.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isNaN(wait) ? undefined : Math.min(DAY, Math.max(0, wait));
};

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
