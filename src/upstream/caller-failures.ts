import { AuditError, type AuditErrorFacts } from "../audit/errors.js";
import { failureOf, sentenceFor } from "./failures.js";

/** The source's answer to the caller's own token. It says nothing of the source, nor of other callers. */
export class CallerRefused extends AuditError {}

const callerRefused = failureOf(CallerRefused);

/*
 * Every sentence about a source that is asked in the caller's name.
 */

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
