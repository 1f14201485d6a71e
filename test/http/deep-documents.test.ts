import { defaultLimits } from "../../src/config/settings.js";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type ServedProduct, startProduct } from "./support/product.js";

const MANY_TOKENS = 1_000_000;
/** Up to what is refused at once, and some that the parser can read in a warm process, and cannot in a cold one. */
const DEPTHS = [990, 100, 490, 1_500, 3_000, 6_000, 12_000, 100_000];

const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

/** Where a document may hold a value of any depth. */
const PLACES: readonly (readonly [place: string, path: string, document: (value: string) => string])[] = [
  ["a list of representations", "/graphql", (value) => `{ _entities(representations: ${value}) { __typename } }`],
  [
    "a key of a representation",
    "/graphql",
    (value) => `{ _entities(representations: [{ __typename: "AuditSource", name: ${value} }]) { __typename } }`,
  ],
  ["a list of ids", "/graphql", (value) => `{ nodes(ids: ${value}) { id } }`],
  ["a default", "/graphql", (value) => `query ($ids: [ID!] = ${value}) { nodes(ids: $ids) { id } }`],
  ["a type", "/graphql", (value) => `query ($n: ${value.replace("[]", "[Int]")}) { __typename }`],
  ["an argument of a directive", "/graphql", (value) => `{ __typename @include(if: ${value}) }`],
  ["the same argument twice", "/graphql", (value) => `{ nodes(ids: ${value}) { id } nodes(ids: ${value}) { id } }`],
  [
    "a subscription's argument",
    "/graphql/stream",
    (value) => `subscription { auditRecordAppeared(x: ${value}) { id } }`,
  ],
];

describe("a document whose brackets nest too deeply", () => {
  let product: ServedProduct;
  beforeAll(async () => {
    product = await startProduct({
      sources: [memoryUsageSource({ calls: [] })],
      limits: { ...defaultLimits, tokens: MANY_TOKENS },
    });
  });
  afterAll(() => product.stop());

  test.each(PLACES)("in %s is the caller's mistake, however deep", async (_place, path, document) => {
    const seen = new Set<string>();
    for (const depth of DEPTHS) {
      const response = await fetch(`${product.baseUrl}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", accept: path === "/graphql" ? "*/*" : "text/event-stream" },
        body: JSON.stringify({ query: document(nested(depth)) }),
      });
      const text = await response.text();
      expect([depth, response.status < 500, text.includes('"INTERNAL"'), text.includes("call stack")]).toEqual([
        depth,
        true,
        false,
        false,
      ]);
      seen.add(text);
    }
    expect([...seen].some((text) => text.includes("brackets open at once: nest its values less"))).toBe(true);
    expect(product.refusals.get("openBrackets")).toBeGreaterThan(0);
    expect(product.lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  test("is refused by GET too, where a URL has room for thousands", async () => {
    const query = `{ nodes(ids: ${nested(4_000)}) { id } }`;
    const response = await fetch(`${product.baseUrl}/graphql?query=${query.replaceAll(" ", "+")}`, {
      headers: { "apollo-require-preflight": "1" },
    });
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining("The operation has more than 1000 brackets open at once: nest its values less."),
    ]);
  });

  test("is none for its texts, or for brackets one behind the other", async () => {
    const ids = `["${"[".repeat(2_000)}", "${"{(".repeat(1_000)}", ${'"x", '.repeat(10)} "x"]`;
    const { body } = await product.ask(
      `{ nodes(ids: ${ids}) { id } ${"... { ".repeat(10)}__typename${" }".repeat(10)} } # ${"(".repeat(2_000)}`,
    );
    expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual(
      Array.from({ length: 13 }, () => "INVALID_ID"),
    );
  });
});
