import type { Caller } from "../../audit/session.js";

export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Who may do what: one implementation for each access mode. */
export interface AccessPolicy {
  /** The WWW-Authenticate of a refusal: how to say who one is, never why it was not believed. */
  readonly challenge?: string;
  /**
   * The caller that the headers speak for, with the scopes granted. One without a credential is anonymous. Throws
   * UNAUTHENTICATED for one it cannot place, and UPSTREAM_UNAVAILABLE where that cannot be told. `signal` is the
   * operation's.
   */
  callerOf(headers: RequestHeaders, signal: AbortSignal): Promise<Caller>;
}
