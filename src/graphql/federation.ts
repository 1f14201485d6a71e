import {
  type DefinitionNode,
  type DocumentNode,
  extendSchema,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  isUnionType,
  Kind,
  parse,
} from "graphql";
import { resolveEntities } from "./entities.js";
import type { AuditLogEntry } from "./entries/entry.js";
import type { Node } from "./record.js";
import { priceEntities } from "./node-price.js";

export const isQuery = (node: DefinitionNode): boolean =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION && node.name.value === "Query";

/** What has no name stands first, then Query, then everything by name. */
const rankOf = (node: DefinitionNode): string => {
  if (isQuery(node)) return " ";
  return "name" in node ? node.name.value : "";
};

/** SDL with its definitions in one order: type-graphql lists types in the order of imports. */
export const inStableOrder = (sdl: string): DocumentNode => {
  const document = parse(sdl, { noLocation: true });
  const definitions = [...document.definitions].sort((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1));
  return { ...document, definitions };
};

/**
 * What @apollo/subgraph adds to a schema of Federation 2.9, word for word: a test compares the two. Written here, because
 * making it by that library from the schema's text took a fifth of a start.
 */
const directives = `
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
directive @key(fields: federation__FieldSet!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
directive @federation__requires(fields: federation__FieldSet!) on FIELD_DEFINITION
directive @federation__provides(fields: federation__FieldSet!) on FIELD_DEFINITION
directive @federation__external(reason: String) on OBJECT | FIELD_DEFINITION
directive @tag(name: String!) repeatable on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION | SCHEMA
directive @federation__extends on OBJECT | INTERFACE
directive @shareable repeatable on OBJECT | FIELD_DEFINITION
directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION
directive @federation__override(from: String!, label: String) on FIELD_DEFINITION
directive @federation__composeDirective(name: String) repeatable on SCHEMA
directive @federation__interfaceObject on OBJECT
directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
directive @requiresScopes(scopes: [[federation__Scope!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
directive @federation__policy(policies: [[federation__Policy!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
directive @federation__context(name: String!) repeatable on INTERFACE | OBJECT | UNION
directive @federation__fromContext(field: federation__ContextFieldValue) on ARGUMENT_DEFINITION
directive @cost(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
enum link__Purpose {
  """
  \`SECURITY\` features provide metadata necessary to securely resolve fields.
  """
  SECURITY

  """
  \`EXECUTION\` features provide metadata necessary for operation execution.
  """
  EXECUTION
}
scalar link__Import
scalar federation__FieldSet
scalar federation__Scope
scalar federation__Policy
scalar federation__ContextFieldValue
`;

/** Types with a @key, by name. */
const entitiesOf = (schema: GraphQLSchema): string[] =>
  Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(({ astNode }) => astNode?.directives?.some(({ name }) => name.value === "key"))
    .map(({ name }) => name)
    .sort();

const fieldsFor = (entities: readonly string[]): string => `
scalar _Any
type _Service { sdl: String }
union _Entity = ${entities.join(" | ")}
extend type Query {
  _entities(representations: [_Any!]!): [_Entity]!
  _service: _Service!
}
`;

/** By the node itself: type-graphql's own tries one class after the other. */
const typeOfNode = ({ ref }: Pick<Node, "ref"> | Pick<AuditLogEntry, "ref">): string => ref.type;

/** The schema with Query._entities and Query._service. `sdl` is what the latter tells a router. */
export const withFederation = (described: GraphQLSchema, sdl: () => Promise<string>): GraphQLSchema => {
  const added = parse(`${directives}${fieldsFor(entitiesOf(described))}`, { noLocation: true });
  const schema = extendSchema(described, added, { assumeValid: true });
  // Which it forgets.
  schema.description = described.description;
  for (const type of Object.values(schema.getTypeMap())) {
    // Every entity is a node.
    if (isInterfaceType(type) || (isUnionType(type) && type.name === "_Entity")) type.resolveType = typeOfNode;
  }
  const { _entities, _service } = schema.getQueryType()?.getFields() ?? {};
  if (_entities) Object.assign(_entities, { resolve: resolveEntities });
  if (_service) Object.assign(_service, { resolve: () => ({ sdl }) });
  priceEntities(schema);
  return schema;
};
