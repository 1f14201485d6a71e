import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { type Product, startProduct } from "./support/product.js";
import { daysAgo, iso } from "./support/world.js";

interface Files {
  auditLogFiles: { totalCount: number | null; nodes: { instance: { instanceId: string } }[]; coverage: unknown[] };
}

const calls: string[] = [];
const window = { from: iso(daysAgo(30)) };

describe("files by what wrote them", () => {
  let product: Product;
  const files = async (filter: object, instances?: object[]) => {
    const { auditLogFiles } = await product.data<Files>(
      `query ($window: TimeWindowInput!, $filter: AuditLogFileFilter, $instances: [DatabaseInstanceRef!]) {
        auditLogFiles(window: $window, filter: $filter, instances: $instances) {
          totalCount nodes { instance { instanceId } } coverage { state }
        }
      }`,
      { window, filter, ...(instances ? { instances } : {}) },
    );
    return {
      of: [...new Set(auditLogFiles.nodes.map(({ instance }) => instance.instanceId))].sort(),
      count: auditLogFiles.totalCount,
    };
  };

  beforeAll(async () => {
    product = await startProduct({
      sources: [
        memoryDatabaseSource({ calls, instances: ["one", "two"], filesEach: 3 }),
        memoryDatabaseSource({ calls, name: "docs", kind: "DDS", instances: ["three"], filesEach: 3 }),
      ],
    });
  });
  beforeEach(() => void calls.splice(0));
  afterAll(() => product.stop());

  test.each([
    [{ instanceNameContainsAnyCase: "DB-T" }, ["three", "two"], 6],
    [{ instanceNameContainsAnyCase: "db-one" }, ["one"], 3],
    [{ instanceNameContainsAnyCase: "" }, ["one", "three", "two"], 9],
    [{ instanceNameContainsAnyCase: "nothing" }, [], 0],
    [{ engines: ["MySQL"] }, ["one", "three", "two"], 9],
    [{ engines: ["mysql"], sources: ["docs"] }, ["three"], 3],
    [{ engines: ["mongodb"] }, [], 0],
    [{ engines: [] }, [], 0],
  ])("%j leaves those of %j, and they can still be counted", async (filter, of, count) => {
    expect(await files(filter)).toEqual({ of, count });
  });

  test("named instances are looked up and judged alike, and only the files of those that pass are read", async () => {
    const refs = ["one", "two"].map((instanceId) => ({ source: "mysql", instanceId }));
    expect(await files({ instanceNameContainsAnyCase: "TWO" }, refs)).toEqual({ of: ["two"], count: 3 });
    expect(calls.filter((call) => call.startsWith("mysql: files"))).toEqual(["mysql: files two"]);
  });

  test("an instance's own list, and the volume, take the filter too", async () => {
    const data = await product.data<Record<string, never>>(
      `query ($window: TimeWindowInput!, $filter: AuditLogFileFilter) {
        databaseInstance(ref: { source: "mysql", instanceId: "one" }) { auditLogFiles(window: $window, filter: $filter) { totalCount } }
        auditLogFileVolume(window: $window, by: MONTH, filter: $filter) { buckets { fileCount } }
      }`,
      { window, filter: { instanceNameContainsAnyCase: "two" } },
    );
    expect(data).toMatchObject({ databaseInstance: { auditLogFiles: { totalCount: 0 } } });
    const { buckets } = data.auditLogFileVolume as unknown as { buckets: { fileCount: number }[] };
    expect(buckets.reduce((sum, { fileCount }) => sum + fileCount, 0)).toBe(3);
  });

  test("a cursor is bound to it", async () => {
    const query = `query ($filter: AuditLogFileFilter, $after: String) {
      auditLogFiles(window: { from: "${window.from}" }, filter: $filter, first: 1, after: $after) { pageInfo { endCursor } }
    }`;
    const filter = { engines: ["mysql"] };
    const first = await product.data<{ auditLogFiles: { pageInfo: { endCursor: string } } }>(query, { filter });
    const after = first.auditLogFiles.pageInfo.endCursor;
    expect((await product.ask(query, { after })).body.errors?.[0]?.extensions.code).toBe("INVALID_CURSOR");
    expect((await product.ask(query, { filter, after })).body.errors).toBeUndefined();
  });
});

test("an instance that cannot be looked up is told in coverage", async () => {
  const product = await startProduct({ sources: [memoryDatabaseSource({ failure: new Error("no") })] });
  for (const instances of ["", 'instances: [{ source: "mysql", instanceId: "one" }],']) {
    const { body } = await product.ask(
      `{ auditLogFiles(${instances} window: { last: "P1D" }, filter: { engines: ["mysql"] }) { totalCount coverage { state } } }`,
    );
    expect(body.data).toEqual({ auditLogFiles: { totalCount: null, coverage: [{ state: "FAILED" }] } });
  }
  await product.stop();
});

test("each former name says what the name that it gave way to says", async () => {
  const product = await startProduct({ sources: [memoryDatabaseSource({ filesEach: 3 })] });
  const { auditLogFiles, auditLogFileVolume } = await product.data<
    Record<string, { nodes: object[]; buckets: object[] }>
  >(`{
    auditLogFiles(window: { last: "P1D" }) { nodes { begin beganAt end endedAt nodeId clusterNodeId } }
    auditLogFileVolume(window: { last: "P1D" }) { buckets { files fileCount bytes byteCount } }
  }`);
  await product.stop();
  for (const each of auditLogFiles?.nodes as Record<string, unknown>[]) {
    expect([each.begin, each.end, each.nodeId]).toEqual([each.beganAt, each.endedAt, each.clusterNodeId]);
  }
  const buckets = auditLogFileVolume?.buckets as Record<string, unknown>[];
  expect(buckets.map(({ files, bytes }) => [files, bytes])).toEqual(
    buckets.map(({ fileCount, byteCount }) => [fileCount, byteCount]),
  );
  expect(buckets.some(({ bytes }) => bytes !== 0)).toBe(true);
});
