import { getIntrospectionQuery } from "graphql";
import { defaultLimits } from "../../src/config/settings.js";
import { encodeId } from "../../src/audit/id.js";
import { memoryBalancerSource } from "./support/memory-balancer-source.js";
import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type ServedProduct, startProduct } from "./support/product.js";

const deep = (levels: number): string =>
  `{ usageAuditPeriod(source: "compute") ${"{ previous ".repeat(levels)}{ id }${"}".repeat(levels)} }`;
const repeated = (count: number, text: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => text(i)).join(" ");

describe("an operation that asks for too much", () => {
  let product: ServedProduct;
  const calls: string[] = [];

  beforeAll(async () => {
    const sources = [memoryUsageSource({ calls }), memoryDatabaseSource({ calls }), memoryBalancerSource({ calls })];
    product = await startProduct({ sources });
  });
  beforeEach(() => void calls.splice(0));
  afterAll(() => product.stop());

  test.each([
    ["depth", "nests its fields deeper than 20 levels", deep(19)],
    [
      "depth",
      "nests its fields deeper than 20 levels",
      `{ usageAuditPeriod(source: "compute") { ...A } } ${repeated(10, (i) => `fragment ${"ABCDEFGHIJK"[i]} on UsageAuditPeriod { previous { previous { ...${"ABCDEFGHIJK"[i + 1]} } } }`)} fragment K on UsageAuditPeriod { id }`,
    ],
    ["aliases", "has more than 30 aliases", `{ auditSources { ${repeated(31, (i) => `a${i}: name`)} } }`],
    ["rootFields", "has more than 20 fields at its top", `{ ${repeated(21, () => "auditSources { name }")} }`],
    [
      "rootFields",
      "has more than 20 fields at its top",
      `{ ...A ...B } fragment A on Query { ${repeated(11, () => "__typename")} } fragment B on Query { ...A }`,
    ],
    [
      "directives",
      "has more than 30 directives",
      `{ auditSources { ${repeated(31, () => "name @include(if: true)")} } }`,
    ],
    ["tokens", "is longer than 2000 tokens, or than as many lines", `{ auditSources { ${"name ".repeat(2_000)} } }`],
    [
      "cost",
      "may cost more than 20000 points: ask for shorter windows, smaller pages or fewer lists at once",
      "{ usageAuditPeriods(first: 200) { nodes { hosts(first: 200) { nodes { host { usageAudits(first: 200) { nodes { state } } } } } } } }",
    ],
    [
      "cost",
      "may cost more than 20000 points: ask for shorter windows, smaller pages or fewer lists at once",
      `{ databaseInstances(first: 200) { nodes { auditLogFiles(window: { from: "1990-01-01T00:00:00Z" }, first: 200) { nodes { name downloadLink { url } } } auditPolicy { enabled } } } }`,
    ],
  ])("is refused by its %s, with the limit's value and before anything is asked", async (limit, words, query) => {
    const { status, body } = await product.ask(query);
    expect(body.errors?.map(({ message, extensions }) => [message, extensions])).toEqual([
      [
        limit === "cost"
          ? expect.stringMatching(`^The operation ${words} \\(limits\\.cost\\)\\. It would cost \\d+, of which `)
          : `The operation ${words} (limits.${limit}).`,
        { code: "QUERY_TOO_COMPLEX", retryable: false },
      ],
    ]);
    expect([status, body.data, calls]).toEqual([400, undefined, []]);
  });

  test.each([
    [
      "{ all: usageAuditPeriods(first: 200) { nodes { hosts(first: 200) { nodes { host { usageAudits(first: 200) { nodes { state } } } } } } } }",
      "all.nodes.hosts.nodes.host.usageAudits",
    ],
    [
      `{ auditSources { name } ...Files }
       fragment Files on Query { databaseInstances(first: 200) { nodes { ... { auditLogFiles(window: { last: "P30Y" }, first: 200) { totalCount } } } } }`,
      "databaseInstances.nodes.auditLogFiles.totalCount",
    ],
  ])("a refused operation is told what it would cost, and its dearest field", async (query, dearest) => {
    const { body } = await product.ask(query);
    const [, cost, path, points] =
      /It would cost (\d+), of which (\S+) takes (\d+)\.$/.exec(body.errors?.[0]?.message ?? "") ?? [];
    expect(path).toBe(dearest);
    expect(Number(cost)).toBeGreaterThan(20_000);
    expect(Number(points)).toBeGreaterThan(Number(cost) / 2);
    expect(Number(points)).toBeLessThanOrEqual(Number(cost));
  });

  const PERIODS = (first: string): string =>
    `{ usageAuditPeriods(${first}) { nodes { hosts(first: 200) { nodes { host { usageAudits(first: 200) { nodes { state } } } } } } } }`;
  const FILES = (first: string): string =>
    `{ databaseInstances { nodes { auditLogFiles(window: { from: "1990-01-01T00:00:00Z" }, ${first}) { totalCount nodes { downloadLink { url } } } auditPolicy { enabled } } } }`;

  test.each([
    ["a page of none", PERIODS("first: 0"), "first: a page has 1 to 200 records."],
    ["a page below none", PERIODS("first: -1"), "first: a page has 1 to 200 records."],
    ["a page over the largest", PERIODS("first: 201"), "first: a page has 1 to 200 records."],
    ["a page over the largest, of each of many lists", FILES("last: 2000000000"), "last: a page has 1 to 200 records."],
    [
      "a page from both ends",
      '{ auditLogFiles(window: { from: "1990-01-01T00:00:00Z" }, first: 200, last: 200) { totalCount nodes { id } } }',
      "first, last: ask for one of them, not both; each takes 1 to 200.",
    ],
  ])("that will be refused for %s is told so, and not that it is too dear", async (_what, query, message) => {
    const { status, body } = await product.ask(query);
    expect([
      ...new Set(body.errors?.map(({ extensions, ...error }) => `${String(extensions.code)} ${error.message}`)),
    ]).toEqual([`INVALID_ARGUMENT ${message}`]);
    expect([status, calls.filter((call) => /files|periods/i.test(call))]).toEqual([200, []]);
  });

  test("that names too many nodes or entities is told so, and not that it is too dear", async () => {
    const ids = Array.from({ length: 3_000 }, (_, i) =>
      encodeId({ type: "AuditLogFile", source: "mysql", instanceId: "one", begin: 0, upstreamId: `${i}` }),
    );
    const representations = ids.map((id) => ({ __typename: "AuditLogFile", id }));
    const nodes = await product.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids });
    const entities = await product.ask(
      "query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }",
      { representations },
    );
    expect([nodes, entities].map(({ body }) => body.errors?.map(({ message }) => message))).toEqual([
      ["ids: ask for at most 200 nodes at once."],
      ["representations: ask for at most 1000 entities at once."],
    ]);
  });

  test("and hides that in fragments is refused too, in no time", async () => {
    const bomb = repeated(40, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`);
    const { status, body } = await product.ask(`{ ...F0 } ${bomb} fragment F40 on Query { auditSources { name } }`);
    expect([status, body.data]).toEqual([400, undefined]);
    expect(calls).toEqual([]);
  });

  test.each([
    ["in one place", `{ auditSources { ${repeated(110, () => "name")} } }`],
    ["in fragments", `{ auditSources { ${repeated(400, () => "... { name }")} } }`],
    ["one below the other", `{ usageAuditPeriods { ${repeated(40, () => `nodes { ${repeated(10, () => "id")} }`)} } }`],
    [
      "below others that are the same",
      `{ ${repeated(10, () => `usageAuditPeriods { nodes { ${repeated(30, () => "id")} } }`)} } # ${"-".repeat(1_000)}`,
    ],
  ])("for the same again and again, %s, is refused before it is validated", async (_where, query) => {
    // What is not a field of anything would be told otherwise.
    const { status, body } = await product.ask(`${query} ${" ".repeat(1_000)} fragment Wrong on Query { nothing }`);
    expect([status, body.errors?.map(({ message, extensions }) => [message, extensions.code])]).toEqual([
      400,
      [
        [
          "The operation asks for the same fields in the same places again and again, which makes more than 5000 pairs of them: ask for each once.",
          "QUERY_TOO_COMPLEX",
        ],
      ],
    ]);
    expect(product.refusals.get("equalFields")).toBeGreaterThan(0);
  });

  test("is none where thirty fragments ask for the same ten fields", async () => {
    const fields = "id name upstreamId sizeBytes begin end occurredAt fetchedAt nodeId __typename";
    const query = `{ auditLogFiles(window: { from: "2026-01-01T00:00:00Z" }, first: 1) { nodes { ${repeated(30, (i) => `...F${i}`)} } } }
      ${repeated(30, (i) => `fragment F${i} on AuditLogFile { ${fields} }`)}`;
    const { body } = await product.ask(query);
    expect(body.errors).toBeUndefined();
    expect(body.data).not.toBeNull();
  });

  test("tells twenty of its mistakes, and that there are more", async () => {
    const { status, body } = await product.ask(`{ auditSources { ${repeated(900, (i) => `nothing${i}`)} } }`);
    expect([status, body.errors?.length]).toEqual([400, 21]);
    expect(body.errors?.at(-1)?.message).toContain("Too many validation errors");
  });

  test("and has more lines than it may have tokens is refused: each error of it would count them anew", async () => {
    const { status, body } = await product.ask(
      `${"\n".repeat(400_000)} query ($all: [_Any!]!) { _entities(representations: $all) { __typename } }`,
      { all: Array.from({ length: 1_000 }, (_, i) => ({ i })) },
    );
    expect([status, body.data, body.errors?.map(({ message, extensions }) => [message, extensions])]).toEqual([
      400,
      undefined,
      [
        [
          "The operation is longer than 2000 tokens, or than as many lines (limits.tokens).",
          { code: "QUERY_TOO_COMPLEX", retryable: false },
        ],
      ],
    ]);
    const lines = await product.ask(`${"\n".repeat(1_900)} { auditSources { name } }`);
    expect([lines.status, lines.body.errors]).toEqual([200, undefined]);
  });

  test("tells what it would have cost", async () => {
    const { body } = await product.ask(
      "{ usageAuditPeriods(first: 200) { nodes { hosts(first: 200) { nodes { host { usageAudits { nodes { state } } } } } } } }",
    );
    expect(body.extensions?.cost).toEqual({
      requested: expect.any(Number) as number,
      limit: 20_000,
      upstreamCalls: { planned: expect.any(Number) as number, made: 0, deduplicated: 0 },
    });
  });

  test("as a variable it is counted as if it stood in the document", async () => {
    const query =
      "query ($first: Int) { usageAuditPeriods(first: $first) { nodes { hosts(first: $first) { nodes { state } } } } }";
    const small = await product.ask(query, { first: 10 });
    const large = await product.ask(query, { first: 200 });
    expect([small.body.extensions?.cost, large.body.extensions?.cost]).toMatchObject([
      // 10 periods and three more calls; 10 + 100 records. Planned is half of the calls more, and 6, for retries.
      { requested: 24, upstreamCalls: { planned: 25 } },
      { requested: 4_223, upstreamCalls: { planned: 301 } },
    ]);
  });

  test("each place that records are written in is counted", async () => {
    const of = async (places: string) =>
      (await product.ask(`{ auditLogFiles(window: { from: "2026-01-01T00:00:00Z" }, first: 200) { ${places} } }`)).body
        .extensions?.cost as { requested: number };
    const once = (await of("nodes { id } coverage { state }")).requested;
    expect((await of("nodes { id } a: nodes { id } b: edges { node { id } } pageInfo { endCursor }")).requested).toBe(
      once + 2 * 20,
    );
  });

  test("values of the schema are counted as records are, and one that asks for too many is refused", async () => {
    const { body } = await product.ask('{ __schema { queryType { name } } __type(name: "DateTime") { name kind } }');
    // A value for each field and each object.
    expect(body.extensions?.cost).toMatchObject({ requested: 1, upstreamCalls: { planned: 0 } });
    const whole = await product.ask(getIntrospectionQuery());
    const { requested } = whole.body.extensions?.cost as { readonly requested: number };
    expect([whole.status, whole.body.errors, requested > 500 && requested < 1_500]).toEqual([200, undefined, true]);
    const often = repeated(20, (i) => `a${i}: fields { args { name type { ofType { name } } } }`);
    const refused = await product.ask(`{ __schema { types { ${often} } } }`);
    expect([refused.status, refused.body.errors?.[0]?.extensions.code]).toEqual([400, "QUERY_TOO_COMPLEX"]);
    expect(refused.body.errors?.[0]?.message).toMatch(
      /asks for more than is counted: 25\d\d so far, of which __schema/,
    );
  });

  test("what is skipped costs nothing", async () => {
    const query =
      "query ($all: Boolean!) { usageAuditPeriods(first: 200) @include(if: $all) { nodes { id } } auditSources { name } }";
    const { body } = await product.ask(query, { all: false });
    expect(body.extensions?.cost).toMatchObject({ requested: 0, limit: defaultLimits.cost });
  });
});
