import { type ConfiguredProduct, startConfigured } from "./support/configured-product.js";

let product: ConfiguredProduct;
beforeAll(async () => {
  product = await startConfigured(() => ({}));
});
afterAll(() => product.stop());

let year = 2_010;

/** The calls that a page of four months takes, of months that no other test asks for. */
const callsOf = async (selection: string): Promise<number> => {
  year += 1;
  const window = `window: { from: "${year}-01-15T00:00:00Z", to: "${year}-11-15T00:00:00Z" }`;
  const { body } = await product.ask(
    `query ($yes: Boolean!, $no: Boolean!) {
      usageAuditPeriods(sources: ["compute-eu"], ${window}, first: 4) { ${selection} } }
      fragment Next on PageInfo { hasNextPage }`,
    { yes: true, no: false },
  );
  expect(body.errors).toBeUndefined();
  const { cost } = body.extensions as { cost: { upstreamCalls: { made: number } } };
  return cost.upstreamCalls.made;
};
const NODES = "nodes { begin end @include(if: $yes) } pageInfo { ...Next @include(if: $no) }";

describe("a page of periods, each of which is a call", () => {
  test.each([
    ["nothing of its page", NODES, 4],
    ["where it ends", `${NODES} pageInfo { endCursor startCursor }`, 4],
    ["whether any stand before it, of which the first page knows", `${NODES} pageInfo { hasPreviousPage }`, 4],
    ["what is left out", `${NODES} pageInfo { hasNextPage @include(if: $no) more: hasNextPage @skip(if: $yes) }`, 4],
    ["whether more follow", `${NODES} pageInfo { hasNextPage }`, 5],
    ["whether more follow, by another name", `${NODES} pageInfo { more: hasNextPage @include(if: $yes) }`, 5],
    ["whether more follow, in a fragment", `${NODES} pageInfo { ... on PageInfo { ...Next } }`, 5],
  ])("takes the calls that are needed where the operation selects %s", async (_what, selection, calls) => {
    expect(await callsOf(selection)).toBe(calls);
  });
});
