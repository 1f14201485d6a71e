import "reflect-metadata";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { printSchemaWithDirectives } from "@graphql-tools/utils";
import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
  graphqlSync,
  isObjectType,
  Kind,
  parse,
  print,
  printSchema,
  visit,
} from "graphql";
import { buildSchemaSync, createResolversMap, getMetadataStorage } from "type-graphql";
import { AuditRecordVolumeResolver } from "./audit-record-volume.js";
import { AuditRecordsResolver } from "./audit-records.js";
import { AuditLogFileResolver } from "./database/file.resolver.js";
import { DatabaseInstanceResolver } from "./database/instance.resolver.js";
import { AuditLogFileVolumeResolver } from "./database/volume.resolver.js";
import { callDirectly, refuseOtherGuards } from "./direct-calls.js";
import { resolveEntities, typeOfEntity } from "./entities.js";
import { AuditLogEntriesResolver } from "./entries/entries.resolver.js";
import type { AuditLogEntry } from "./entries/entry.js";
import { LoadBalancerComponentResolver } from "./load-balancer-component.js";
import { LiveResolver } from "./live.js";
import { LoadBalancerAuditResolver, LoadBalancerResolver } from "./load-balancer.resolver.js";
import { NodeResolver, priceEntities } from "./nodes.js";
import type { Node } from "./record.js";
import { guardFields } from "./scopes.js";
import { AuditSourceResolver } from "./source.js";
import { SummaryResolver } from "./summaries.js";
import { ComputeHostResolver, UsageAuditPeriodResolver } from "./usage.resolver.js";

/** Query lists its fields in this order. */
const resolvers = [
  NodeResolver,
  AuditSourceResolver,
  UsageAuditPeriodResolver,
  ComputeHostResolver,
  DatabaseInstanceResolver,
  AuditLogFileResolver,
  AuditLogEntriesResolver,
  AuditLogFileVolumeResolver,
  LoadBalancerAuditResolver,
  LoadBalancerComponentResolver,
  LoadBalancerResolver,
  AuditRecordsResolver,
  LiveResolver,
  AuditRecordVolumeResolver,
  SummaryResolver,
] as const;

/**
 * type-graphql lists in the order in which decorators ran: Query's fields in that of imports, and a method's arguments
 * from the last to the first. The schema lists the fields as the resolvers stand above, and arguments as they are written.
 */
const inWrittenOrder = (): void => {
  const { queries, params } = getMetadataStorage();
  const place = (target: unknown): number => resolvers.findIndex((resolver) => resolver === target);
  queries.sort((a, b) => place(a.target) - place(b.target));
  params.sort((a, b) => a.index - b.index);
};

const isQuery = (node: DefinitionNode): boolean =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION && node.name.value === "Query";

/** type-graphql asks for one where a schema has subscriptions. Those here bring their own events. */
const noTopics = {
  publish: (): never => {
    throw new Error("nothing is published by topics");
  },
  subscribe: (): never => {
    throw new Error("nothing is subscribed to by topics");
  },
};

/** What has no name stands first, then Query, then everything by name. */
const rankOf = (node: DefinitionNode): string => {
  if (isQuery(node)) return " ";
  return "name" in node ? node.name.value : "";
};

/** SDL with its definitions in one order, for the same reason. */
const inStableOrder = (sdl: string): DocumentNode => {
  const document = parse(sdl, { noLocation: true });
  const definitions = [...document.definitions].sort((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1));
  return { ...document, definitions };
};

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

/**
 * A record weighs one, a router's default; what is around records (connections, edges, coverage) weighs nothing. So a
 * router counts ten for each point of limits.cost.
 */
const weightless = (typeDefs: DocumentNode): DocumentNode =>
  visit(typeDefs, {
    ObjectTypeDefinition: (node) => {
      const isRecord = node.interfaces?.some(({ name }) => RECORDS.has(name.value)) ?? false;
      if (isRecord || isQuery(node)) return undefined;
      return { ...node, directives: [...(node.directives ?? []), WEIGHTLESS] };
    },
  });

/** Fields of federation's own: the SDL is at hand. */
const UNPRICED = new Set(["Query._service"]);

/**
 * Hands each field's price and scope on from the classes' schema to the one that was built of its SDL, which holds no
 * functions. Throws for a field with a resolver and without a price: it would be free, whatever it asks of sources.
 */
const carryExtensions = (described: GraphQLSchema, executable: GraphQLSchema): GraphQLSchema => {
  for (const type of Object.values(executable.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("_")) continue;
    const source = described.getType(type.name);
    const fields = isObjectType(source) ? source.getFields() : {};
    for (const field of Object.values(type.getFields())) {
      field.extensions = { ...field.extensions, ...fields[field.name]?.extensions };
      const name = `${type.name}.${field.name}`;
      if (field.resolve && !("price" in field.extensions) && !UNPRICED.has(name)) {
        throw new Error(`${name} has a resolver and no price: put @Priced beside it`);
      }
    }
  }
  return executable;
};

/** By the node itself: type-graphql's own tries one class after the other. */
const __resolveType = ({ ref }: Pick<Node, "ref"> | Pick<AuditLogEntry, "ref">): string => ref.type;

/** What the decorated classes say: types as SDL, resolvers, and the schema that holds each field's extensions. */
interface DescribedSchema {
  readonly described: GraphQLSchema;
  readonly typeDefs: DocumentNode;
  readonly resolvers: Readonly<Record<string, object>>;
}

export const describeSchema = (): DescribedSchema => {
  refuseOtherGuards();
  inWrittenOrder();
  const described = buildSchemaSync({ resolvers, validate: false, pubSub: noTopics });
  callDirectly(described);
  const query = described.getQueryType();
  if (query) query.description = "Where reading starts. Every field answers from the upstreams, at the time of asking.";

  const subscription = described.getSubscriptionType();
  if (subscription)
    subscription.description = "What is told as it appears, over server-sent events at /graphql/stream.";

  const typeDefs = weightless(inStableOrder(`${federationLink}\n${printSchemaWithDirectives(described)}`));
  const map: Record<string, object> = createResolversMap(described);
  for (const type of ["Node", "AuditRecord", "AuditLogEntry"]) map[type] = { ...map[type], __resolveType };
  map.Query = { ...map.Query, _entities: resolveEntities };
  map._Entity = { __resolveType: typeOfEntity };
  return { described, typeDefs, resolvers: map };
};

/** What is executed: with the check of each scope, and the price of each field that has a resolver. */
export const executableOf = ({ described, typeDefs, resolvers: map }: DescribedSchema): GraphQLSchema => {
  const executable = buildSubgraphSchema([{ typeDefs, resolvers: map as never }]);
  priceEntities(executable);
  return guardFields(carryExtensions(described, executable));
};

const sdlOf = (schema: GraphQLSchema): string => {
  const { data } = graphqlSync({ schema, source: "{ _service { sdl } }" });
  return (data as { _service: { sdl: string } } | null | undefined)?._service.sdl ?? "";
};

interface BuiltSchema {
  /** What the server executes: the API and the federation fields (_service, _entities). */
  readonly executable: GraphQLSchema;
  /** The API as clients see it: no federation types or directives. For codegen and reading. */
  readonly apiSdl: string;
  /** The same, word for word as a federation router is told it (_service.sdl). */
  readonly subgraphSdl: string;
}

export const buildAuditSchema = (): BuiltSchema => {
  const schema = describeSchema();
  const executable = executableOf(schema);
  return {
    executable,
    apiSdl: `${print(inStableOrder(printSchema(schema.described)))}\n`,
    subgraphSdl: `${sdlOf(executable).trim()}\n`,
  };
};
