import { buildSubgraphSchema } from "@apollo/subgraph";
import { printSchemaWithDirectives } from "@graphql-tools/utils";
import { type ConstDirectiveNode, type DocumentNode, type GraphQLSchema, graphqlSync, Kind, visit } from "graphql";
import { inStableOrder, isQuery } from "./federation.js";

/*
 * The schema as a federation router is told it. Loaded where somebody asks for it, and not at a start: what it is made with is
 * a tenth of a start by itself. It checks the schema by federation's own rules, and so do the tests.
 */
/** type-graphql cannot put a directive on the schema itself, so this stands before its printed SDL. */
const federationLink = `extend schema
  @link(
    url: "https://specs.apollo.dev/federation/v2.9"
    import: ["@key", "@shareable", "@inaccessible", "@tag", "@authenticated", "@requiresScopes", "@cost", "@listSize"]
  )
`;

const named = (value: string) => ({ kind: Kind.NAME, value }) as const;
const WEIGHTLESS: ConstDirectiveNode = {
  kind: Kind.DIRECTIVE,
  name: named("cost"),
  arguments: [{ kind: Kind.ARGUMENT, name: named("weight"), value: { kind: Kind.INT, value: "0" } }],
};

/** What a page is a list of. */
const RECORDS = new Set(["Node", "AuditLogEntry"]);
/** Nodes that stand beside records, and take no call to name. */
const NAMES = new Set(["AuditSource", "ComputeHost", "LoadBalancer"]);

/**
 * A record weighs one, a router's default; what is around records (connections, edges, coverage) weighs nothing. So a
 * router counts ten for each point of limits.cost.
 */
const weightless = (typeDefs: DocumentNode): DocumentNode =>
  visit(typeDefs, {
    ObjectTypeDefinition: (node) => {
      const isRecord = node.interfaces?.some(({ name }) => RECORDS.has(name.value)) ?? false;
      if ((isRecord && !NAMES.has(node.name.value)) || isQuery(node)) return undefined;
      return { ...node, directives: [...(node.directives ?? []), WEIGHTLESS] };
    },
  });

/** What the classes say, as SDL with federation's directives. */
export const subgraphTypeDefs = (described: GraphQLSchema): DocumentNode =>
  weightless(inStableOrder(`${federationLink}\n${printSchemaWithDirectives(described)}`));

/** The schema that @apollo/subgraph makes of it. */
export const subgraphOf = (described: GraphQLSchema): GraphQLSchema =>
  buildSubgraphSchema([{ typeDefs: subgraphTypeDefs(described) }]);

/** _service.sdl. */
export const subgraphSdlOf = (described: GraphQLSchema): string => {
  const { data } = graphqlSync({ schema: subgraphOf(described), source: "{ _service { sdl } }" });
  const sdl = (data as { _service: { sdl: string } } | null | undefined)?._service.sdl ?? "";
  return `${sdl.trim()}\n`;
};
