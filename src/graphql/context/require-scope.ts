import { AuditError } from "../../audit/audit-error.js";
import type { Scope } from "../../audit/session.js";
import type { OperationContext } from "./operation-context.js";

/** The one sentence for what a caller may not have. */
export const forbidden = (scope: Scope): AuditError =>
  new AuditError("FORBIDDEN", `This needs the scope ${scope}, which the caller does not have.`);

/** The one sentence for a caller that did not say who it is. */
const unauthenticated = (): AuditError =>
  new AuditError("UNAUTHENTICATED", "This needs credentials, and the request brought none.");

export const hasScope = (context: OperationContext, scope: Scope): boolean => context.session.caller.scopes.has(scope);

/** Throws FORBIDDEN, or UNAUTHENTICATED for a caller without credentials, before anything is read. */
export const requireScope = (context: OperationContext, scope: Scope): void => {
  if (hasScope(context, scope)) return;
  throw context.session.caller.anonymous === true ? unauthenticated() : forbidden(scope);
};
