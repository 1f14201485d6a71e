import { AuditError, type AuditErrorFacts, type ErrorCode } from "../audit/errors.js";
import { CallsSpent } from "../audit/session.js";
import { DAY } from "../audit/window.js";
import type { UpstreamHeaders, UpstreamResponse } from "./messages.js";

/** No place in the queue before a source. It says nothing of the source. */
export class QueueFull extends AuditError {}

/** The queue has room, but not for this operation, or this caller: nor does it say anything of the others. */
export class QueuePartFull extends QueueFull {}

type Failure<E extends AuditError = AuditError> = (source: string, facts?: AuditErrorFacts) => E;
type ErrorClass<E extends AuditError> = new (code: ErrorCode, message: string, facts: AuditErrorFacts) => E;

/** {source} in a sentence becomes: source "its name". */
export const sentenceFor = (source: string, sentence: string): string =>
  sentence.replace(/\{(source|Source)\}/, (_, word: string) => `${word} "${source}"`);

/** Makes what makes the errors of one code and sentence. */
export const failureOf =
  <E extends AuditError>(Kind: ErrorClass<E>) =>
  (code: ErrorCode, sentence: string, own: AuditErrorFacts = {}): Failure<E> =>
  (source, facts) =>
    new Kind(code, sentenceFor(source, sentence), { source, ...own, ...facts });

export const failure = failureOf(AuditError);
const queueFull = failureOf(QueueFull);
const queuePartFull = failureOf(QueuePartFull);

/** The same request may succeed later. */
export const LATER = { retryable: true };
const A_SECOND_LATER = { retryable: true, retryAfterMs: 1_000 };

/*
 * Every sentence that a caller may read about a source or its identity service. They are fixed, name the source only, and
 * hold nothing of what the upstream said.
 */

/** Refused connection, reset, cut body, 5xx. */
export const sourceUnavailable = failure("UPSTREAM_UNAVAILABLE", "{Source} is unavailable.", LATER);
/** The body ended before its end. */
export const sourceAnswerCutShort = failure(
  "UPSTREAM_UNAVAILABLE",
  "{Source} was cut off in the middle of its answer.",
  { ...LATER, detail: "body cut short" },
);
/** The breaker is open. */
export const sourceLeftAlone = failure(
  "UPSTREAM_UNAVAILABLE",
  "{Source} failed repeatedly and is not asked for a moment.",
  { ...LATER, detail: "breaker open" },
);
/** One try took longer than the source's timeoutMs. */
export const sourceTimeout = failure("UPSTREAM_TIMEOUT", "{Source} did not answer in time.", LATER);
export const sourceRateLimited = failure("UPSTREAM_RATE_LIMITED", "{Source} limits how often it may be asked.", LATER);

/** The source understood the request and will not answer it: 400, 403 and their like. */
export const sourceRejected = failure("UPSTREAM_REJECTED", "{Source} rejected the request.");
const sourceRedirected = failure(
  "UPSTREAM_REJECTED",
  "{Source} answered with a redirect, which is not followed; its endpoint may be wrong.",
);
/** The source knows the service, but not this call of it: another version, or an endpoint that is wrong. */
export const sourceLacksCall = failure("UPSTREAM_REJECTED", "{Source} does not offer this call at its endpoint.");
export const sourceDeniedPermission = failure(
  "UPSTREAM_REJECTED",
  "{Source} denied this gateway's account the permission.",
);
export const sourceRefusedCredentials = failure("UPSTREAM_REJECTED", "{Source} refused this gateway's credentials.");
export const catalogLacksSource = failure("UPSTREAM_REJECTED", "The catalog lists no endpoint for {source}.");
export const credentialsLackProject = failure("UPSTREAM_REJECTED", "The credentials of {source} belong to no project.");
export const accountLacksProject = failure(
  "UPSTREAM_REJECTED",
  "The account of {source} has no project for its region.",
);

export const sourceNotFound = failure("NOT_FOUND", "{Source} does not know what was asked for.");
/** A whole answer of the wrong kind or shape. */
export const sourceBrokeContract = failure(
  "UPSTREAM_CONTRACT_VIOLATION",
  "{Source} answered in a form that its API does not have.",
);
export const sourceAnswerTooLarge = failure(
  "UPSTREAM_CONTRACT_VIOLATION",
  "{Source} sent an answer larger than allowed.",
);

/** What a request is told that finds no place in the queue for the source, by whose part of it is full. */
const queueRefusals = {
  queue: queueFull("UPSTREAM_UNAVAILABLE", "Too many requests wait for {source}.", {
    ...A_SECOND_LATER,
    detail: "queue full",
  }),
  operation: queuePartFull(
    "UPSTREAM_UNAVAILABLE",
    "Too many requests of this operation wait for {source}: ask for less at once.",
    { ...A_SECOND_LATER, detail: "queue full for the operation" },
  ),
  caller: queuePartFull(
    "UPSTREAM_UNAVAILABLE",
    "Too many requests of this caller wait for {source}: ask for less at once.",
    { ...A_SECOND_LATER, detail: "queue full for the caller" },
  ),
};

export const queueRefusal = (source: string, full: keyof typeof queueRefusals): QueueFull =>
  queueRefusals[full](source);

/** The operation may make no more calls. The source was not asked, and nothing is said of it. */
export const sourceNotAsked = (source: string, planned: number): CallsSpent =>
  new CallsSpent(
    "QUERY_TOO_COMPLEX",
    `The operation made the ${planned} calls that were planned for it, and source "${source}" was asked no further: ` +
      `a page ends there. Go on from its endCursor (with last: startCursor), or ask for less.`,
    { source, retryable: true },
  );

/** What the log is told of a source without an endpoint or a project; the configuration was checked for both. */
export const sourceLacksSetting = (source: string, what: string): AuditError =>
  new AuditError("INTERNAL", `Source "${source}" is configured without ${what}.`);

const loginFailures: Partial<Record<ErrorCode, Failure>> = {
  UPSTREAM_REJECTED: failure("UPSTREAM_REJECTED", "The identity service refused the credentials of {source}."),
  UPSTREAM_UNAVAILABLE: failure("UPSTREAM_UNAVAILABLE", "The identity service of {source} is unavailable."),
  UPSTREAM_TIMEOUT: failure("UPSTREAM_TIMEOUT", "The identity service of {source} did not answer in time."),
  UPSTREAM_RATE_LIMITED: failure(
    "UPSTREAM_RATE_LIMITED",
    "The identity service of {source} limits how often it may be asked.",
  ),
};

/** A login that was answered by something other than the identity service's own no. */
const misled = (detail: string | undefined): string | undefined => {
  if (/^HTTP 3\d\d$/.test(detail ?? "")) {
    return "The identity service of {source} answered with a redirect, which is not followed.";
  }
  const isElsewhere = /^HTTP (?:404|405|410|501)$/.test(detail ?? "");
  return isElsewhere ? "The identity service of {source} is not at its URL." : undefined;
};

/** A failed login, shared by all who waited for it, in the words of one of the sources that wait. */
export const loginFailure = (source: string, error: unknown): AuditError => {
  if (!(error instanceof AuditError)) return new AuditError("INTERNAL", "The login failed.", { cause: error });
  const detail = `identity: ${error.detail ?? error.code}`;
  const sentence = misled(error.detail);
  const failed = sentence === undefined ? loginFailures[error.code] : failure(error.code, sentence);
  return failed ? failed(source, { ...factsOf(error), detail }) : sourceBrokeContract(source, { detail });
};

/** The identity service's answer about a caller's token. */
export const tokenUnknown = (): AuditError =>
  new AuditError("NOT_FOUND", "The identity service does not know the token.");

/** Whatever kept the answer about a caller's token away, the caller learns one thing of it; the log has the rest. */
export const cannotValidate = (error: unknown): AuditError => {
  const message = "The identity service cannot be asked about the caller's token for now.";
  if (!(error instanceof AuditError)) return new AuditError("INTERNAL", message, { cause: error });
  if (error.code === "DEADLINE_EXCEEDED") return error;
  const { code, detail, retryAfterMs } = error;
  return new AuditError("UPSTREAM_UNAVAILABLE", message, {
    retryable: true,
    detail: `validation of a token: ${code}${detail === undefined ? "" : `, ${detail}`}`,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
};

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
