import { DENSE } from "../../sandbox/index.js";
import { type ConfiguredProduct, startConfigured } from "./support/configured-product.js";

interface Page {
  readonly nodes: readonly unknown[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean; readonly endCursor: string };
  readonly totalCount: number | null;
  readonly coverage: readonly {
    readonly state: string;
    readonly problem: { readonly code: string; readonly retryable: boolean; readonly message: string } | null;
  }[];
}

const PAGE = `nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor } totalCount
  coverage { state problem { code retryable message } }`;
const FILES = `query ($after: String, $order: RecordOrder) { auditLogFiles(
  instances: [{ source: "mysql-eu", instanceId: "${DENSE.id}" }], window: { from: "2025-07-01T00:00:00Z", to: "2025-11-01T00:00:00Z" }, first: 10,
  filter: { nameContains: "matches no file" }, after: $after, orderBy: $order) { ${PAGE} } }`;
const HOST = `query ($r: [_Any!]!, $after: String) { _entities(representations: $r) { ... on ComputeHost {
  usageAudits(window: { from: "1000-01-01T00:00:00Z" }, after: $after) { ${PAGE} } } } }`;
const NOBODY = [{ __typename: "ComputeHost", sourceName: "compute-eu", name: "no such host" }];

describe("a list that would take more calls than its operation plans", () => {
  let product: ConfiguredProduct;
  beforeAll(async () => {
    product = await startConfigured(() => ({}));
  });
  afterAll(() => product.stop());

  /** The page, and how long ago what the read came to is. Fails where more was asked of the sources than planned. */
  const ask = async (query: string, variables: object, list: (data: never) => Page): Promise<Page> => {
    product.sandbox.control.log.reset();
    const { body } = await product.ask(query, variables);
    expect(body.errors).toBeUndefined();
    const { planned, made } = (body.extensions as { cost: { upstreamCalls: { planned: number; made: number } } }).cost
      .upstreamCalls;
    const sent = product.sandbox.control.log.requests().filter(({ source }) => source !== "keystone").length;
    expect(sent).toBe(made);
    expect(made).toBeLessThanOrEqual(planned);
    return list(body.data as never);
  };
  const files = (variables: object) => ask(FILES, variables, (data: { auditLogFiles: Page }) => data.auditLogFiles);
  const periods = (variables: object) =>
    ask(
      HOST,
      { r: NOBODY, ...variables },
      (data: { _entities: [{ usageAudits: Page }] }) => data._entities[0].usageAudits,
    );

  const isCut = (page: Page): void => {
    expect(page.nodes).toEqual([]);
    expect([page.pageInfo.hasNextPage, page.pageInfo.hasPreviousPage]).toEqual([true, false]);
    expect(page.totalCount).toBeNull();
    expect(page.coverage).toMatchObject([{ state: "FAILED", problem: { code: "QUERY_TOO_COMPLEX", retryable: true } }]);
    expect(page.coverage[0]?.problem?.message).toMatch(/endCursor/);
  };

  test.each(["NEWEST_FIRST", "OLDEST_FIRST"])(
    "ends within them, says so and goes on from its endCursor: a filter that matches none of its files, %s",
    async (order) => {
      const seen = new Set<string>();
      for (let after: string | null = null, pages = 0; pages < 3; pages += 1) {
        const page: Page = await files({ after, order });
        isCut(page);
        after = page.pageInfo.endCursor;
        seen.add(after);
      }
      expect(seen.size).toBe(3);
    },
  );

  test("and so does one for a host that no period knows, from the year 1000 on", async () => {
    const first = await periods({});
    isCut(first);
    const second = await periods({ after: first.pageInfo.endCursor });
    isCut(second);
    expect(second.pageInfo.endCursor).not.toBe(first.pageInfo.endCursor);
  });
});
