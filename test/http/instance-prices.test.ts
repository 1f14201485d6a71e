import { memoryBalancerSource } from "./support/memory-balancer-source.js";
import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type Product, startProduct } from "./support/product.js";
import { iso, NOW } from "./support/world.js";

const WINDOW = `window: { from: "${iso(NOW - 86_400_000)}" }`;
const TYPE = "query ($instances: [DatabaseInstanceRef!])";
const FILES = `${TYPE} { auditLogFiles(instances: $instances, ${WINDOW}) { nodes { id } } }`;
const RECORDS = `${TYPE} { auditRecords(filter: { instances: $instances }, ${WINDOW}) { nodes { id } } }`;
const COUNTED = `${TYPE} { auditRecords(filter: { instances: $instances }, ${WINDOW}) { totalCount nodes { id } } }`;
const FILE_VOLUME = `${TYPE} { auditLogFileVolume(instances: $instances, by: DAY, ${WINDOW}) { isWhole } }`;
const VOLUME = `${TYPE} { auditRecordVolume(filter: { instances: $instances }, by: DAY, ${WINDOW}) { isWhole } }`;
const TOKEN = `${TYPE} { auditRecords(filter: { instances: $instances }, ${WINDOW}) { newsCursor } }`;

const RECORDS_OF_A_PAGE = 50;

interface Cost {
  readonly requested: number;
  readonly upstreamCalls: { readonly planned: number; readonly made: number };
}

const refs = (count: number) => Array.from({ length: count }, (_, i) => ({ source: "mysql", instanceId: `i${i}` }));

describe("instances that the filter of the time line names", () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct({ sources: [memoryUsageSource(), memoryDatabaseSource(), memoryBalancerSource()] });
  });
  afterAll(() => product.stop());

  const ask = async (query: string, instances: readonly object[]) => {
    const { body } = await product.ask(query, { instances });
    const { cost } = body.extensions as { readonly cost: Cost };
    return { cost, codes: (body.errors ?? []).map(({ extensions }) => extensions.code) };
  };

  test.each([1, 10, 1_500])("cost what the same list of files costs: %d of them", async (count) => {
    const [records, files] = [await ask(RECORDS, refs(count)), await ask(FILES, refs(count))];
    expect(records.codes).toEqual([]);
    // The filter is an object more: a value, where there are more than are free.
    expect(records.cost.requested - files.cost.requested).toBeLessThanOrEqual(1);
    expect(records.cost.requested).toBeGreaterThan(count);
    expect(records.cost.upstreamCalls.planned).toBe(files.cost.upstreamCalls.planned);
  });

  test("are refused where they are thousands", async () => {
    for (const query of [RECORDS, VOLUME, TOKEN]) {
      const { codes, cost } = await ask(query, refs(9_000));
      expect(codes).toEqual(["QUERY_TOO_COMPLEX"]);
      expect(cost.upstreamCalls.made).toBe(0);
    }
  });

  test.each([
    ["files", FILES],
    ["records", RECORDS],
    ["records that are counted", COUNTED],
    ["a token", TOKEN],
    ["a volume of files", FILE_VOLUME],
    ["a volume of records", VOLUME],
  ])("count once, however often they are named: %s", async (_what, query) => {
    const [once, thrice] = [await ask(query, refs(10)), await ask(query, [...refs(10), ...refs(10), ...refs(10)])];
    expect(thrice.cost).toEqual(once.cost);
  });

  test("cost of a volume what they cost of the files' own", async () => {
    const [records, files] = [await ask(VOLUME, refs(10)), await ask(FILE_VOLUME, refs(10))];
    expect(records.cost.requested).toBe(files.cost.requested);
  });

  test("have the plan that they were priced with, also once they are read", async () => {
    for (const query of [RECORDS, COUNTED]) {
      const { cost } = await ask(query, refs(10));
      const calls = cost.requested - RECORDS_OF_A_PAGE / 10;
      // With room for calls that fail; nothing was added when ten instances were found.
      expect(cost.upstreamCalls.planned).toBe(calls + Math.ceil(0.45 * calls) + 6);
    }
    const [records, files] = [await ask(VOLUME, refs(10)), await ask(FILE_VOLUME, refs(10))];
    expect(records.cost.upstreamCalls.planned).toBe(files.cost.upstreamCalls.planned);
  });

  test("cost nothing of any list where the filter leaves out their sources", async () => {
    const query = `${TYPE} { auditRecords(filter: { instances: $instances, kinds: [NOVA] }, ${WINDOW}) { nodes { id } } }`;
    const { cost, codes } = await ask(query, refs(100));
    expect(codes).toEqual([]);
    expect(cost.upstreamCalls.made).toBe(0);
    expect(cost.requested).toBeLessThan(50);
  });
});
