import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type Product, startProduct } from "./support/product.js";
import { daysAgo, iso } from "./support/world.js";

interface FilePage {
  auditLogFiles: {
    nodes: { id: string; upstreamId: string; begin: string }[];
    edges: { cursor: string; node: { id: string } }[];
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
    totalCount: number | null;
  };
}

const FILES = `query Files($window: TimeWindowInput!, $filter: AuditLogFileFilter, $orderBy: RecordOrder,
  $first: Int, $after: String, $last: Int, $before: String) {
  auditLogFiles(window: $window, filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    nodes { id upstreamId begin }
    edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
  }
}`;

describe("pages", () => {
  let product: Product;
  const window = { from: iso(daysAgo(30)) };
  const files = (variables: object) =>
    product.data<FilePage>(FILES, { window, ...variables }).then(({ auditLogFiles }) => auditLogFiles);
  const codeOf = async (variables: object) => {
    const { body } = await product.ask(FILES, { window, ...variables });
    return [body.errors?.[0]?.extensions.code, body.errors?.[0]?.message];
  };

  beforeAll(async () => {
    product = await startProduct({ sources: [memoryUsageSource(), memoryDatabaseSource({ filesEach: 10 })] });
  });
  afterAll(() => product.stop());

  test("a walk by endCursor shows every file of every instance once, newest first", async () => {
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const page: FilePage["auditLogFiles"] = await files({ first: 3, after });
      seen.push(...page.nodes.map(({ upstreamId }) => upstreamId));
      expect(page.totalCount).toBe(20);
      expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
      ({ endCursor: after, hasNextPage: more } = page.pageInfo);
    }
    expect(seen).toHaveLength(20);
    expect(new Set(seen).size).toBe(20);
    expect(seen.slice(0, 2)).toEqual(["two-0000", "one-0000"]);
  });

  test("last and before walk the same list from its end", async () => {
    const tail = await files({ last: 4 });
    expect(tail.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const earlier = await files({ last: 16, before: tail.pageInfo.startCursor });
    expect(earlier.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const whole = await files({ first: 20 });
    expect([...earlier.nodes, ...tail.nodes]).toEqual(whole.nodes);
  });

  test("the other order is the same list turned round", async () => {
    const [newest, oldest] = await Promise.all([files({}), files({ orderBy: "OLDEST_FIRST" })]);
    // Twenty files fit the default page of 50.
    expect(newest.nodes).toHaveLength(20);
    expect([...oldest.nodes].reverse()).toEqual(newest.nodes);
  });

  test("edges and nodes show the same records", async () => {
    const { edges, nodes, pageInfo } = await files({ first: 2 });
    expect(edges.map(({ node }) => node.id)).toEqual(nodes.map(({ id }) => id));
    expect([edges[0]?.cursor, edges[1]?.cursor]).toEqual([pageInfo.startCursor, pageInfo.endCursor]);
  });

  test("an explicit null is the same as nothing", async () => {
    const [given, absent] = await Promise.all([
      files({ first: null, after: null, last: null, before: null, orderBy: null, filter: { nodeIds: null } }),
      files({}),
    ]);
    expect([given.nodes, given.totalCount]).toEqual([absent.nodes, absent.totalCount]);
  });

  test("a filter that only reading can answer leaves totalCount null, unless the page is the whole list", async () => {
    const [part, whole] = await Promise.all([
      files({ first: 2, filter: { nameContains: "one-" } }),
      files({ filter: { nameContains: "one-" } }),
    ]);
    expect(part.totalCount).toBeNull();
    expect(whole.totalCount).toBe(10);
  });

  test.each([
    [{ first: 0 }, "first: a page has 1 to 200 records."],
    [{ first: -1 }, "first: a page has 1 to 200 records."],
    [{ first: 201 }, "first: a page has 1 to 200 records."],
    [{ last: 201 }, "last: a page has 1 to 200 records."],
    [{ first: 1, last: 1 }, "first, last: ask for one of them, not both; each takes 1 to 200."],
  ])("%j is INVALID_ARGUMENT and names the cap", async (variables, message) => {
    expect(await codeOf(variables)).toEqual(["INVALID_ARGUMENT", message]);
  });

  test("a cursor used with other arguments, or damaged, is INVALID_CURSOR", async () => {
    const { pageInfo } = await files({ first: 2 });
    const after = pageInfo.endCursor;
    const other = (what: string): string =>
      `after: this cursor was made with other arguments (${what}); use those, or start again from the first page.`;
    for (const [variables, message] of [
      [{ after, orderBy: "OLDEST_FIRST" }, other("orderBy differs")],
      [{ after, window: { from: iso(daysAgo(29)) } }, other("window differs")],
      [{ after, filter: { nameContains: "one" } }, other("filter differs")],
      [{ after, filter: { nameContains: "one" }, orderBy: "OLDEST_FIRST" }, other("filter, orderBy differ")],
      [{ after: `${after}A` }, expect.stringMatching(/^after: /)],
      [{ after: "" }, expect.stringMatching(/^after: /)],
    ] as const) {
      expect(await codeOf(variables)).toEqual(["INVALID_CURSOR", message]);
    }
    const { body } = await product.ask(`query ($after: String) { databaseInstances(after: $after) { nodes { id } } }`, {
      after,
    });
    expect(body.errors?.[0]?.message).toBe(other("it is of another list"));
  });

  test("a page size is not bound to a cursor", async () => {
    const { pageInfo } = await files({ first: 2 });
    expect((await files({ first: 5, after: pageInfo.endCursor })).nodes).toHaveLength(5);
  });

  test("an instance's own list is another list: cursors do not pass between them", async () => {
    const { pageInfo } = await files({ first: 2 });
    const { body } = await product.ask(
      `query ($window: TimeWindowInput!, $after: String) {
        databaseInstance(ref: { source: "mysql", instanceId: "one" }) { auditLogFiles(window: $window, after: $after) { totalCount } }
      }`,
      { window, after: pageInfo.endCursor },
    );
    expect(body.errors?.[0]?.extensions.code).toBe("INVALID_CURSOR");
    expect(body.data).toEqual({ databaseInstance: { auditLogFiles: null } });
  });

  test("periods come twelve to a page, back to three years before now", async () => {
    const query = `query ($after: String) { usageAuditPeriods(after: $after) { nodes { begin end } pageInfo { hasNextPage endCursor } } }`;
    interface Periods {
      usageAuditPeriods: {
        nodes: { begin: string; end: string }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
    }
    const ends: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { usageAuditPeriods }: Periods = await product.data<Periods>(query, { after });
      expect(usageAuditPeriods.nodes).toHaveLength(12);
      ends.push(...usageAuditPeriods.nodes.map(({ end }) => end));
      ({ endCursor: after, hasNextPage: more } = usageAuditPeriods.pageInfo);
    }
    expect([ends[0], ends.at(-1), ends.length]).toEqual(["2026-11-01T00:00:00Z", "2023-12-01T00:00:00Z", 36]);
  });
});
