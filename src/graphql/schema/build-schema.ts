import "reflect-metadata";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { printSchemaWithDirectives } from "@graphql-tools/utils";
import { type DocumentNode, type GraphQLSchema, graphqlSync, print, printSchema } from "graphql";
import { buildSchemaSync, createResolversMap } from "type-graphql";
// Query lists its fields in the order in which these are loaded.
import { NodeResolver } from "../nodes/node.resolver.js";
import { AuditSourceResolver } from "../source/audit-source.resolver.js";
import { UsageAuditPeriodResolver } from "../usage/usage-audit-period.resolver.js";
import { ComputeHostResolver } from "../usage/compute-host.resolver.js";
import { DatabaseInstanceResolver } from "../database/database-instance.resolver.js";
import { AuditLogFileResolver } from "../database/audit-log-file.resolver.js";
import { LoadBalancerAuditResolver } from "../load-balancer/load-balancer-audit.resolver.js";
import { LoadBalancerResolver } from "../load-balancer/load-balancer.resolver.js";
import { AuditRecordsResolver } from "../timeline/audit-records.resolver.js";
import { resolveEntities, typeOfEntity } from "../nodes/resolve-entities.js";
import { priceEntities } from "../nodes/entities-price.js";
import { recordResolvers } from "./record-resolvers.js";
import { guardFields, refuseOtherGuards } from "./scope-guards.js";
import { carryExtensions, weightless } from "./carry-extensions.js";
import type { Node } from "../record/node.js";
import { federationLink } from "./federation-link.js";
import { inStableOrder } from "./in-stable-order.js";

const resolvers = [
  NodeResolver,
  AuditSourceResolver,
  UsageAuditPeriodResolver,
  ComputeHostResolver,
  DatabaseInstanceResolver,
  AuditLogFileResolver,
  LoadBalancerAuditResolver,
  LoadBalancerResolver,
  AuditRecordsResolver,
] as const;

export interface BuiltSchema {
  /** What the server executes: the API and the federation fields (_service, _entities). */
  readonly executable: GraphQLSchema;
  /** The API as clients see it: no federation types or directives. For codegen and reading. */
  readonly apiSdl: string;
  /** The same, word for word as a federation router is told it (_service.sdl). */
  readonly subgraphSdl: string;
}

/** At once and by the node itself: type-graphql's own tries one class after the other. */
const __resolveType = ({ ref }: Node): string => ref.type;

const sdlOf = (schema: GraphQLSchema): string => {
  const { data } = graphqlSync({ schema, source: "{ _service { sdl } }" });
  return (data as { _service: { sdl: string } } | null | undefined)?._service.sdl ?? "";
};

/** What the decorated classes say: types as SDL, resolvers, and the schema that holds each field's extensions. */
export interface DescribedSchema {
  readonly described: GraphQLSchema;
  readonly typeDefs: DocumentNode;
  readonly resolvers: Readonly<Record<string, object>>;
}

export const describeSchema = (): DescribedSchema => {
  refuseOtherGuards();
  const described = buildSchemaSync({ resolvers, validate: false });
  const query = described.getQueryType();
  if (query) query.description = "Where reading starts. Every field answers from the upstreams, at the time of asking.";

  const typeDefs = weightless(inStableOrder(`${federationLink}\n${printSchemaWithDirectives(described)}`));
  const map: Record<string, object> = createResolversMap(described);
  for (const type of ["Node", "AuditRecord"]) map[type] = { ...map[type], __resolveType };
  for (const [type, fields] of Object.entries(recordResolvers as object)) {
    map[type] = { ...map[type], ...(fields as object) };
  }
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

/** The schema that the decorated classes describe, in its three forms. */
export const buildAuditSchema = (): BuiltSchema => {
  const schema = describeSchema();
  const executable = executableOf(schema);
  return {
    executable,
    apiSdl: `${print(inStableOrder(printSchema(schema.described)))}\n`,
    subgraphSdl: `${sdlOf(executable).trim()}\n`,
  };
};
