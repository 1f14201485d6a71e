import { AuditError, type AuditErrorFacts, type ErrorCode } from "../audit/errors.js";
import { CallsSpent } from "../audit/session.js";

/** The source's answer to the caller's own token. It says nothing of the source, nor of other callers. */
export class CallerRefused extends AuditError {}

/** No place in the queue before a source. It says nothing of the source. */
export class QueueFull extends AuditError {}

/** The queue has room, but not for this operation, or this caller: nor does it say anything of the others. */
export class QueuePartFull extends QueueFull {}

type Failure<E extends AuditError = AuditError> = (source: string, facts?: AuditErrorFacts) => E;
type ErrorClass<E extends AuditError> = new (code: ErrorCode, message: string, facts: AuditErrorFacts) => E;

/** {source} in a sentence becomes: source "its name". */
const sentenceFor = (source: string, sentence: string): string =>
  sentence.replace(/\{(source|Source)\}/, (_, word: string) => `${word} "${source}"`);

/** Makes what makes the errors of one code and sentence. */
const failureOf =
  <E extends AuditError>(Kind: ErrorClass<E>) =>
  (code: ErrorCode, sentence: string, own: AuditErrorFacts = {}): Failure<E> =>
  (source, facts) =>
    new Kind(code, sentenceFor(source, sentence), { source, ...own, ...facts });

export const failure = failureOf(AuditError);
const callerRefused = failureOf(CallerRefused);
const queueFull = failureOf(QueueFull);
const queuePartFull = failureOf(QueuePartFull);

/** The same request may succeed later. */
export const LATER = { retryable: true };
const A_SECOND_LATER = { retryable: true, retryAfterMs: 1_000 };

/*
 * Every sentence that a caller may read about a source or its identity service; those about its file store stand in
 * objects/link-rules.ts. They are fixed, name the source only, and hold nothing of what the upstream said.
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
export const sourceRedirected = failure(
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

// Of a source that is asked in the caller's name:
/** There is no token of the caller's. */
export const callerLacksToken = (source: string): AuditError =>
  new AuditError("UNAUTHENTICATED", sentenceFor(source, "{Source} is asked in the caller's name: send X-Auth-Token."));
export const sourceRefusedCallerToken = callerRefused("UPSTREAM_REJECTED", "{Source} refused the caller's token.");
export const sourceDeniedCaller = callerRefused("UPSTREAM_REJECTED", "{Source} denied the caller the permission.");
/** The token is for no project, or for one that is not served. */
export const callerLacksProject = callerRefused(
  "UPSTREAM_REJECTED",
  "The caller's token is for no project that {source} may be asked for.",
);
export const callersCatalogLacksSource = callerRefused(
  "UPSTREAM_REJECTED",
  "The catalog of the caller's token lists no endpoint for {source}.",
);
/** The identity service takes no request as long as the question about the caller's token. Nothing is known of the token. */
export const callersTokenTooLong = (facts: AuditErrorFacts): AuditError =>
  new CallerRefused(
    "UPSTREAM_REJECTED",
    "The identity service refuses to be asked about the caller's token for its size: the headers that hold it are longer than it takes.",
    facts,
  );

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
