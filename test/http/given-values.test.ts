import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type ServedProduct, startProduct } from "./support/product.js";

const MOST_CHARACTERS = 8_192;
const LONG = "x".repeat(MOST_CHARACTERS + 1);
const SPAN = 'window: { from: "2026-01-01T00:00:00Z" }';
const times = (count: number, text: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => text(i)).join(" ");

describe("what fields are given", () => {
  let product: ServedProduct;
  const calls: string[] = [];

  beforeAll(async () => {
    product = await startProduct({ sources: [memoryUsageSource({ calls }), memoryDatabaseSource({ calls })] });
  });
  beforeEach(() => void calls.splice(0));
  afterAll(() => product.stop());

  const priceOf = async (query: string, variables: object): Promise<unknown> => {
    const { body } = await product.ask(query, variables);
    return (body.extensions?.cost as { readonly requested: number } | undefined)?.requested;
  };

  test("is priced by its values, a point for five, as often as it is taken apart, but for the first 1,000", async () => {
    const query = `query ($kinds: [AuditSourceKind!]) { ${times(4, (i) => `a${i}: auditSources(kinds: $kinds) { name }`)} }`;
    const ofKinds = (count: number) => priceOf(query, { kinds: Array(count).fill("NOVA") });
    expect([await ofKinds(1), await ofKinds(249), await ofKinds(499), await ofKinds(19_999)]).toEqual([
      0,
      0,
      // A list is a value itself.
      (4 * 500 - 1_000) / 5,
      (4 * 20_000 - 1_000) / 5,
    ]);
  });

  test("is a value more for each 100 characters of a text", async () => {
    const query = "query ($names: [String!]) { databaseInstances(sources: $names, first: 1) { nodes { id } } }";
    const short = await priceOf(query, { names: Array(1_000).fill("none") });
    const long = await priceOf(query, { names: Array(1_000).fill("n".repeat(400)) });
    expect(Number(long) - Number(short)).toBe((4 * 1_000) / 5);
  });

  test("a list of 40,000, given to twenty fields of twenty records, is refused before anything is asked", async () => {
    const query = `query ($states: [HostAuditState!]) { usageAuditPeriods(first: 20) { nodes {
      ${times(20, (i) => `a${i}: hosts(states: $states, first: 1) { nodes { id } }`)} } } }`;
    const { status, body } = await product.ask(query, { states: Array(40_000).fill("DONE") });
    expect([status, body.errors?.[0]?.extensions.code, calls]).toEqual([400, "QUERY_TOO_COMPLEX", []]);
    // The first of them is more than anybody may pay for; the others are not counted.
    expect(body.errors?.[0]?.message).toMatch(
      / It asks for more than is counted: \d{6} so far, of which usageAuditPeriods\.nodes\.a0 takes 159\d{3}\.$/,
    );
  });

  test("no text is longer than a token of newSince may be", async () => {
    const name = "x".repeat(MOST_CHARACTERS);
    const { body } = await product.ask(
      `query ($name: String) { auditLogFiles(${SPAN}, filter: { nameContains: $name }) { nodes { id } } }`,
      { name },
    );
    expect([body.errors, calls.length > 0]).toEqual([undefined, true]);
  });

  test.each<readonly [where: string, query: string, variables: object]>([
    [
      "a filter",
      `query ($name: String) { auditLogFiles(${SPAN}, filter: { nameContainsAnyCase: $name }) { nodes { id } } }`,
      { name: LONG },
    ],
    ["a list", "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids: ["x", LONG] }],
    [
      "a representation",
      "query ($all: [_Any!]!) { _entities(representations: $all) { __typename } }",
      { all: [{ __typename: "ComputeHost", more: { name: LONG } }] },
    ],
    ["a variable that nothing takes", "{ auditSources { name } }", { name: LONG }],
    ["the document", `{ node(id: "${LONG}") { id } }`, {}],
    ["the document, as a name", `{ auditSources { ${LONG} } }`, {}],
    [
      "the document, as a number",
      `{ auditLogFiles(${SPAN}, first: ${"9".repeat(MOST_CHARACTERS + 1)}) { totalCount } }`,
      {},
    ],
    ["the document, as a word", `{ auditSources(kinds: [${LONG}]) { name } }`, {}],
  ])("a longer text in %s is refused, and not repeated", async (_where, query, variables) => {
    const before = product.refusals.get("longTexts") ?? 0;
    const { status, body } = await product.ask(query, variables);
    expect([status, body, calls]).toEqual([
      400,
      {
        errors: [
          {
            message: "The operation has a text or a name of more than 8192 characters.",
            extensions: { code: "QUERY_TOO_COMPLEX", retryable: false },
          },
        ],
      },
      [],
    ]);
    expect(product.refusals.get("longTexts")).toBe(before + 1);
  });

  test("nor may a subscription have one, of a document that was taken before either", async () => {
    const query =
      "subscription ($text: String) { auditRecordAppeared(filter: { text: $text }, first: 0) { nodes { id } } }";
    const subscribe = async (text: string): Promise<string> => {
      const response = await fetch(`${product.baseUrl}/graphql/stream`, {
        method: "POST",
        headers: { "content-type": "application/json", accept: "text/event-stream" },
        body: JSON.stringify({ query, variables: { text } }),
      });
      return response.text();
    };
    expect(await subscribe("short")).toContain("INVALID_ARGUMENT");
    expect(await subscribe(LONG)).toContain("QUERY_TOO_COMPLEX");
  });
});
