import { AuditError } from "../../audit/audit-error.js";
import { sha256 } from "../../audit/digest.js";
import type { Caller } from "../../audit/session.js";
import type { RequestHeaders } from "./access-policy.js";

/** Sent no credential: may have what needs none. */
export const anonymous: Caller = { key: "anonymous", token: undefined, scopes: new Set(), anonymous: true };

/** The one answer to a credential that is wrong, expired or revoked: a reason would help whoever guesses. */
export const notBelieved = (detail: string): AuditError =>
  new AuditError("UNAUTHENTICATED", "The request's credentials are not valid.", { detail });

/** Tells callers apart in loaders and caches, and can be logged: not what made it. */
export const callerKey = (...credentials: readonly (string | undefined)[]): string =>
  sha256(JSON.stringify(credentials));

/** `subject`: as the credential names it; what is no text names nobody. */
export const callerWith = (caller: Caller, subject: unknown): Caller =>
  typeof subject === "string" && subject !== "" ? { ...caller, subject } : caller;

/** A header's text; undefined when it is absent or empty. */
export const headerText = (headers: RequestHeaders, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === "string" && value !== "" ? value : undefined;
};

/** What can be a token at all: printable ASCII without spaces and commas, which join repeated headers. */
export const isTokenText = (text: string): boolean => /^[\x21-\x2b\x2d-\x7e]{1,16384}$/.test(text);
