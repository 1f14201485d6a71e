import { auditLogFiles, entities, loadBalancerAudits, usageAuditPeriods } from "./answers.mjs";

/** The part of auditgraph's schema that the queries touch, for the programs that are written schema first. */
export const typeDefs = `
  scalar DateTime
  scalar SafeInt
  scalar _Any
  enum UsageAuditStatus { DONE DONE_WITH_ERRORS RUNNING PARTIAL NOT_RUN UNKNOWN }
  enum LoadBalancerAuditStatus { ERROR BUILD PENDING_UPDATE PENDING_DELETE }
  enum AlertStatus { ACKNOWLEDGED UNACKNOWLEDGED }
  input DatabaseInstanceRef { source: String! instanceId: String! }
  input TimeWindowInput { from: DateTime! to: DateTime }
  input LoadBalancerAuditFilter { changedBefore: DateTime }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type AuditLogFile { id: ID! upstreamId: String! name: String! sizeBytes: SafeInt! begin: DateTime! end: DateTime! }
  type AuditLogFileConnection { nodes: [AuditLogFile!]! pageInfo: PageInfo! }
  type UsageAuditHostCounts { total: Int! done: Int! notRun: Int! }
  type UsageAuditPeriod {
    id: ID! begin: DateTime! end: DateTime! status: UsageAuditStatus! totalInstances: Int! totalErrors: Int!
    hostCounts: UsageAuditHostCounts!
  }
  type UsageAuditPeriodConnection { nodes: [UsageAuditPeriod!]! }
  type LoadBalancerAlert { alertId: ID! status: AlertStatus message: String createdAt: DateTime! }
  type LoadBalancerAudit {
    id: ID! status: LoadBalancerAuditStatus! createdAt: DateTime! updatedAt: DateTime! alerts: [LoadBalancerAlert!]!
  }
  type LoadBalancerAuditConnection { nodes: [LoadBalancerAudit!]! }
  type LoadBalancerState { status: LoadBalancerAuditStatus! updatedAt: DateTime! }
  type LoadBalancer { loadBalancerId: ID! audit: LoadBalancerState }
  union _Entity = LoadBalancer
  type Query {
    auditLogFiles(instances: [DatabaseInstanceRef!], window: TimeWindowInput!, first: Int, after: String): AuditLogFileConnection
    usageAuditPeriods(window: TimeWindowInput, first: Int): UsageAuditPeriodConnection
    loadBalancerAudits(filter: LoadBalancerAuditFilter, first: Int): LoadBalancerAuditConnection
    _entities(representations: [_Any!]!): [_Entity]!
  }
`;

const query = (answer) => (_root, args) => answer(args);

export const resolvers = {
  Query: {
    auditLogFiles: query(auditLogFiles),
    usageAuditPeriods: query(usageAuditPeriods),
    loadBalancerAudits: query(loadBalancerAudits),
    _entities: query(entities),
  },
  _Entity: { resolveType: ({ __typename }) => __typename, __resolveType: ({ __typename }) => __typename },
};
