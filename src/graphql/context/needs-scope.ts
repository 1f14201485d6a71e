import { Directive, Extensions } from "type-graphql";
import { Scope } from "../../audit/session.js";

/** The scope of a field in its `extensions`, where the check finds it. */
export interface ScopedExtensions {
  readonly scope?: Scope;
}

/** What a federation router is told of a scope. The base scope is what being authenticated means here. */
const directiveOf = (scope: Scope): string =>
  scope === Scope.READ ? "@authenticated" : `@requiresScopes(scopes: [["${scope}"]])`;

/**
 * Guards a field, also one that only reads its object: routers by a directive in the SDL, this server by a check that is
 * put before the field's resolver when the schema is built (schema/scope-guards.ts).
 */
export const NeedsScope =
  (scope: Scope): MethodDecorator =>
  (target, key, descriptor) => {
    Directive(directiveOf(scope))(target, key, descriptor);
    ChecksScope(scope)(target, key, descriptor);
  };

/** Guards a field here alone: for one that was released without the directive, which routers would begin to refuse. */
export const ChecksScope =
  (scope: Scope): MethodDecorator =>
  (target, key, descriptor) =>
    Extensions({ scope } satisfies ScopedExtensions)(target, key, descriptor);
