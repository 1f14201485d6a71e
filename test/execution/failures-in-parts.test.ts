import { AuditError } from "../../src/audit/errors.js";
import { encodeId } from "../../src/audit/id.js";
import { memoryBalancerSource } from "../http/support/memory-balancer-source.js";
import { memoryDatabaseSource } from "../http/support/memory-database-source.js";
import { bothOf, writing } from "./both.js";
import { answerOf } from "./support.js";

/** One failure for all who ask, which tells how many places GraphQL made an error for in any one turn of the event loop. */
const sharedFailure = () => {
  let [located, most, isOver] = [0, 0, false];
  const error = new AuditError("UPSTREAM_UNAVAILABLE", "");
  Object.defineProperty(error, "message", {
    get: () => {
      located += 1;
      return "Nothing can be read.";
    },
  });
  let all = 0;
  const look = (): void => {
    all += located;
    most = Math.max(most, located);
    located = 0;
    if (!isOver) setImmediate(look);
  };
  setImmediate(look);
  return {
    error,
    end: (): { readonly all: number; readonly most: number } => {
      isOver = true;
      look();
      return { all, most };
    },
  };
};

/** Sources whose reads all wait for one, which fails once thousands wait for it. */
const failingTogether = (error: Error) => {
  const [database, balancers] = [memoryDatabaseSource(), memoryBalancerSource()];
  if (database.subject !== "database" || balancers.subject !== "loadBalancer") throw new Error("other sources");
  let waiting = 0;
  let fail = (): void => undefined;
  const read = new Promise<never>((_resolve, reject) => (fail = () => reject(error)));
  read.catch(() => undefined);
  const ask = (): Promise<never> => {
    waiting += 1;
    return read;
  };
  const opened: typeof database.open = (session) => ({ ...database.open(session), instance: ask });
  const balanced: typeof balancers.open = (session) => ({ ...balancers.open(session), audit: ask });
  const failsAt = async (count: number): Promise<void> => {
    while (waiting < count) await new Promise(setImmediate);
    fail();
  };
  return {
    sources: [
      { ...database, open: opened },
      { ...balancers, open: balanced },
    ],
    failsAt,
  };
};

const LISTS = Array.from({ length: 20 }, (_, i) => `v${i}`);
const nodes = {
  query: `query (${LISTS.map((name) => `$${name}: [ID!]!`).join(" ")}) {
    ${LISTS.map((name) => `${name}: nodes(ids: $${name}) { id }`).join(" ")} }`,
  variables: Object.fromEntries(
    LISTS.map((name) => [
      name,
      Array.from({ length: 200 }, (_, i) =>
        encodeId({ type: "DatabaseInstance", source: "mysql", instanceId: `${name}-${i}` }),
      ),
    ]),
  ),
};
const balancersOf = (count: number) => ({
  r: Array.from({ length: count }, (_, i) => ({ __typename: "LoadBalancer", sourceName: "lb", loadBalancerId: i })),
});
const ENTITIES = "query ($r: [_Any!]!) { _entities(representations: $r) { ... on LoadBalancer { audit { status } } } }";

describe("what fails for all of a long list at once", () => {
  test("is told by GraphQL in parts, with turns of the event loop between them: nodes", async () => {
    const failure = sharedFailure();
    const { sources, failsAt } = failingTogether(failure.error);
    const [{ text }] = await Promise.all([
      answerOf(writing, nodes.query, { variables: nodes.variables, sources }),
      failsAt(4_000),
    ]);
    const { all, most } = failure.end();
    expect(all).toBeGreaterThanOrEqual(4_000);
    expect(most).toBeLessThanOrEqual(200);
    expect((JSON.parse(text) as { readonly errors: readonly unknown[] }).errors).toHaveLength(4_000);
  });

  test("is told by GraphQL in parts, with turns of the event loop between them: entities", async () => {
    const failure = sharedFailure();
    const { sources, failsAt } = failingTogether(failure.error);
    const [{ text }] = await Promise.all([
      answerOf(writing, ENTITIES, { variables: balancersOf(1_000), sources }),
      failsAt(1_000),
    ]);
    const { all, most } = failure.end();
    expect(all).toBeGreaterThanOrEqual(1_000);
    expect(most).toBeLessThanOrEqual(200);
    expect((JSON.parse(text) as { readonly errors: readonly unknown[] }).errors).toHaveLength(1_000);
  });

  test.each([
    ["nodes", "query ($v0: [ID!]!) { nodes(ids: $v0) { id } }", nodes.variables],
    ["entities", ENTITIES, balancersOf(1_000)],
  ])("is told as GraphQL tells it: %s", async (_what, query, variables) => {
    const { sources, failsAt } = failingTogether(new AuditError("UPSTREAM_UNAVAILABLE", "Nothing can be read."));
    const [{ alone, text }] = await Promise.all([bothOf(query, { variables, sources }), failsAt(1)]);
    expect(text).toBe(alone);
  });
});
