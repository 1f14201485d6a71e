import type { AuditError, AuditErrorFacts } from "../../audit/errors.js";
import type { Session } from "../../audit/session.js";
import type { IdentityFacts } from "../client.js";
import type { WireTarget } from "../http/url.js";

/** A request as it will be sent, but for the headers that prove who sends it. */
export interface Unsigned {
  readonly method: "GET" | "POST";
  readonly target: WireTarget;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** The proof for one try of one request. */
export interface Authorization {
  readonly headers: Readonly<Record<string, string>>;
  /** The source refused it. True: it was dropped, and another may be had for one replay. Absent: nothing to renew. */
  readonly refused?: () => boolean;
  /** The replay with it, fresh as it was, was refused too. */
  readonly refusedAgain?: () => void;
}

/** How the caller's own credentials go to a source. */
export interface CallersOwn {
  /** Throws for a caller that has none to send. */
  demand(session: Session): void;
  /** The error where the source knows the caller and does not let it. */
  denial(source: string, facts: AuditErrorFacts): AuditError;
}

/** How one source is convinced. One implementation per type of credentials. */
export interface Credentials {
  authorize(request: Unsigned, session: Session): Promise<Authorization>;
  /** The error for a refusal that nothing can cure. */
  refusal(source: string, facts: AuditErrorFacts): AuditError;
  /** Absent: the gateway's own are sent, and a refusal is a failure for all who ask. */
  readonly callersOwn?: CallersOwn;
  /** The service's endpoint by the catalog, where the credentials come with one. */
  endpoint?(session: Session): Promise<string>;
  /** The project that the credentials belong to, where they tell. */
  projectId?(session: Session): Promise<string>;
  /** What the identity service told, where there is one. */
  identity?(session: Session): Promise<IdentityFacts>;
}
