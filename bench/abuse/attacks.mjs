/**
 * What abusers ask, each within the limits of one operation, or of one request. An attack is a function of a number that no two operations
 * share: names and ids are never the same twice, so nothing is answered from memory.
 */
const EVER = '{ from: "2009-01-01T00:00:00Z" }';
const INSTANCES = 1_500;
const SOURCES = ["mysql-eu", "mysql-docs", "rds-eu", "dds-eu", "dds-docs"];

const times = (count, make) => Array.from({ length: count }, (_, i) => make(i));
const repeat = (count, make) => times(count, make).join(" ");
/** An id as the product writes one: JSON with its CRC-32 before it. */
const { crc32 } = await import("node:zlib");
const sealed = (value) => {
  const json = Buffer.from(JSON.stringify(value));
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(json));
  return Buffer.concat([check, json]).toString("base64url");
};
const instanceOf = (n, i) => `${String(n).padStart(16, "0")}${String(i).padStart(16, "0")}in07`;

const FILES = `auditLogFiles(window: ${EVER}, first: 200)`;
const RECORD = "id name upstreamId sizeBytes begin end occurredAt fetchedAt nodeId";
const DAYS = '{ from: "2025-03-01T00:00:00Z", to: "2025-03-04T00:00:00Z" }';
/** Some 5 MB of files of one crowded instance, which is read once and written many times. */
const large = (n) => ({
  query: `query Large${n} { databaseInstance(ref: { source: "mysql-eu", instanceId: "7f3a9c1e5d2b4860a1c8e6f70b93d2a4in07" }) {
    auditLogFiles(window: ${DAYS}, first: 200) {
      ${repeat(28, (i) => `a${i}: edges { cursor node { ${RECORD} ...Wide } }`)} } } }
    fragment Wide on AuditLogFile { instance { instanceId sourceName } source { name kind region } }`,
});

export const attacks = {
  /** A thousand hosts that nobody has, each with its history. */
  entities: (n) => ({
    query: `query ($all: [_Any!]!) { _entities(representations: $all) { ... on ComputeHost {
      name usageAudits(first: 2) { nodes { id } } } } }`,
    variables: {
      all: times(1_000, (i) => ({ __typename: "ComputeHost", sourceName: "compute-eu", name: `made-up-${n}-${i}` })),
    },
  }),
  /** A host that does not exist, looked for in each period since 2009. */
  host: (n) => ({
    query: `query ($all: [_Any!]!) { _entities(representations: $all) { ... on ComputeHost {
      usageAudits(first: 200, window: ${EVER}) { nodes { id } coverage { state } } } } }`,
    variables: { all: [{ __typename: "ComputeHost", sourceName: "compute-eu", name: `made-up-${n}` }] },
  }),
  /** Every file of every source, by a name that none has. */
  filter: (n) => ({
    query: `{ auditLogFiles(window: ${EVER}, first: 200, filter: { nameContains: "none-${n}" }) {
      nodes { id } coverage { state problem { code } } } }`,
  }),
  /** Answers of 5 MB that are read. */
  large,
  /** The same, and nobody reads them. */
  silent: (n) => ({ ...large(n), isUnread: true }),
  /** Instances that the source does not know: each is a call, and all wait in its queue. */
  instances: (n) => ({
    query: `query ($all: [DatabaseInstanceRef!]!) { auditLogFiles(instances: $all, first: 20,
      window: { from: "2026-10-01T00:00:00Z", to: "2026-10-20T00:00:00Z" }) { nodes { id } coverage { state problem { code } } } }`,
    variables: { all: times(INSTANCES, (i) => ({ source: "mysql-eu", instanceId: instanceOf(n, i) })) },
  }),
  /** Tokens that no Keystone gave out, for a source that is asked in the caller's own name. */
  tokens: (n) => ({
    query: '{ usageAuditPeriods(sources: ["own"], first: 100) { nodes { id } coverage { state problem { code } } } }',
    headers: { "x-auth-token": `made-up-${n}` },
  }),
  /** Bearer tokens that nobody signed. */
  bearers: (n) => ({
    query: "{ auditSources { name } }",
    headers: {
      authorization: `Bearer ${Buffer.from('{"alg":"RS256"}').toString("base64url")}.${n}.${"A".repeat(342)}`,
    },
  }),
  /** A document that was never seen before. */
  names: (n) => ({ query: `query Name${n} { auditSources { ${repeat(500, () => "name kind")} } }` }),
  /** Documents as deep, as wide and as entangled as the limits allow. */
  shapes: (n) => shapes[n % shapes.length](n),
  /** Ids of nothing, as many as fields and aliases allow. */
  nodes: (n) => ({
    query: `query (${repeat(20, (i) => `$v${i}: [ID!]!`)}) { ${repeat(20, (i) => `a${i}: nodes(ids: $v${i}) { id }`)} }`,
    variables: Object.fromEntries(
      times(20, (at) => [
        `v${at}`,
        times(200, (i) => sealed([1, "DatabaseInstance", SOURCES[i % SOURCES.length], instanceOf(n * 20 + at, i)])),
      ]),
    ),
  }),
  /** Filters as long as a body. */
  lists: (n) => ({
    query: `query ($nodes: [String!]) { auditLogFiles(window: { from: "2025-03-01T00:00:00Z" }, first: 200, filter: { nodeIds: $nodes }) {
      nodes { id } coverage { state } } }`,
    variables: { nodes: times(40_000, (i) => `node-${n}-${i}`.slice(0, 11)) },
  }),
  /** One list of values for as many fields as its price allows. */
  given: (n) => ({
    query: `query ($names: [String!]) { ${repeat(12, (i) => `a${i}: databaseInstances(sources: $names, first: ${i + 1}) { nodes { id } }`)} }`,
    variables: { names: times(7_000, (i) => `none-${n}-${i}`) },
  }),
  /** Texts as long as they may be, in as many filters. */
  texts: (n) => ({
    query: `query ($text: String) { ${repeat(
      10,
      (i) => `a${i}: auditLogFiles(window: ${DAYS}, first: ${i + 1},
      filter: { nameContains: $text, nameContainsAnyCase: $text }) { nodes { id } }`,
    )} }`,
    variables: { text: `${n}${"\u0130".repeat(8_000)}` },
  }),
  /** Values that do not fit, nearly as many as a body may hold. */
  values: () => ({
    query: "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
    variables: { ids: times(40_000, () => ({})) },
  }),
  /** Most of a body, on as many connections as there may be, and nothing more. */
  bodies: () => ({ isUnfinished: true, at: 20 }),
  /** Bodies that take far more room than their texts, ten at once. */
  crowds: () => ({ ...attacks.values(), at: 10 }),
  /** A thousand errors, each of which is located in a document of very many lines. */
  lines: (n) => ({
    query: `${"\n".repeat(450_000)} query L${n} ($all: [_Any!]!) { _entities(representations: $all) { __typename } }`,
    variables: { all: times(1_000, (i) => ({ i })) },
  }),
  /** Exports of everything there is, which are read. */
  exports: (n) => ({ path: `/export?list=auditRecords&from=2009-01-01T00:00:00Z&text=none-${n}` }),
  /** Subscriptions, five of each abuser, which are opened again as soon as they have told something. */
  streams: (n) => ({
    path: "/graphql/stream",
    headers: { accept: "text/event-stream" },
    query: `subscription { auditRecordAppeared(window: { from: "2026-11-${10 + (n % 10)}T00:00:00Z" }) { newsCursor nodes { id } } }`,
    takes: 1,
    at: 5,
  }),
  /** The same 5 MB, compressed. */
  compressed: (n) => ({ ...large(n), headers: { "accept-encoding": n % 2 ? "br" : "gzip" } }),
  /** What stands inside files, searched for what none holds. */
  entries: (n) => ({
    query: `{ auditLogEntries(instances: [{ source: "mysql-docs", instanceId: "3d39c18788b54a919bab633874c159dfin01" }],
      window: { from: "2019-11-01T00:00:00Z", to: "2019-12-01T00:00:00Z" }, first: 200, filter: { textContains: "none-${n}" }) {
      nodes { occurredAt } coverage { state problem { code } } } }`,
  }),
  /** A thousand spans of everything, judged record by record. */
  volumes: (n) => ({
    query: `{ auditRecordVolume(window: { from: "2025-03-01T00:00:00Z", to: "2025-04-10T00:00:00Z" }, by: HOUR, groupBy: SOURCE,
      filter: { text: "none-${n}" }) { isWhole buckets { from to isWhole } } }`,
  }),
  /** What has appeared since a token that never was, or since the beginning. */
  news: (n) => ({
    query: `{ auditRecords(window: { from: "2026-10-01T00:00:00Z", to: "2026-12-01T00:0${n % 10}:00Z" }, first: 200) {
      newsCursor nodes { id } } }`,
  }),
  /** The whole schema, by another document each time. */
  introspection: (n) => ({
    query: `query I${n} { __schema { types { name description fields { name description args { name description type { name kind ofType { name } } }
      type { name kind ofType { name kind ofType { name kind } } } } inputFields { name description type { name } } enumValues { name description } } } }`,
  }),
  /** Ids of documents that nobody registered. */
  unregistered: (n) => ({
    extensions: { persistedQuery: { version: 1, sha256Hash: String(n).padStart(64, "0") } },
  }),
  /** Headers that are too large to be read. */
  heads: (n) => ({
    query: "{ __typename }",
    headers: { "x-more": "h".repeat(60_000), "x-yet-more": `${n}`.repeat(2_000) },
  }),
  /** Small requests, thirty-two sent ahead at once. */
  pipelined: () => ({ query: "{ auditSources { name } }", ahead: 32 }),
};

const nested = (levels, inner) => `${"{ previous ".repeat(levels)}{ ${inner} }${" }".repeat(levels)}`;
const shapes = [
  (n) => ({ query: `query S${n} { usageAuditPeriod(source: "compute-eu") ${nested(17, "id")} }` }),
  (n) => ({
    query: `query S${n} { ${repeat(20, (i) => `a${i}: usageAuditPeriod(source: "compute-eu") ${nested(4, "id hosts { nodes { state } }")}`)} }`,
  }),
  (n) => ({
    query: `query S${n} { ...F0 } ${repeat(90, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F90 on Query { auditSources { name } }`,
  }),
  (n) => ({ query: `query S${n} { auditSources { ${"name ".repeat(1_980)} } }` }),
  (n) => ({ query: `query S${n} { ${FILES} { ${repeat(320, () => "nodes { id name }")} } }` }),
  (n) => ({
    query: `query S${n} { auditSources { ${repeat(300, (i) => `...G${i}`)} } } ${repeat(200, (i) => `fragment G${i} on AuditSource { name }`)}`,
  }),
  (n) => ({ query: `query S${n} { auditSources { ${repeat(480, () => "... { name }")} } }` }),
  (n) => ({
    query: `query S${n} { __schema { types { fields { type { ofType { ofType { ofType { name fields { name } } } } } } } } }`,
  }),
  (n) => ({ query: `query S${n} { ${FILES} { ${repeat(28, (i) => `a${i}: totalCount`)} } }` }),
  (n) => ({ query: `query S${n} { auditSources { x${n}: name ${repeat(1_900, (i) => `f${i}`)} } }` }),
];
