import { type ConstDirectiveNode, type DocumentNode, type GraphQLSchema, isObjectType, Kind, visit } from "graphql";

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
