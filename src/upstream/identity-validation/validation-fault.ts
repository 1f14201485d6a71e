import { AuditError } from "../../audit/audit-error.js";
import { classifyByStatus } from "../faults/classify-by-status.js";
import type { FaultClassifier } from "../faults/fault-classifier.js";
import { sourceLacksCall } from "../faults/source-failure.js";

/** Only the token that is asked about differs from call to call, so these statuses speak of it. */
const OF_THE_TOKEN = new Set([400, 404, 431]);

/**
 * What a refused validation means: NOT_FOUND for a token that is none, has expired or was revoked. A 404 that is not
 * JSON comes from no identity service: then the address is wrong, and nothing is known of the token.
 */
export const validationFault: FaultClassifier = (response) => {
  if (!OF_THE_TOKEN.has(response.status)) return classifyByStatus(response);
  const isAnswer = response.mediaType === "application/json";
  const error =
    isAnswer || response.status === 431
      ? new AuditError("NOT_FOUND", "The identity service does not know the token.")
      : sourceLacksCall(response.source, { detail: `HTTP ${response.status}, not JSON` });
  return { error, credentialsRefused: false };
};
