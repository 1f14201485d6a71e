import { AuditError, type AuditErrorFacts } from "../audit/errors.js";
import { CallsSpent } from "../audit/session.js";
import { DAY } from "../audit/window.js";
import type { UpstreamHeaders, UpstreamResponse } from "./messages.js";

/*
 * Every sentence that a caller may read about a source. They are fixed, name the source only, and hold nothing
 * of what the upstream said.
 */

type Failure = (source: string, facts?: AuditErrorFacts) => AuditError;

/** Refused connection, reset, cut body, 5xx: the same request may succeed later. */
export const sourceUnavailable: Failure = (source, facts) =>
  new AuditError("UPSTREAM_UNAVAILABLE", `Source "${source}" is unavailable.`, { source, retryable: true, ...facts });

/** The body ended before its end. */
export const sourceAnswerCutShort: Failure = (source, facts) =>
  new AuditError("UPSTREAM_UNAVAILABLE", `Source "${source}" was cut off in the middle of its answer.`, {
    source,
    retryable: true,
    detail: "body cut short",
    ...facts,
  });

/** This gateway's own queue for the source is full. */
const sourceQueueFull: Failure = (source, facts) =>
  new AuditError("UPSTREAM_UNAVAILABLE", `Too many requests wait for source "${source}".`, {
    source,
    retryable: true,
    retryAfterMs: 1_000,
    detail: "queue full",
    ...facts,
  });

/** The queue has room, but not for this operation, or this caller. It says nothing of the source, nor of the others. */
export class QueuePartFull extends AuditError {}

const sourceQueuePartFull = (source: string, whose: "operation" | "caller"): QueuePartFull =>
  new QueuePartFull(
    "UPSTREAM_UNAVAILABLE",
    `Too many requests of this ${whose} wait for source "${source}": ask for less at once.`,
    { source, retryable: true, retryAfterMs: 1_000, detail: `queue full for the ${whose}` },
  );

/** What a request is told that finds no place in the queue for the source. */
export const queueRefusal = (source: string, full: "operation" | "caller" | "queue"): AuditError =>
  full === "queue" ? sourceQueueFull(source) : sourceQueuePartFull(source, full);

/** The breaker is open: the source failed again and again, and is left alone for a moment. */
export const sourceLeftAlone: Failure = (source, facts) =>
  new AuditError("UPSTREAM_UNAVAILABLE", `Source "${source}" failed repeatedly and is not asked for a moment.`, {
    source,
    retryable: true,
    detail: "breaker open",
    ...facts,
  });

/** The operation may make no more calls. The source was not asked, and nothing is said of it. */
export const sourceNotAsked = (source: string, planned: number): CallsSpent =>
  new CallsSpent(
    "QUERY_TOO_COMPLEX",
    `The operation made the ${planned} calls that were planned for it, and source "${source}" was asked no further: ` +
      `a page ends there. Go on from its endCursor (with last: startCursor), or ask for less.`,
    { source, retryable: true },
  );

/** One try took longer than the source's timeoutMs. */
export const sourceTimeout: Failure = (source, facts) =>
  new AuditError("UPSTREAM_TIMEOUT", `Source "${source}" did not answer in time.`, {
    source,
    retryable: true,
    ...facts,
  });

export const sourceRateLimited: Failure = (source, facts) =>
  new AuditError("UPSTREAM_RATE_LIMITED", `Source "${source}" limits how often it may be asked.`, {
    source,
    retryable: true,
    ...facts,
  });

/** The source understood the request and will not answer it: 400, 403 and their like. */
export const sourceRejected: Failure = (source, facts) =>
  new AuditError("UPSTREAM_REJECTED", `Source "${source}" rejected the request.`, { source, ...facts });

/** The source's answer to a request for a permission that its account lacks. */
export const sourceDeniedPermission: Failure = (source, facts) =>
  new AuditError("UPSTREAM_REJECTED", `Source "${source}" denied this gateway's account the permission.`, {
    source,
    ...facts,
  });

export const sourceRefusedCredentials: Failure = (source, facts) =>
  new AuditError("UPSTREAM_REJECTED", `Source "${source}" refused this gateway's credentials.`, { source, ...facts });

/** The source's answer to the caller's own token. It says nothing of the source, nor of other callers. */
export class CallerRefused extends AuditError {}

export const sourceRefusedCallerToken = (source: string, facts?: AuditErrorFacts): CallerRefused =>
  new CallerRefused("UPSTREAM_REJECTED", `Source "${source}" refused the caller's token.`, { source, ...facts });

export const sourceDeniedCaller = (source: string, facts?: AuditErrorFacts): CallerRefused =>
  new CallerRefused("UPSTREAM_REJECTED", `Source "${source}" denied the caller the permission.`, { source, ...facts });

const sourceRedirected: Failure = (source, facts) =>
  new AuditError(
    "UPSTREAM_REJECTED",
    `Source "${source}" answered with a redirect, which is not followed; its endpoint may be wrong.`,
    { source, ...facts },
  );

/** The source knows the service, but not this call of it: another version, or an endpoint that is wrong. */
export const sourceLacksCall: Failure = (source, facts) =>
  new AuditError("UPSTREAM_REJECTED", `Source "${source}" does not offer this call at its endpoint.`, {
    source,
    ...facts,
  });

export const sourceNotFound: Failure = (source, facts) =>
  new AuditError("NOT_FOUND", `Source "${source}" does not know what was asked for.`, { source, ...facts });

/** A whole answer of the wrong kind or shape. */
export const sourceBrokeContract: Failure = (source, facts) =>
  new AuditError("UPSTREAM_CONTRACT_VIOLATION", `Source "${source}" answered in a form that its API does not have.`, {
    source,
    ...facts,
  });

export const sourceAnswerTooLarge: Failure = (source, facts) =>
  new AuditError("UPSTREAM_CONTRACT_VIOLATION", `Source "${source}" sent an answer larger than allowed.`, {
    source,
    ...facts,
  });

/** What one error knows, for another that says it in better words. */
export const factsOf = ({ retryable, retryAfterMs, upstreamRequestId, detail }: AuditError): AuditErrorFacts => ({
  retryable,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  ...(upstreamRequestId === undefined ? {} : { upstreamRequestId }),
  ...(detail === undefined ? {} : { detail }),
});

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
