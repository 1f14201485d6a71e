import { Directive, type MiddlewareFn, UseMiddleware } from "type-graphql";
import { Scope } from "../../audit/session.js";
import type { OperationContext } from "./operation-context.js";
import { requireScope } from "./require-scope.js";

/** What a federation router is told of a scope. The base scope is what being authenticated means here. */
const directiveOf = (scope: Scope): string =>
  scope === Scope.READ ? "@authenticated" : `@requiresScopes(scopes: [["${scope}"]])`;

/** Guards a root field: the directive for routers and the check for everyone, in one place, so that neither is forgotten. */
export const NeedsScope = (scope: Scope): MethodDecorator => {
  const check: MiddlewareFn<OperationContext> = ({ context }, next) => {
    requireScope(context, scope);
    return next();
  };
  return (target, key, descriptor) => {
    Directive(directiveOf(scope))(target, key, descriptor);
    UseMiddleware(check)(target, key, descriptor);
  };
};
