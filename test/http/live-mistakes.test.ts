import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type ServedProduct, startProduct } from "./support/product.js";

const NAMED = "subscription A($window: TimeWindowInput) { auditRecordAppeared(window: $window) { nodes { id } } }";
const TWO = `${NAMED} ${NAMED.replace("A(", "B(")}`;
const conditional = (condition: string): string =>
  `subscription ($asked: Boolean = true) { auditRecordAppeared ${condition} { nodes { id } } }`;

describe("what is wrong with a subscription's body is told to its caller, and is nothing internal", () => {
  let product: ServedProduct;
  beforeAll(async () => {
    product = await startProduct({ sources: [memoryUsageSource({ calls: [] })] });
  });
  afterEach(() => {
    expect(product.lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
  afterAll(() => product.stop());

  const subscribe = async (body: object) => {
    const response = await fetch(`${product.baseUrl}/graphql/stream`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify(body),
    });
    const { errors } = (await response.json()) as {
      errors: readonly { message: string; extensions: { code: string } }[];
    };
    return [response.status, ...errors.map(({ message, extensions }) => `${extensions.code} ${message}`)];
  };

  test.each(
    [1, "x", true, [], [{ window: null }]].flatMap((value) => [
      ["variables", value] as const,
      ["extensions", value] as const,
    ]),
  )("%s: %j is no object", async (name, value) => {
    expect(await subscribe({ query: NAMED, [name]: value })).toEqual([
      400,
      `INVALID_ARGUMENT ${name}: write an object.`,
    ]);
  });

  test.each([1, true, {}, ["A"]])("operationName: %j is no string", async (operationName) => {
    expect(await subscribe({ query: NAMED, operationName })).toEqual([
      400,
      "INVALID_ARGUMENT operationName: write it as a string.",
    ]);
  });

  test.each([
    ["of two", { query: TWO }],
    ["that is not there", { query: NAMED, operationName: "C" }],
    ["that is not there", { query: NAMED, operationName: "__proto__" }],
  ])("an operation %s must be named", async (_which, body) => {
    expect(await subscribe(body)).toEqual([
      400,
      "INVALID_ARGUMENT operationName: name one of the document's operations.",
    ]);
  });

  test("a variable that does not fit is named", async () => {
    expect(await subscribe({ query: NAMED, variables: { window: 1 } })).toEqual([
      400,
      'INVALID_ARGUMENT Variable "$window" got invalid value 1; Expected type "TimeWindowInput" to be an object.',
    ]);
  });

  test.each(["@include(if: false)", "@skip(if: true)"])("%s leaves nothing to subscribe to", async (condition) => {
    const query = conditional(condition).replace("($asked: Boolean = true) ", "");
    expect(await subscribe({ query })).toEqual([
      400,
      "INVALID_ARGUMENT operation: @skip or @include leaves its field out: a subscription asks for one.",
    ]);
  });

  test("a condition of a variable is none that a subscription's field may have", async () => {
    const [status, told] = await subscribe({ query: conditional("@include(if: $asked)") });
    expect([status, told]).toEqual([400, expect.stringMatching(/^INVALID_ARGUMENT .*"\$asked"/)]);
  });
});
