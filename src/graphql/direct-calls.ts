import { type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from "graphql";
import { getMetadataStorage } from "type-graphql";
import type { OperationContext } from "./context.js";

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
