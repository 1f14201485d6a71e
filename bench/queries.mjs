import { BALANCERS, INSTANCES, START, STEP } from "./upstream/world.mjs";

const DAY = 48 * STEP;
const FILES = `nodes { id upstreamId name sizeBytes begin end } pageInfo { hasNextPage endCursor }`;
/** Windows of one operation: more than auditgraph's memory holds, so that a page is read from the upstream. */
const VARIANTS = 960;
/** Windows that come again and again, as a dashboard's do. */
const FEW = 8;

/** 20 days, each half an hour further on than the one before. */
const windowOf = (i) => ({
  from: new Date(START + i * STEP).toISOString(),
  to: new Date(START + i * STEP + 20 * DAY).toISOString(),
});
const instance = (instanceId) => ({ source: "mysql", instanceId });

/** Each operation: what it is called, its document, and its variables, which differ from request to request. */
export const queries = [
  {
    name: "page",
    title: "100-node page, 6 fields",
    document: `query Page($instances: [DatabaseInstanceRef!], $window: TimeWindowInput!) {
      auditLogFiles(instances: $instances, window: $window, first: 100) { ${FILES} } }`,
    variables: (i) => ({ instances: [instance(INSTANCES[i % INSTANCES.length])], window: windowOf(i) }),
  },
  {
    name: "again",
    title: "100-node page, asked again",
    variants: FEW,
    document: `query Page($instances: [DatabaseInstanceRef!], $window: TimeWindowInput!) {
      auditLogFiles(instances: $instances, window: $window, first: 100) { ${FILES} } }`,
    variables: (i) => ({ instances: [instance(INSTANCES[i % INSTANCES.length])], window: windowOf(i) }),
  },
  {
    name: "merged",
    title: "ten instances merged, 100 nodes",
    document: `query Merged($instances: [DatabaseInstanceRef!], $window: TimeWindowInput!) {
      auditLogFiles(instances: $instances, window: $window, first: 100) { ${FILES} } }`,
    variables: (i) => ({ instances: INSTANCES.map(instance), window: windowOf(i) }),
  },
  {
    name: "periods",
    title: "24 periods",
    // Later ones would end in the future.
    variants: 480,
    document: `query Periods($window: TimeWindowInput!) {
      usageAuditPeriods(window: $window, first: 24) {
        nodes { id begin end status totalInstances totalErrors hostCounts { total done notRun } } } }`,
    variables: (i) => ({
      window: { from: new Date(START).toISOString(), to: new Date(START + (60 + i) * DAY).toISOString() },
    }),
  },
  {
    name: "balancers",
    title: "200 balancers with alerts",
    document: `query Balancers($before: DateTime) {
      loadBalancerAudits(filter: { changedBefore: $before }, first: 200) {
        nodes { id status createdAt updatedAt alerts { alertId status message createdAt } } } }`,
    variables: (i) => ({ before: new Date(START + 365 * DAY + i * STEP).toISOString() }),
  },
  {
    name: "entities",
    title: "100 entities",
    document: `query Entities($representations: [_Any!]!) {
      _entities(representations: $representations) {
        ... on LoadBalancer { loadBalancerId audit { status updatedAt } } } }`,
    variables: (i) => ({
      representations: Array.from({ length: 100 }, (_, n) => ({
        __typename: "LoadBalancer",
        sourceName: "lb",
        loadBalancerId: String(BALANCERS[(i + n) % BALANCERS.length].id),
      })),
    }),
  },
];

/** The bodies that are sent in turn. */
export const bodiesOf = ({ document, variables, variants = VARIANTS }) =>
  Array.from({ length: variants }, (_, i) => JSON.stringify({ query: document, variables: variables(i) }));
