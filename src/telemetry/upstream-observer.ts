/*
 * What upstream/ tells of its work; metrics and the log listen. A port: whoever has something to tell takes an
 * UpstreamObserver and calls the member that fits, with `?.`, since each may be absent.
 *
 * Everything in an event may become a label of a metric. So it must be bounded whatever callers send: a source's name,
 * a call's name, a code, a count. Never an id, a URL, a caller, or a word of an answer.
 */

/** One HTTP exchange with a source, over. */
export interface TryEvent {
  readonly source: string;
  /** The call's name, such as "listAuditLogFiles". */
  readonly operation: string;
  /** Null when no answer came. */
  readonly status: number | null;
  /** Null when an answer came, of whatever status. */
  readonly code: string | null;
  readonly durationMs: number;
  readonly upstreamRequestId: string | undefined;
}

export interface RetryEvent {
  readonly source: string;
  readonly operation: string;
  /** 1 for the first retry. */
  readonly retry: number;
  readonly delayMs: number;
  /** Why the try before it failed. */
  readonly code: string;
}

/** One call of a source, over: its tries, waits and retries together. */
export interface CallEvent {
  readonly source: string;
  readonly operation: string;
  /** Null when it succeeded. */
  readonly code: string | null;
}

/** One login, over. Sources with the same identity share it, so it is no source's own. */
export interface LoginEvent {
  /** Null when it succeeded. */
  readonly code: string | null;
  readonly durationMs: number;
}

/** One question to the cache that is shared between operations. */
export interface CacheEvent {
  readonly source: string;
  /** `stale`: the source failed, and what was kept of it is answered past its time. */
  readonly result: "hit" | "miss" | "stale";
}

/** A request was refused a place in the queue before a source, or lost it to another. */
export interface RefusalEvent {
  readonly source: string;
  /** Whose part was used up: the operation's, its caller's, or all of it. */
  readonly reason: "operation" | "caller" | "queue";
}

export interface UpstreamObserver {
  tried?(event: TryEvent): void;
  retrying?(event: RetryEvent): void;
  called?(event: CallEvent): void;
  loggedIn?(event: LoginEvent): void;
  cached?(event: CacheEvent): void;
  refused?(event: RefusalEvent): void;
}
