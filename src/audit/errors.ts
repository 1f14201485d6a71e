/** The words of extensions.code and of SourceProblem.code: one list for both, so that a caller learns one vocabulary. */
export const ErrorCode = {
  INVALID_ARGUMENT: "INVALID_ARGUMENT",
  INVALID_CURSOR: "INVALID_CURSOR",
  INVALID_ID: "INVALID_ID",
  WINDOW_TOO_LARGE: "WINDOW_TOO_LARGE",
  NOT_FOUND: "NOT_FOUND",
  UNAUTHENTICATED: "UNAUTHENTICATED",
  FORBIDDEN: "FORBIDDEN",
  QUERY_TOO_COMPLEX: "QUERY_TOO_COMPLEX",
  RATE_LIMITED: "RATE_LIMITED",
  UPSTREAM_TIMEOUT: "UPSTREAM_TIMEOUT",
  UPSTREAM_UNAVAILABLE: "UPSTREAM_UNAVAILABLE",
  UPSTREAM_RATE_LIMITED: "UPSTREAM_RATE_LIMITED",
  UPSTREAM_REJECTED: "UPSTREAM_REJECTED",
  UPSTREAM_CONTRACT_VIOLATION: "UPSTREAM_CONTRACT_VIOLATION",
  NOT_ENABLED: "NOT_ENABLED",
  UNSUPPORTED_FORMAT: "UNSUPPORTED_FORMAT",
  CONTENT_CHANGED: "CONTENT_CHANGED",
  DEADLINE_EXCEEDED: "DEADLINE_EXCEEDED",
  INTERNAL: "INTERNAL",
} as const;
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

export interface AuditErrorFacts {
  /** The name of the source that the error is about, for the log and metrics. */
  readonly source?: string;
  /** May the same request succeed later? */
  readonly retryable?: boolean;
  /** Milliseconds after which a retry is worth while, where the source said so. */
  readonly retryAfterMs?: number;
  /** The request id that the upstream answered with; safe to show, and what its operator searches for. */
  readonly upstreamRequestId?: string;
  /** For the log only. Never an upstream body, URL or credential: logs are read by more people than the upstream's. */
  readonly detail?: string;
  readonly cause?: unknown;
}

/**
 * The one error that carries a code to the caller. `message` is the public sentence; `detail` stays in the log. It has no
 * stack: it says where to look itself, its cause has a stack of its own, and thousands may be made in one step, of which
 * GraphQL writes out each one's frames.
 */
export class AuditError extends Error {
  override readonly name = "AuditError";
  readonly source: string | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly upstreamRequestId: string | undefined;
  readonly detail: string | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    facts: AuditErrorFacts = {},
  ) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.source = facts.source;
    this.retryable = facts.retryable ?? false;
    this.retryAfterMs = facts.retryAfterMs;
    this.upstreamRequestId = facts.upstreamRequestId;
    this.detail = facts.detail;
  }
}

/** Anything thrown, as an AuditError: an unexpected error keeps its cause for the log and says nothing outside. */
export const asAuditError = (thrown: unknown): AuditError =>
  thrown instanceof AuditError ? thrown : internalError(thrown);

type Refusal = (argument: string, problem: string) => AuditError;
const refusal =
  (code: ErrorCode): Refusal =>
  (argument, problem) =>
    new AuditError(code, `${argument}: ${problem}`);

/** A bad argument, named, with the cure: `argument` is the path the caller wrote, such as "window.from". */
export const invalidArgument = refusal("INVALID_ARGUMENT");
export const invalidCursor = refusal("INVALID_CURSOR");
export const invalidId = refusal("INVALID_ID");

/** What no caller should know more of. The cause is for the log. */
export const internalError = (cause: unknown): AuditError =>
  new AuditError("INTERNAL", "An internal error happened; it has been logged.", { cause });

/**
 * The code of a system's or library's error, such as "ECONNRESET"; "unknown" for one without. The error's class is not
 * looked at: errors of Node's own core may belong to another realm than ours.
 */
export const systemCode = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : "unknown";
