import { AuditError } from "../../audit/audit-error.js";

/** A list that shows another order at every call, or changes faster than it can be read: no exact answer is to be had. */
export const sourceKeepsChanging = (source: string): AuditError =>
  new AuditError("UPSTREAM_CONTRACT_VIOLATION", `Source "${source}" changes its list faster than it can be read.`, {
    source,
    retryable: true,
    detail: "list moved under every try",
  });
