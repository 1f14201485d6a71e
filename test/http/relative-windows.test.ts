import { HOUR } from "../../src/audit/window.js";
import { memoryBalancerSource } from "./support/memory-balancer-source.js";
import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type Product, startProduct } from "./support/product.js";
import { daysAgo, iso, NOW } from "./support/world.js";

interface Files {
  auditLogFiles: {
    nodes: { id: string; begin: string }[];
    totalCount: number | null;
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
  };
}

const FILES = `query ($window: TimeWindowInput!, $first: Int, $after: String, $last: Int, $before: String) {
  auditLogFiles(window: $window, first: $first, after: $after, last: $last, before: $before) {
    nodes { id begin } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

describe("a window that says how long it is", () => {
  let now = NOW;
  let product: Product;
  const files = async (variables: object) => (await product.data<Files>(FILES, variables)).auditLogFiles;

  beforeAll(async () => {
    product = await startProduct({
      clock: () => now,
      sources: [
        memoryUsageSource(),
        memoryDatabaseSource({ instances: ["one"], filesEach: 20 }),
        memoryBalancerSource(),
      ],
    });
  });
  beforeEach(() => {
    now = NOW;
  });
  afterAll(() => product.stop());

  test("holds what one with its two ends holds", async () => {
    const [relative, absolute] = await Promise.all([
      files({ window: { last: "PT3H" } }),
      files({ window: { from: iso(NOW - 3 * HOUR), to: iso(NOW) } }),
    ]);
    expect(relative.nodes.map(({ id }) => id)).toEqual(absolute.nodes.map(({ id }) => id));
    expect(relative.nodes).toHaveLength(6);
  });

  test("ends where it says", async () => {
    const { nodes } = await files({ window: { last: "PT1H", to: iso(NOW - 3 * HOUR) } });
    expect(nodes.map(({ begin }) => begin)).toEqual([iso(NOW - 3.5 * HOUR), iso(NOW - 4 * HOUR)]);
  });

  test.each([
    ["forward", "first", "after", "endCursor", "hasNextPage"],
    ["backward", "last", "before", "startCursor", "hasPreviousPage"],
  ] as const)(
    "keeps both ends for the pages of one walk, %s, while the clock goes on",
    async (_way, size, beyond, at, more) => {
      const whole = (await files({ window: { last: "PT5H" } })).nodes.map(({ id }) => id);
      const seen: string[][] = [];
      for (let cursor: string | null = null, goesOn = true; goesOn; now += HOUR) {
        const page: Files["auditLogFiles"] = await files({ window: { last: "PT5H" }, [size]: 3, [beyond]: cursor });
        seen.push(page.nodes.map(({ id }) => id));
        expect(page.totalCount).toBe(whole.length);
        cursor = page.pageInfo[at];
        goesOn = page.pageInfo[more];
      }
      expect((size === "first" ? seen : seen.toReversed()).flat()).toEqual(whole);
      // A walk that begins now sees another window.
      expect((await files({ window: { last: "PT5H" } })).nodes.map(({ id }) => id)).not.toEqual(whole);
    },
  );

  test("of another length is another list, and of the same length in other words the same", async () => {
    const { pageInfo } = await files({ window: { last: "PT5H" }, first: 2 });
    const after = pageInfo.endCursor;
    const { body } = await product.ask(FILES, { window: { last: "PT6H" }, after });
    expect(body.errors?.[0]?.extensions.code).toBe("INVALID_CURSOR");
    expect((await files({ window: { last: "PT300M" }, first: 2, after })).nodes).toHaveLength(2);
  });

  test.each([
    [{}, "INVALID_ARGUMENT", "window: say where it begins: by from, or by last, such as P7D, and not by both."],
    [
      { from: iso(daysAgo(1)), last: "P1D" },
      "INVALID_ARGUMENT",
      "window: say where it begins: by from, or by last, such as P7D, and not by both.",
    ],
  ])("%j is %s, and costs nothing", async (window, code, message) => {
    const { body } = await product.ask(FILES, { window });
    expect(body.errors?.map((each) => [each.extensions.code, each.message])).toEqual([[code, message]]);
    expect(body.extensions).toMatchObject({ cost: { upstreamCalls: { made: 0 } } });
  });

  test.each(["7 days", "P0D", "PT1.5H", 7])("%j is refused as no duration, with the cure", async (last) => {
    const { body } = await product.ask(FILES, { window: { last } });
    expect(body.errors?.[0]?.message).toContain("is no duration that is taken here: write whole numbers");
    expect(body.errors?.[0]?.message).toContain("such as P7D");
  });

  test("costs what one with its two ends costs", async () => {
    const cost = async (window: object) => (await product.ask(FILES, { window })).body.extensions?.cost;
    expect(await cost({ last: "P365D" })).toEqual(await cost({ from: iso(daysAgo(365)) }));
    expect(await cost({ last: "P365D" })).not.toEqual(await cost({ last: "P1D" }));
  });

  test("stands wherever a window stands", async () => {
    const data = await product.data<Record<string, object>>(`{
      usageAuditPeriods(window: { last: "P1Y" }) { totalCount }
      auditRecords(window: { last: "PT2H" }) { totalCount }
      loadBalancerAlerts(window: { last: "PT36H" }) { totalCount }
      auditLogFileVolume(window: { last: "PT2H" }, by: HOUR) { buckets { files } }
      auditRecordVolume(window: { last: "PT2H" }, by: HOUR) { buckets { records } }
      usageAuditSummary(window: { last: "P1Y" }) { byStatus { periodCount } }
    }`);
    expect(data).toMatchObject({
      usageAuditPeriods: { totalCount: 12 },
      auditRecords: { totalCount: 4 },
      loadBalancerAlerts: { totalCount: 8 },
      auditLogFileVolume: { buckets: [{ files: 2 }, { files: 2 }] },
      auditRecordVolume: { buckets: [{ records: 2 }, { records: 2 }] },
      usageAuditSummary: { byStatus: expect.arrayContaining([{ periodCount: 12 }]) as unknown },
    });
  });
});
