import { HeaderMap } from "@apollo/server";
import type { GraphQLError } from "graphql";
import { asAuditError, AuditError } from "../../audit/errors.js";
import { sha256 } from "../../audit/seal.js";
import { type Caller, type EndSignal, Scope } from "../../audit/session.js";
import { refusedWith } from "../errors.js";

export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Headers that hold what somebody may be known by. */
export type CredentialHeader = "authorization" | "x-auth-token";

/** Who may do what: one implementation for each access mode. */
export interface AccessPolicy {
  /** The WWW-Authenticate of a refusal: how to say who one is, never why it was not believed. */
  readonly challenge?: string;
  /** The header that alone says whose a request is; absent: both that may hold a credential. */
  readonly believes?: CredentialHeader;
  /**
   * The caller that the headers speak for, with the scopes granted. One without a credential is anonymous. Throws
   * UNAUTHENTICATED for one it cannot place, UPSTREAM_UNAVAILABLE where it cannot find out, and UPSTREAM_REJECTED where
   * whoever knows takes no credential of that size. `signal` is the operation's. At once where nobody has to be asked.
   */
  callerOf(headers: RequestHeaders, signal: EndSignal): Caller | Promise<Caller>;
}

/** Sent no credential: may have what needs none. */
export const anonymous: Caller = { key: "anonymous", token: undefined, scopes: new Set(), anonymous: true };

/** The one answer to a credential that is wrong, expired or revoked: a reason would help those who guess. */
export const notBelieved = (detail: string): AuditError =>
  new AuditError("UNAUTHENTICATED", "The request's credentials are not valid.", { detail });

/** The name of a caller in loaders and caches. It can be logged; the credentials that made it cannot be read from it. */
export const callerKey = (...credentials: readonly (string | undefined)[]): string =>
  sha256(JSON.stringify(credentials));

/** `subject`: as the credential names it; what is no text names nobody. */
export const callerWith = (caller: Caller, subject: unknown): Caller =>
  typeof subject === "string" && subject !== "" ? { ...caller, subject } : caller;

/** A header's text; undefined when it is absent or empty. */
export const headerOf = (headers: RequestHeaders, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === "string" && value !== "" ? value : undefined;
};

/** What can be a token at all: printable ASCII without spaces and commas, which join repeated headers. */
export const isTokenText = (text: string): boolean => /^[\x21-\x2b\x2d-\x7e]{1,32768}$/.test(text);

const everyScope = new Set(Object.values(Scope));

/** Every caller has every scope; for loopback hosts, which the configuration sees to. A token is only handed on, never judged. */
export const openAccess: AccessPolicy = {
  believes: "x-auth-token",
  callerOf: (headers) => {
    const token = headerOf(headers, "x-auth-token");
    return { key: token === undefined ? "anyone" : callerKey(token), token, scopes: everyScope };
  },
};

/** What a valid token grants, and whose it is. */
interface ValidToken {
  readonly roles: readonly string[];
  readonly userId?: string | undefined;
  readonly subject: string | undefined;
  readonly project?: Caller["project"];
}

/** Null for a token that is not valid; at once where that is known. Throws where it cannot find out. */
type ValidateToken = (token: string, signal: EndSignal) => ValidToken | null | Promise<ValidToken | null>;

interface KeystoneAccessOptions {
  readonly validate: ValidateToken;
  /** Scope to the roles that grant it. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
}

/** X-Auth-Token, validated by the identity service; the token's roles grant the scopes. */
export const keystoneAccess = ({ validate, roles }: KeystoneAccessOptions): AccessPolicy => {
  /** For as long as the answer about a token is believed, so that each request does not hash it anew. */
  const callers = new WeakMap<ValidToken, Caller>();

  const callerBy = (token: string, valid: ValidToken | null): Caller => {
    if (valid === null) throw notBelieved("the identity service does not know the token");
    const known = callers.get(valid);
    if (known) return known;
    const granted = Object.values(Scope).filter((scope) => roles[scope]?.some((role) => valid.roles.includes(role)));
    const account = callerKey(valid.userId ?? token);
    const { project, subject } = valid;
    const caller = callerWith({ key: callerKey(token), account, token, project, scopes: new Set(granted) }, subject);
    callers.set(valid, caller);
    return caller;
  };

  return {
    challenge: "Keystone",
    believes: "x-auth-token",
    callerOf: (headers, signal) => {
      const token = headerOf(headers, "x-auth-token");
      if (token === undefined) return anonymous;
      if (!isTokenText(token)) throw notBelieved("not the text of a token");
      const valid = validate(token, signal);
      return valid instanceof Promise ? valid.then((known) => callerBy(token, known)) : callerBy(token, valid);
    },
  };
};

/** For others no operation is run for now. */
const statuses: Partial<Record<AuditError["code"], number>> = {
  UNAUTHENTICATED: 401,
  // Request Header Fields Too Large: as the identity service itself has it. It will be as large the next time.
  UPSTREAM_REJECTED: 431,
};

/**
 * A caller that the access policy did not place, as an answer over HTTP: 401 with the challenge for one that is not
 * believed, 431 for one whose credential is too large to be asked about, 503 where nobody can be placed for now. No
 * operation is run.
 */
export const accessRefusal = (thrown: unknown, challenge: string | undefined): GraphQLError => {
  const error = asAuditError(thrown);
  const { code } = error;
  const headers = new HeaderMap();
  if (code === "UNAUTHENTICATED" && challenge !== undefined) headers.set("www-authenticate", challenge);
  return refusedWith(statuses[code] ?? 503, error, headers);
};
