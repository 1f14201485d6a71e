import type { Session } from "../../audit/session.js";
import type { UpstreamClient } from "../upstream-client.js";

/** What a service's endpoint answered to a request in nobody's name. */
export interface Probe {
  readonly status: number;
  /** Milliseconds from the question to the answer's last byte. */
  readonly durationMs: number;
  /** Milliseconds that the service's clock is ahead of ours, by its Date header; undefined where it sends none. */
  readonly clockAheadMs: number | undefined;
}

/** What an identity service told with a token. Never the token. */
export interface IdentityFacts {
  readonly projectId: string | undefined;
  /** Milliseconds since the epoch, by our clock; infinite for a token without an end. */
  readonly expiresAt: number;
  /** Milliseconds that the identity service's clock is ahead of ours, by issued_at; undefined for an older token. */
  readonly clockAheadMs: number | undefined;
}

/** A client whose parts can be looked at one by one, for a diagnosis. Serving needs none of it. */
export interface ExaminedUpstream extends UpstreamClient {
  /** The configured base URL, else the catalog's. Throws UPSTREAM_REJECTED where the catalog lists none. */
  endpoint(session: Session): Promise<string>;
  /** Asks the endpoint itself, without credentials. Any status resolves; throws what breaks on the way. */
  probe(session: Session): Promise<Probe>;
  /** Null for credentials without an identity service. */
  identity(session: Session): Promise<IdentityFacts | null>;
}
