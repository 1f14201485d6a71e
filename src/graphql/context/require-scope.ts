import { AuditError } from "../../audit/audit-error.js";
import type { Scope } from "../../audit/session.js";
import type { OperationContext } from "./operation-context.js";

/** The one sentence for what a caller may not have. */
export const forbidden = (scope: Scope): AuditError =>
  new AuditError("FORBIDDEN", `This needs the scope ${scope}, which the caller does not have.`);

export const hasScope = (context: OperationContext, scope: Scope): boolean => context.session.caller.scopes.has(scope);

/** Throws FORBIDDEN before anything is read. */
export const requireScope = (context: OperationContext, scope: Scope): void => {
  if (!hasScope(context, scope)) throw forbidden(scope);
};
