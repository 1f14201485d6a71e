import type { AuditError } from "../../audit/errors.js";
import { failure, LATER } from "../failures.js";

/*
 * Of the store that a source's links lead to. Nothing of a link, an object or an answer stands in a sentence.
 */

export const contentsNotEnabled = failure(
  "NOT_ENABLED",
  "Reading into the files of {source} is not enabled (contents.enabled in its configuration).",
);
export const linkNotAllowed = failure(
  "UPSTREAM_REJECTED",
  "{Source} gave a link to a host that is not allowed (contents.linkHosts in its configuration); it was not followed.",
);
/** Links end after minutes; a new operation gets a fresh one. */
export const storeRefusedLink = failure(
  "UPSTREAM_REJECTED",
  "The file store of {source} refused the link; ask again, for a fresh one.",
  LATER,
);
export const storeIgnoredRange = failure(
  "UPSTREAM_CONTRACT_VIOLATION",
  "The file store of {source} did not answer with the part of the file that was asked for.",
);
export const fileChanged = failure(
  "CONTENT_CHANGED",
  "The file at {source} is another one than before; start it again without a cursor.",
);
export const storeTimeout = failure("UPSTREAM_TIMEOUT", "The file store of {source} did not answer in time.", LATER);
const storeUnavailable = failure("UPSTREAM_UNAVAILABLE", "The file store of {source} is unavailable.", LATER);
const storeLacksFile = failure("NOT_FOUND", "The file store of {source} does not have the file.");
const storeRejected = failure("UPSTREAM_REJECTED", "The file store of {source} rejected the request.");

/** By the status of an answer that is none, or by the code of what kept it away. */
export const storeFailed = (source: string, why: number | string): AuditError => {
  const facts = { detail: `store: ${typeof why === "number" ? `HTTP ${why}` : why}` };
  if (why === 404 || why === 410) return storeLacksFile(source, facts);
  if (why === "EPRIVATE") return linkNotAllowed(source, facts);
  const isPassing = typeof why === "string" || why >= 500 || why === 408 || why === 429;
  return isPassing ? storeUnavailable(source, facts) : storeRejected(source, facts);
};
