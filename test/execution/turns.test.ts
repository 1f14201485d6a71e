import { encodeId } from "../../src/audit/id.js";
import { buildAuditSchema } from "../../src/graphql/schema.js";
import { writeListsOf } from "../../src/server/execution/list-texts.js";
import { memoryUsageSource } from "../http/support/memory-usage-source.js";
import { memoryDatabaseSource } from "../http/support/memory-database-source.js";
import { answerOf } from "./support.js";

const schema = buildAuditSchema().executable;
const QUERY = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on ComputeHost { name usageAudits(first: 1) { nodes { id } } } } }`;
const hosts = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ __typename: "ComputeHost", sourceName: "compute", name: `host-${i}` }));

/** How often the event loop came round while the work was done. */
const turnsDuring = async (work: () => Promise<unknown>): Promise<number> => {
  let [turns, isOver] = [0, false];
  const count = (): void => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  await work();
  isOver = true;
  return turns;
};

test("an operation of thousands of ids lets the event loop turn between them", async () => {
  const names = Array.from({ length: 20 }, (_, i) => `v${i}`);
  const query = `query (${names.map((name) => `$${name}: [ID!]!`).join(" ")}) {
    ${names.map((name) => `${name}: nodes(ids: $${name}) { id }`).join(" ")} }`;
  const ids = Array.from({ length: 200 }, (_, i) => `damaged-${i}`);
  const variables = Object.fromEntries(names.map((name) => [name, ids]));
  const turns = await turnsDuring(() => answerOf(schema, query, { variables }));
  // 20 names are a step, and so are 5 places that are completed: at most 32 steps are in each turn.
  expect(turns).toBeGreaterThanOrEqual((4_000 / 20 + 4_000 / 5) / 32);
});

describe("steps of names", () => {
  const stepsOf = async (query: string, variables: Readonly<Record<string, unknown>>): Promise<number> => {
    let steps = 0;
    const turn = (more = 1): undefined => void (steps += more);
    const { text } = await answerOf(schema, query, { variables, turn });
    expect(text).not.toContain('"errors"');
    return steps;
  };

  test("a router's hundred stubs are no more than a page", async () => {
    const query = "query ($all: [_Any!]!) { _entities(representations: $all) { ... on ComputeHost { name } } }";
    expect(await stepsOf(query, { all: hosts(100) })).toBe(100 / 20 + 100 / 5);
  });

  test("a node that is to be found is one by itself", async () => {
    const ids = Array.from({ length: 100 }, (_, i) =>
      encodeId({ type: "DatabaseInstance", source: "mysql", instanceId: `instance-${i}` }),
    );
    const query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    expect(await stepsOf(query, { ids })).toBeGreaterThanOrEqual(100 + 100 / 5);
  });
});

test("a list is written in a turn of its own, where the page before was large", async () => {
  const schema = writeListsOf(buildAuditSchema().executable);
  const names = Array.from({ length: 24 }, (_, i) => `a${i}`);
  const query = `{ auditLogFiles(window: { from: "2026-01-01T00:00:00Z" }, first: 200) {
    ${names.map((name) => `${name}: nodes { id name begin end }`).join(" ")} } }`;
  const instances = Array.from({ length: 40 }, (_, i) => `instance-${i}`);
  const turns = await turnsDuring(() => answerOf(schema, query, { sources: [memoryDatabaseSource({ instances })] }));
  expect(turns).toBeGreaterThanOrEqual(names.length / 4);
});

describe("an operation of very many entities", () => {
  test("lets the event loop turn between them", async () => {
    const representations = hosts(1_000);
    const turns = await turnsDuring(() => answerOf(schema, QUERY, { variables: { representations } }));
    expect(turns).toBeGreaterThanOrEqual(1_000 / 50 - 1);
  });

  test("answers each in its own place, the bad ones too", async () => {
    const representations = hosts(120).map((host, i) => (i % 50 === 7 ? { ...host, name: 7 } : host));
    const { text } = await answerOf(schema, QUERY, { variables: { representations } });
    const { data, errors } = JSON.parse(text) as {
      readonly data: { readonly _entities: readonly ({ readonly name: string } | null)[] };
      readonly errors: readonly { readonly path: readonly unknown[] }[];
    };
    expect(data._entities.map((host) => host?.name ?? null)).toEqual(
      representations.map(({ name }) => (typeof name === "string" ? name : null)),
    );
    expect(errors.map(({ path }) => path)).toEqual([7, 57, 107].map((place) => ["_entities", place]));
  });

  test("is refused above a thousand", async () => {
    const { text } = await answerOf(schema, QUERY, { variables: { representations: hosts(1_001) } });
    expect(text).toContain("representations: ask for at most 1000 entities at once.");
  });

  test("ends with the operation: what was not begun is not begun any more", async () => {
    const controller = new AbortController();
    const usage = memoryUsageSource();
    // The first entity that asks its source for anything is the last thing that the operation does.
    const open = (...[session]: Parameters<typeof usage.open>) => {
      controller.abort(new Error("the operation is over"));
      return usage.open(session);
    };
    const { text } = await answerOf(schema, QUERY, {
      variables: { representations: hosts(1_000) },
      sources: [{ ...usage, open } as typeof usage],
      signal: controller.signal,
    });
    const { data } = JSON.parse(text) as { readonly data: { readonly _entities: readonly unknown[] } };
    const begun = data._entities.filter((entity) => entity !== null).length;
    expect(begun).toBeGreaterThan(0);
    expect(begun).toBeLessThan(500);
  });
});
