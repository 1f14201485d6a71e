/** What is asked while soaking: the project's own examples, page after page, and callers who ask badly or go away. */
import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../../examples/", import.meta.url);
const variables = JSON.parse(readFileSync(new URL("variables.json", folder), "utf8"));
const examples = readdirSync(folder)
  .filter((name) => name.endsWith(".graphql"))
  .map((name) => ({
    query: readFileSync(new URL(name, folder), "utf8"),
    variables: variables[name.replace(".graphql", "")] ?? {},
  }));

/** So many windows that none is always at hand, and so few that caches are full before the slopes are taken. */
const WINDOWS = 60;
const DAY = 86_400_000;
const START = Date.UTC(2025, 0);
const page = `query Page($window: TimeWindowInput!, $after: String) {
  auditRecords(window: $window, first: 30, after: $after) {
    nodes { __typename id occurredAt source { name } }
    pageInfo { hasNextPage endCursor }
    coverage { source { name } state problem { code } }
  }
}`;
const windowOf = (turn) => {
  const from = START + (turn % WINDOWS) * 5 * DAY;
  return { from: new Date(from).toISOString(), to: new Date(from + 3 * DAY).toISOString() };
};
const bad = [
  { query: '{ node(id: "damaged") { id } }' },
  { query: "{ nonsense }" },
  { query: page, variables: { window: windowOf(0), after: "damaged" } },
];

/** The operation of a turn, with `leaveAfterMs` where its caller does not wait for the answer. */
export const operationOf = (turn) => {
  if (turn % 20 === 7) return bad[Math.floor(turn / 20) % bad.length];
  const asked =
    turn % 2 === 0
      ? { query: page, variables: { window: windowOf(turn / 2) } }
      : examples[((turn - 1) / 2) % examples.length];
  return turn % 15 === 4 ? { ...asked, leaveAfterMs: turn % 45 } : asked;
};

/** Faults that come and go, each for one sampling: most of the time something somewhere is broken. */
export const faults = [
  { source: "mysql-eu", kind: "server-error", probability: 0.3 },
  { source: "compute-eu", kind: "cut-body", probability: 0.3 },
  { source: "rds-eu", kind: "hang", probability: 0.2 },
  { source: "lb", kind: "truncated-json", probability: 0.5 },
  { source: "dds-eu", kind: "throttled", retryAfter: 1, probability: 0.3 },
  { source: "*", kind: "cut-before-headers", probability: 0.1 },
  { source: "mysql-eu", kind: "tokens-expire", probability: 0.05 },
  { source: "keystone", kind: "unavailable", probability: 0.5 },
];
