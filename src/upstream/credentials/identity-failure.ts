import { AuditError } from "../../audit/audit-error.js";
import { factsOf } from "../faults/facts-of.js";
import { sourceBrokeContract } from "../faults/source-failure.js";

const sentences: Partial<Record<AuditError["code"], (source: string) => string>> = {
  UPSTREAM_REJECTED: (source) => `The identity service refused the credentials of source "${source}".`,
  UPSTREAM_UNAVAILABLE: (source) => `The identity service of source "${source}" is unavailable.`,
  UPSTREAM_TIMEOUT: (source) => `The identity service of source "${source}" did not answer in time.`,
  UPSTREAM_RATE_LIMITED: (source) => `The identity service of source "${source}" limits how often it may be asked.`,
};

/** A failed login, shared by all who waited for it, in the words of one of the sources that wait. */
export const identityFailure = (source: string, error: unknown): AuditError => {
  if (!(error instanceof AuditError)) return new AuditError("INTERNAL", "The login failed.", { cause: error });
  const detail = `identity: ${error.detail ?? error.code}`;
  const sentence = sentences[error.code]?.(source);
  if (sentence === undefined) return sourceBrokeContract(source, { detail });
  return new AuditError(error.code, sentence, { ...factsOf(error), source, detail });
};
