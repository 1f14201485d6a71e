import "reflect-metadata";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { printSchemaWithDirectives } from "@graphql-tools/utils";
import {
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
  graphqlSync,
  Kind,
  parse,
  print,
  printSchema,
} from "graphql";
import { buildSchemaSync, createResolversMap } from "type-graphql";
// Query lists its fields in the order in which these are loaded.
import { NodeResolver, priceEntities } from "./nodes.js";
import { AuditSourceResolver } from "./source.js";
import { ComputeHostResolver, UsageAuditPeriodResolver } from "./usage.resolver.js";
import { AuditLogFileResolver, DatabaseInstanceResolver } from "./database/resolvers.js";
import { LoadBalancerAuditResolver, LoadBalancerResolver } from "./load-balancer.resolver.js";
import { AuditRecordsResolver } from "./audit-records.js";
import { resolveEntities, typeOfEntity } from "./entities.js";
import { carryExtensions, guardFields, refuseOtherGuards, weightless } from "./field-rules.js";
import type { AuditSource, Node } from "./record.js";
import type { OperationContext } from "./context.js";
import type { AuditLogFile } from "./database/file.js";
import type { DatabaseInstance } from "./database/instance.js";
import type { AlertStatus, LoadBalancer, LoadBalancerAudit } from "./load-balancer.js";
import type { UsageAuditPeriod } from "./usage.js";

interface Arguments {
  readonly statuses?: AlertStatus[] | null;
}
type Resolve<Parent> = (parent: Parent, args: Arguments, context: OperationContext) => unknown;
interface RecordResolvers {
  readonly AuditLogFile: Readonly<Record<string, Resolve<AuditLogFile>>>;
  readonly AuditSource: Readonly<Record<string, Resolve<AuditSource>>>;
  readonly DatabaseInstance: Readonly<Record<string, Resolve<DatabaseInstance>>>;
  readonly LoadBalancer: Readonly<Record<string, Resolve<LoadBalancer>>>;
  readonly LoadBalancerAudit: Readonly<Record<string, Resolve<LoadBalancerAudit>>>;
  readonly UsageAuditPeriod: Readonly<Record<string, Resolve<UsageAuditPeriod>>>;
}

const files = new AuditLogFileResolver();
const sources = new AuditSourceResolver();
const instances = new DatabaseInstanceResolver();
const balancers = new LoadBalancerResolver();
const audits = new LoadBalancerAuditResolver();
const periods = new UsageAuditPeriodResolver();

/**
 * Fields that are asked of each record of a page, called by GraphQL itself. type-graphql describes them, but its own call
 * makes a promise for each argument, and arrays and objects besides: a third of the time of 200 balancers with alerts.
 * Fields whose arguments are a class stay with it, for it makes the class. It would not run a middleware or role for the
 * others, so a schema that has any is not built (refuseOtherGuards).
 */
const recordResolvers: RecordResolvers = {
  AuditLogFile: {
    downloadLink: (file, _args, context) => files.downloadLink(file, context),
  },
  AuditSource: {
    health: (source, _args, context) => sources.health(source, context),
  },
  DatabaseInstance: {
    name: (instance, _args, context) => instances.name(instance, context),
    status: (instance, _args, context) => instances.status(instance, context),
    engine: (instance, _args, context) => instances.engine(instance, context),
    auditPolicy: (instance, _args, context) => instances.auditPolicy(instance, context),
  },
  LoadBalancer: {
    audit: (balancer, _args, context) => balancers.audit(balancer, context),
  },
  LoadBalancerAudit: {
    alerts: (audit, { statuses }, context) => audits.alerts(audit, statuses, context),
  },
  UsageAuditPeriod: {
    previous: (period, _args, context) => periods.previous(period, context),
  },
};

/** What has no name stands first, then Query, then everything by name. */
const rankOf = (node: DefinitionNode): string => {
  const name = "name" in node ? node.name.value : "";
  return node.kind === Kind.OBJECT_TYPE_DEFINITION && name === "Query" ? " " : name;
};

/** SDL with its definitions in one order. type-graphql's own follows the order in which modules were loaded. */
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

interface BuiltSchema {
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
interface DescribedSchema {
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
