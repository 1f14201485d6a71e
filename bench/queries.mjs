import { BALANCERS, INSTANCES, START, STEP } from "./upstream/world.mjs";

const DAY = 48 * STEP;
const FILES = `nodes { id upstreamId name sizeBytes begin end } pageInfo { hasNextPage endCursor }`;
/** Windows that come again and again, as a dashboard's do. */
const FEW = 8;
/** Where 20 days may begin, in seconds of the files' 60 days; visited in steps that share no factor with their number. */
const BEGINS = (40 * DAY) / 1_000;
const STRIDE = 1_009;

/** 20 days that no request asked for before. */
const windowOf = (i) => {
  const from = START + ((i * STRIDE) % BEGINS) * 1_000;
  return { from: new Date(from).toISOString(), to: new Date(from + 20 * DAY).toISOString() };
};
const instance = (instanceId) => ({ source: "mysql", instanceId });

const page = `query Page($instances: [DatabaseInstanceRef!], $window: TimeWindowInput!) {
      auditLogFiles(instances: $instances, window: $window, first: 100) { ${FILES} } }`;
const pageOf = (i) => ({ instances: [instance(INSTANCES[i % INSTANCES.length])], window: windowOf(i) });

/**
 * Each operation: what it is called, its document, and its variables, which differ from request to request. Of a walk,
 * each answer tells where the next request goes on.
 */
export const queries = [
  { name: "page", title: "100-node page, 6 fields", document: page, variables: pageOf },
  {
    name: "walk",
    title: "100-node page, of walks through ten pages",
    isWalk: true,
    document: `query Walk($instances: [DatabaseInstanceRef!], $window: TimeWindowInput!, $after: String) {
      auditLogFiles(instances: $instances, window: $window, first: 100, after: $after) { ${FILES} } }`,
    variables: pageOf,
  },
  {
    name: "again",
    title: "100-node page, asked again",
    document: page,
    variables: (i) => pageOf(i % FEW),
    // Other queries of the round drove it out of auditgraph's memory, and it is believed there after its second look.
    settleSeconds: 4,
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
    // Later windows would end in the future.
    document: `query Periods($window: TimeWindowInput!) {
      usageAuditPeriods(window: $window, first: 24) {
        nodes { id begin end status totalInstances totalErrors hostCounts { total done notRun } } } }`,
    variables: (i) => ({
      window: { from: new Date(START).toISOString(), to: new Date(START + (60 + (i % 480)) * DAY).toISOString() },
    }),
  },
  {
    name: "balancers",
    title: "200 balancers with alerts",
    document: `query Balancers($before: DateTime) {
      loadBalancerAudits(filter: { changedBefore: $before }, first: 200) {
        nodes { id status createdAt updatedAt alerts { alertId status message createdAt } } } }`,
    variables: (i) => ({ before: new Date(START + 365 * DAY + (i % 960) * STEP).toISOString() }),
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

const END_CURSOR = /"hasNextPage":true,"endCursor":"([^"]+)"/;

/**
 * The questions that are asked of one program, one after the other: a body, and for a walk what is to be done with its
 * answer. No question comes twice, but where the query says so.
 */
export const questionsOf = ({ document, variables, isWalk }) => {
  const waiting = [];
  let asked = 0;
  return () => {
    const turn = (isWalk && waiting.shift()) || variables(asked++);
    const answered = (text) => {
      const [, after] = END_CURSOR.exec(text) ?? [];
      if (after !== undefined) waiting.push({ ...turn, after });
    };
    return { body: JSON.stringify({ query: document, variables: turn }), ...(isWalk ? { answered } : {}) };
  };
};
