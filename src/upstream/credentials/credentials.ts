import type { AuditError, AuditErrorFacts } from "../../audit/errors.js";
import type { Session } from "../../audit/session.js";
import type { WireRequest } from "../messages.js";

/** When an answer was written by the service's clock, its Date header, and when it came by ours. */
export interface Dated {
  readonly date: string | undefined;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
}

/** The proof for one request. */
export interface Authorization {
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The source refused it; `isReplay`: for a fresh one. True: another may be had for one replay, since the token was dropped
   * or the answer's date shows that the clocks differ. Absent: nothing to renew.
   */
  readonly refused?: (isReplay: boolean, answer: Dated) => boolean;
}

/** How the caller's own credentials go to a source. */
interface CallersOwn {
  /** Throws for a caller that has none to send. */
  demand(session: Session): void;
  /** The error where the source knows the caller and does not let it. */
  denial(source: string, facts: AuditErrorFacts): AuditError;
}

/** What an identity service told with a token. Never the token. */
export interface IdentityFacts {
  readonly projectId: string | undefined;
  /** Milliseconds since the epoch, by our clock; infinite for a token without an end. */
  readonly expiresAt: number;
  /** Milliseconds that the identity service's clock is ahead of ours, by issued_at; undefined for an older token. */
  readonly clockAheadMs: number | undefined;
}

/** At once, unless somebody has to be asked. */
export type Looked = (session: Session) => string | Promise<string>;

/** How one source is convinced. One implementation per type of credentials. */
export interface Credentials {
  /** At once, unless a token has to be fetched. */
  readonly authorize: (request: WireRequest, session: Session) => Authorization | Promise<Authorization>;
  /** The error for a refusal that nothing can cure. */
  readonly refusal: (source: string, facts: AuditErrorFacts) => AuditError;
  /** Absent: the gateway's own are sent, and a refusal is a failure for all who ask. */
  readonly callersOwn?: CallersOwn;
  /** The service's endpoint by the catalog, where the credentials come with one. Throws UPSTREAM_REJECTED where it lists none. */
  readonly endpoint?: Looked;
  /** The project that the credentials belong to, where they tell. Throws UPSTREAM_REJECTED for a token without one. */
  readonly projectId?: Looked;
  /** What the identity service told, where there is one. */
  readonly identity?: (session: Session) => Promise<IdentityFacts>;
}
