import {
  type ConstDirectiveNode,
  defaultFieldResolver,
  type DocumentNode,
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
  Kind,
  valueFromASTUntyped,
  visit,
} from "graphql";
import { getMetadataStorage } from "type-graphql";
import { Scope } from "../audit/session.js";
import { hasScope, type OperationContext, requireScope, type ScopedExtensions } from "./context.js";

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

/**
 * Throws where a class or field is guarded by type-graphql's own means, @UseMiddleware, @Authorized or a decorator made of
 * them: GraphQL calls most fields past type-graphql (schema.ts, simple fields), which would not run such a check.
 */
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

/**
 * Puts the check of each scope that the SDL or the field's class names before the resolver of its field, whoever made that resolver, and
 * before fields that have none. Changes the schema that it is given; throws for a directive that it cannot enforce.
 */
export const guardFields = (schema: GraphQLSchema): GraphQLSchema => {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields()) as GraphQLField<unknown, OperationContext>[]) {
      const requirements = requirementsOf(type, field as GraphQLField<unknown, unknown>);
      if (requirements.length === 0) continue;
      const { resolve = defaultFieldResolver } = field;
      field.resolve = (source, args, context, info): unknown => {
        for (const requirement of requirements) check(context, requirement);
        return resolve(source, args, context, info);
      };
    }
  }
  return schema;
};

const named = (value: string) => ({ kind: Kind.NAME, value }) as const;
const WEIGHTLESS: ConstDirectiveNode = {
  kind: Kind.DIRECTIVE,
  name: named("cost"),
  arguments: [{ kind: Kind.ARGUMENT, name: named("weight"), value: { kind: Kind.INT, value: "0" } }],
};

/**
 * A record weighs one, a router's default; what is around records (connections, edges, coverage) weighs nothing. So a
 * router counts ten for each point of limits.cost.
 */
export const weightless = (typeDefs: DocumentNode): DocumentNode =>
  visit(typeDefs, {
    ObjectTypeDefinition: (node) => {
      const isRecord = node.interfaces?.some(({ name }) => name.value === "Node") ?? false;
      if (isRecord || node.name.value === "Query") return undefined;
      return { ...node, directives: [...(node.directives ?? []), WEIGHTLESS] };
    },
  });

/** Fields of federation's own: the SDL is at hand. */
const UNPRICED = new Set(["Query._service"]);

/**
 * Hands each field's price and scope on from the classes' schema to the one that was built of its SDL, which holds no functions.
 * Throws for a field with a resolver and without a price: it would be free, whatever it asks of sources.
 */
export const carryExtensions = (described: GraphQLSchema, executable: GraphQLSchema): GraphQLSchema => {
  for (const type of Object.values(executable.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("_")) continue;
    const source = described.getType(type.name);
    const fields = isObjectType(source) ? source.getFields() : {};
    for (const field of Object.values(type.getFields())) {
      const known = fields[field.name]?.extensions ?? {};
      field.extensions = { ...field.extensions, ...known };
      const name = `${type.name}.${field.name}`;
      if (field.resolve && !("price" in field.extensions) && !UNPRICED.has(name)) {
        throw new Error(`${name} has a resolver and no price: put @Priced beside it`);
      }
    }
  }
  return executable;
};
