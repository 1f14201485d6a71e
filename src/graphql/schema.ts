import "reflect-metadata";
import { type GraphQLSchema, isObjectType, print, printSchema } from "graphql";
import { buildSchemaSync, getMetadataStorage } from "type-graphql";
import { AuditRecordVolumeResolver } from "./audit-record-volume.js";
import { AuditRecordsResolver } from "./audit-records.js";
import { AuditLogFileResolver } from "./database/file.resolver.js";
import { DatabaseInstanceResolver } from "./database/instance.resolver.js";
import { AuditLogFileVolumeResolver } from "./database/volume.resolver.js";
import { callDirectly, guardFields, refuseOtherGuards } from "./scopes.js";
import { AuditLogEntriesResolver } from "./entries/entries.resolver.js";
import { inStableOrder, withFederation } from "./federation.js";
import { ComputeHostResolver } from "./hosts.resolver.js";
import { LoadBalancerComponentResolver } from "./load-balancer-component.js";
import { LiveResolver } from "./live.js";
import { LoadBalancerAlertResolver } from "./load-balancer-alerts.resolver.js";
import { LoadBalancerAuditResolver } from "./load-balancer.resolver.js";
import { LoadBalancerResolver } from "./load-balancers.resolver.js";
import { NodeResolver } from "./nodes.js";
import { AuditSourceResolver } from "./record.js";
import { SummaryResolver } from "./summaries.js";
import { UsageAuditPeriodResolver } from "./usage.resolver.js";

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
  LoadBalancerAlertResolver,
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

/** type-graphql asks for one where a schema has subscriptions. Those here bring their own events. */
const noTopics = {
  publish: (): never => {
    throw new Error("nothing is published by topics");
  },
  subscribe: (): never => {
    throw new Error("nothing is subscribed to by topics");
  },
};

/** A field of federation's own: the SDL is at hand. */
const UNPRICED = new Set(["Query._service"]);

/** Throws for a field with a resolver and without a price: it would be free, whatever it asks of sources. */
const refuseUnpriced = (schema: GraphQLSchema): void => {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) {
      const name = `${type.name}.${field.name}`;
      if (field.resolve && !("price" in field.extensions) && !UNPRICED.has(name)) {
        throw new Error(`${name} has a resolver and no price: put @Priced beside it`);
      }
    }
  }
};

/** What the decorated classes say: the API, with federation's directives at its types and fields. */
export const describeSchema = (): GraphQLSchema => {
  refuseOtherGuards();
  inWrittenOrder();
  // Whether it can be introspected is a test's to ask.
  const described = buildSchemaSync({ resolvers, validate: false, skipCheck: true, pubSub: noTopics });
  callDirectly(described);
  described.description =
    "Audit trails of cloud APIs: usage audits of compute hosts, audit log files of databases and what stands in them, and load " +
    "balancers in trouble. Every list is a connection that is paged both ways; coverage beside it says which sources are in, " +
    "and what is missing. What may change, and how it is announced: docs/schema-policy.md.";
  const query = described.getQueryType();
  if (query) query.description = "Where reading starts. Every field answers from the upstreams, at the time of asking.";
  const subscription = described.getSubscriptionType();
  if (subscription)
    subscription.description = "What is told as it appears, over server-sent events at /graphql/stream.";
  return described;
};

/** What is executed: with federation's fields, and with the check of each scope. */
export const executableOf = (described: GraphQLSchema): GraphQLSchema => {
  const executable = withFederation(described, async () =>
    (await import("./subgraph-sdl.js")).subgraphSdlOf(described),
  );
  refuseUnpriced(executable);
  return guardFields(executable);
};

interface BuiltSchema {
  /** What the server executes: the API and the federation fields (_service, _entities). */
  readonly executable: GraphQLSchema;
  /** The API as clients see it: no federation types or directives. For codegen and reading. Written when it is asked for. */
  readonly apiSdl: () => string;
  /** The same, word for word as a federation router is told it (_service.sdl). */
  readonly subgraphSdl: () => Promise<string>;
}

export const buildAuditSchema = (): BuiltSchema => {
  const described = describeSchema();
  return {
    executable: executableOf(described),
    apiSdl: () => `${print(inStableOrder(printSchema(described)))}\n`,
    subgraphSdl: async () => (await import("./subgraph-sdl.js")).subgraphSdlOf(described),
  };
};
