import type { Caller } from "../../audit/session.js";

export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Who may do what: one implementation for each access mode. */
export interface AccessPolicy {
  /** The caller that the headers speak for, with the scopes granted. Throws UNAUTHENTICATED for one it cannot place. */
  callerOf(headers: RequestHeaders): Promise<Caller>;
}
