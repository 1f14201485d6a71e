import "reflect-metadata";
import { createRequire } from "node:module";
import {
  Arg,
  buildSchema,
  createUnionType,
  Field,
  ID,
  InputType,
  Int,
  ObjectType,
  Query,
  Resolver,
} from "type-graphql";
import { auditLogFiles, entities, loadBalancerAudits, usageAuditPeriods } from "./answers.mjs";

// type-graphql's own copy: the one beside this file is mercurius' and yoga's.
const { GraphQLScalarType } = createRequire(import.meta.resolve("type-graphql"))("graphql");

const Text = () => String;
const Whole = () => Int;
const Id = () => ID;
const DateTime = new GraphQLScalarType({ name: "DateTime" });
const SafeInt = new GraphQLScalarType({ name: "SafeInt" });
const Any = new GraphQLScalarType({ name: "_Any" });
const Instant = () => DateTime;

/** type-graphql's decorators called by hand: this file is plain JavaScript. A field is its type, or [type, options]. */
const typed = (decorate, name, fields) => {
  const made = { [name]: class {} }[name];
  for (const [key, field] of Object.entries(fields)) {
    const [type, options] = Array.isArray(field) ? field : [field, {}];
    Field(type, options)(made.prototype, key);
  }
  decorate(name)(made);
  return made;
};
const optional = (type) => [type, { nullable: true }];
const object = (name, fields) => typed(ObjectType, name, fields);
const input = (name, fields) => typed(InputType, name, fields);

const DatabaseInstanceRef = input("DatabaseInstanceRef", { source: Text, instanceId: Text });
const TimeWindowInput = input("TimeWindowInput", { from: Instant, to: optional(Instant) });
const Filter = input("LoadBalancerAuditFilter", { changedBefore: optional(Instant) });
const PageInfo = object("PageInfo", { hasNextPage: () => Boolean, endCursor: optional(Text) });
const AuditLogFile = object("AuditLogFile", {
  id: Id,
  upstreamId: Text,
  name: Text,
  sizeBytes: () => SafeInt,
  begin: Instant,
  end: Instant,
});
const Files = object("AuditLogFileConnection", { nodes: () => [AuditLogFile], pageInfo: () => PageInfo });
const HostCounts = object("UsageAuditHostCounts", { total: Whole, done: Whole, notRun: Whole });
const Period = object("UsageAuditPeriod", {
  id: Id,
  begin: Instant,
  end: Instant,
  status: Text,
  totalInstances: Whole,
  totalErrors: Whole,
  hostCounts: () => HostCounts,
});
const Periods = object("UsageAuditPeriodConnection", { nodes: () => [Period] });
const Alert = object("LoadBalancerAlert", { alertId: Id, status: Text, message: optional(Text), createdAt: Instant });
const Audit = object("LoadBalancerAudit", {
  id: Id,
  status: Text,
  createdAt: Instant,
  updatedAt: Instant,
  alerts: () => [Alert],
});
const Audits = object("LoadBalancerAuditConnection", { nodes: () => [Audit] });
const State = object("LoadBalancerState", { status: Text, updatedAt: Instant });
const LoadBalancer = object("LoadBalancer", { loadBalancerId: Id, audit: optional(() => State) });
const Entity = createUnionType({ name: "_Entity", types: () => [LoadBalancer], resolveType: () => LoadBalancer });

class AuditResolver {}

/** A query whose arguments are [name, type, options] each. */
const query = (name, type, args, answer) => {
  AuditResolver.prototype[name] = (...values) =>
    answer(Object.fromEntries(args.map(([argument], i) => [argument, values[i]])));
  Reflect.defineMetadata(
    "design:paramtypes",
    args.map(() => Object),
    AuditResolver.prototype,
    name,
  );
  args.forEach(([argument, argumentType, options], i) =>
    Arg(argument, argumentType, options)(AuditResolver.prototype, name, i),
  );
  Query(type, { nullable: true })(AuditResolver.prototype, name, {});
};
const first = ["first", Whole, { nullable: true }];
const window = ["window", () => TimeWindowInput];

query(
  "auditLogFiles",
  () => Files,
  [["instances", () => [DatabaseInstanceRef], { nullable: true }], window, first, ["after", Text, { nullable: true }]],
  auditLogFiles,
);
query("usageAuditPeriods", () => Periods, [window, first], usageAuditPeriods);
query("loadBalancerAudits", () => Audits, [["filter", () => Filter, { nullable: true }], first], loadBalancerAudits);
query("_entities", () => [Entity], [["representations", () => [Any]]], entities);
Resolver()(AuditResolver);

export const buildStockSchema = () => buildSchema({ resolvers: [AuditResolver], validate: false });
