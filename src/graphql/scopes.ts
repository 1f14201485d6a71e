import {
  type ConstDirectiveNode,
  defaultFieldResolver,
  getNamedType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  valueFromASTUntyped,
} from "graphql";
import { Directive, Extensions, getMetadataStorage } from "type-graphql";
import { AuditError } from "../audit/errors.js";
import { Scope } from "../audit/session.js";
import type { OperationContext } from "./context.js";

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

/** The scope of a field in its `extensions`, where the check finds it. */
interface ScopedExtensions {
  readonly scope?: Scope;
}

/** What a federation router is told of a scope. The base scope is what being authenticated means here. */
const directiveOf = (scope: Scope): string =>
  scope === Scope.READ ? "@authenticated" : `@requiresScopes(scopes: [["${scope}"]])`;

/**
 * Guards a field, also one that only reads its object: routers by a directive in the SDL, this server by a check that is
 * put before the field's resolver when the schema is built (guardFields).
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

/** Scopes as @requiresScopes has them: all of any one of the lists. */
type Requirement = readonly (readonly Scope[])[];

const SCOPES = new Set<string>(Object.values(Scope));
const isScope = (value: unknown): value is Scope => typeof value === "string" && SCOPES.has(value);
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** Directives that a router enforces and this server does not know. */
const UNKNOWN = new Set(["policy"]);

interface Described {
  readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;
  readonly extensionASTNodes?: readonly { readonly directives?: readonly ConstDirectiveNode[] | undefined }[];
}

const directivesOf = ({ astNode, extensionASTNodes = [] }: Described): readonly ConstDirectiveNode[] =>
  [astNode, ...extensionASTNodes].flatMap((node) => node?.directives ?? []);

const requirementOf = (node: ConstDirectiveNode, where: string): Requirement | undefined => {
  const name = node.name.value.replace(/^federation__/, "");
  if (UNKNOWN.has(name)) throw new Error(`${where}: @${name} is not enforced here`);
  if (name === "authenticated") return [[Scope.READ]];
  if (name !== "requiresScopes") return undefined;
  const value = node.arguments?.find((argument) => argument.name.value === "scopes")?.value;
  const scopes: unknown = value && valueFromASTUntyped(value);
  const isSound = isList(scopes) && scopes.length > 0 && scopes.every((all) => isList(all) && all.every(isScope));
  if (!isSound) throw new Error(`${where}: @requiresScopes names what is none of ${[...SCOPES].join(", ")}`);
  return scopes;
};

const check = (context: OperationContext, requirement: Requirement): void => {
  if (requirement.some((all) => all.every((scope) => hasScope(context, scope)))) return;
  for (const scope of requirement[0] ?? []) requireScope(context, scope);
};

/** What stands over a field: its own directives, its type's and its value's type's. Federation allows none on interfaces. */
const requirementsOf = (type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): readonly Requirement[] => {
  const described: readonly Described[] = [field, type, getNamedType(field.type)];
  const told = described
    .flatMap(directivesOf)
    .map((node) => requirementOf(node, `${type.name}.${field.name}`))
    .filter((requirement) => requirement !== undefined);
  const { scope } = field.extensions as ScopedExtensions;
  return scope ? [...told, [[scope]]] : told;
};

/** Federation allows no scope there, and here nothing would check it. */
const refuseScopes = (type: GraphQLInterfaceType): void => {
  const places: readonly Described[] = [type, ...Object.values(type.getFields())];
  if (!places.flatMap(directivesOf).some((node) => requirementOf(node, type.name))) return;
  throw new Error(`${type.name}: scopes cannot be applied on interfaces`);
};

/**
 * Puts the check of each scope that a directive or the field's class names before the field's resolver, also where it has
 * none of its own. Changes the schema that it is given; throws for a directive that it cannot enforce.
 */
export const guardFields = (schema: GraphQLSchema): GraphQLSchema => {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInterfaceType(type)) refuseScopes(type);
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields()) as GraphQLField<unknown, OperationContext>[]) {
      const requirements = requirementsOf(type, field as GraphQLField<unknown, unknown>);
      if (requirements.length === 0) continue;
      const { resolve = defaultFieldResolver } = field;
      field.resolve = (source, args, context, info): unknown => {
        for (const requirement of requirements) check(context, requirement);
        return resolve(source, args, context, info);
      };
      const { subscribe } = field;
      if (!subscribe) continue;
      field.subscribe = (source, args, context, info): unknown => {
        for (const requirement of requirements) check(context, requirement);
        return subscribe(source, args, context, info);
      };
    }
  }
  return schema;
};

type Storage = ReturnType<typeof getMetadataStorage>;
type Method = Storage["fieldResolvers"][number];
type Parameter = Storage["params"][number];
type Type = Method["target"];
type Arguments = Readonly<Record<string, unknown>>;
type Resolve = GraphQLFieldResolver<unknown, OperationContext, Arguments>;
/** Takes one of a method's arguments out of what GraphQL hands to a resolver. */
type Take = (parent: unknown, args: Arguments, context: OperationContext) => unknown;

/** Undefined where type-graphql has to make something of it first: an object of a class, or a member of the context. */
const takeOf = (parameter: Parameter | undefined): Take | undefined => {
  if (!parameter) return () => undefined;
  if ("propertyName" in parameter && parameter.propertyName !== undefined) return undefined;
  if (parameter.kind === "root") return (parent) => parent;
  if (parameter.kind === "context") return (_parent, _args, context) => context;
  if (parameter.kind !== "arg") return undefined;
  const { name, getType } = parameter;
  const isClass = getMetadataStorage().inputTypes.some(({ target }) => target === getType());
  return isClass ? undefined : (_parent, args) => args[name];
};

const directCall = ({ kind, target, methodName, params = [] }: Method): Resolve | undefined => {
  if (params.length > 3) return undefined;
  const [first, second, third] = [0, 1, 2].map((at) => takeOf(params.find(({ index }) => index === at)));
  if (!first || !second || !third) return undefined;
  const prototype = target.prototype as Readonly<Record<string, (...args: unknown[]) => unknown>>;
  const method = prototype[methodName];
  const resolver: unknown = kind === "external" ? Reflect.construct(target, []) : undefined;
  // Not by a list of arguments: that would be an object more for each field of each record.
  return (parent, args, context) =>
    method?.call(
      resolver ?? parent,
      first(parent, args, context),
      second(parent, args, context),
      third(parent, args, context),
    );
};

const isOrExtends = (type: Type, other: unknown): boolean =>
  type === other || (typeof other === "function" && type.prototype instanceof other);

const isGetter = ({ target, methodName }: Method): boolean =>
  Object.getOwnPropertyDescriptor(target.prototype, methodName)?.get !== undefined;

/**
 * The one place that goes round type-graphql, for speed. Its resolver of a field checks the parent's class, makes a
 * promise for each argument, and passes a chain of middlewares that is empty: that was half of the time of a page. So a
 * field that only reads its object, by a property or a getter, has no resolver: GraphQL reads it. A method whose arguments
 * are no classes is called as it is. The other fields keep type-graphql's resolver, for it makes the classes.
 *
 * A middleware or a role of type-graphql would not be run, so a schema that has any is not built (refuseOtherGuards).
 */
export const callDirectly = (schema: GraphQLSchema): void => {
  const { objectTypes, fieldResolvers } = getMetadataStorage();
  for (const { name, target } of objectTypes) {
    const type = schema.getType(name);
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const method = fieldResolvers.find(
        ({ schemaName, getObjectType }) => schemaName === field.name && isOrExtends(target, getObjectType?.()),
      );
      if (!method || isGetter(method)) delete field.resolve;
      else Object.assign(field, { resolve: directCall(method) ?? field.resolve });
    }
  }
};

/** Throws where a class or field has @UseMiddleware, @Authorized or a decorator made of them. */
export const refuseOtherGuards = (): void => {
  const { middlewares, resolverMiddlewares, authorizedFields, authorizedResolver } = getMetadataStorage();
  const guarded = [
    ...[...middlewares, ...authorizedFields].map(({ target, fieldName }) => `${target.name}.${fieldName}`),
    ...[...resolverMiddlewares, ...authorizedResolver].map(({ target }) => target.name),
  ];
  if (guarded.length === 0) return;
  throw new Error(
    `${guarded.join(", ")}: a middleware or role of type-graphql is not run here; put @NeedsScope instead`,
  );
};
