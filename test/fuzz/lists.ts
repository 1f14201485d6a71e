/** Lists of every kind of source, merged and single, with variables that stay: their cursors are bound to them. */
const lists: readonly string[] = [
  "usageAuditPeriods(window: $window, first: 2, after: $AFTER) { edges { cursor node { id } } coverage { problem { code message } } }",
  'usageAuditPeriod(source: "compute-us") { hosts(first: 2, after: $AFTER) { edges { cursor node { id } } } }',
  "databaseInstances(first: 2, after: $AFTER) { edges { cursor node { id } } }",
  "auditLogFiles(window: $window, first: 2, after: $AFTER) { edges { cursor node { id } } coverage { problem { code message } } }",
  'auditLogFiles(instances: [$instance], window: {from: "2019-11-01T00:00:00Z", to: "2019-12-01T00:00:00Z"}, orderBy: OLDEST_FIRST, last: 2, before: $AFTER) { edges { cursor node { id } } }',
  "loadBalancerAudits(first: 2, after: $AFTER) { edges { cursor node { id alerts { id } } } }",
  "auditRecords(window: $window, first: 3, after: $AFTER) { edges { cursor node { __typename id } } coverage { problem { code message } } }",
  "auditRecords(window: $window, orderBy: OLDEST_FIRST, first: 3, after: $AFTER) { edges { cursor node { __typename id } } coverage { problem { code message } } }",
];
export const LISTS = lists.length;

export const listVariables = {
  window: { from: "2026-11-10T00:00:00Z", to: "2026-11-18T00:00:00Z" },
  instance: { source: "mysql-docs", instanceId: "3d39c18788b54a919bab633874c159dfin01" },
};

/** All lists in one operation, each after a cursor of its own: $c0, $c1 … */
export const listsQuery = `query Lists($window: TimeWindowInput!, $instance: DatabaseInstanceRef!, ${lists
  .map((_, i) => `$c${i}: String`)
  .join(", ")}) { ${lists.map((list, i) => `l${i}: ${list.replace("$AFTER", `$c${i}`)}`).join("\n")} }`;

/** Ids by the two ways in that an id has. */
export const idsQuery = `query Ids($ids: [ID!]!, $representations: [_Any!]!) {
  nodes(ids: $ids) { __typename id ... on AuditRecord { occurredAt source { name } } }
  _entities(representations: $representations) { __typename ... on DatabaseInstance { name } }
}`;
