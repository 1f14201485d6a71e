import { memoryBalancerSource } from "./support/memory-balancer-source.js";
import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type Product, startProduct } from "./support/product.js";

const WINDOW = 'window: { from: "2026-11-01T00:00:00Z" }';
const PAGE = "nodes { id } pageInfo { hasNextPage } coverage { state }";
const NOTHING = { nodes: [], pageInfo: { hasNextPage: false } };

describe("an empty list in a filter selects nothing, and null all", () => {
  let product: Product;

  beforeAll(async () => {
    product = await startProduct({
      sources: [memoryUsageSource(), memoryDatabaseSource({ instances: ["one"] }), memoryBalancerSource()],
    });
  });
  afterAll(() => product.stop());

  test.each([
    ["auditRecords", `${WINDOW}, filter: { kinds: $none }`, "AuditSourceKind"],
    ["auditRecords", `${WINDOW}, filter: { sources: $none }`, "String"],
    ["auditLogFiles", `${WINDOW}, instances: $none`, "DatabaseInstanceRef"],
    ["auditLogFiles", `${WINDOW}, filter: { nodeIds: $none }`, "String"],
    ["usageAuditPeriods", `${WINDOW}, sources: $none`, "String"],
    ["databaseInstances", "sources: $none", "String"],
    ["loadBalancerAudits", "filter: { sources: $none }", "String"],
    ["loadBalancerAudits", "filter: { statuses: $none }", "LoadBalancerAuditStatus"],
    ["loadBalancerAudits", "filter: { accountIds: $none }", "ID"],
  ])("%s(%s)", async (field, args, type) => {
    const query = `query ($none: [${type}!]) { page: ${field}(${args}) { ${PAGE} } }`;
    const { page } = await product.data<{ page: { nodes: object[] } }>(query, { none: [] });
    expect(page).toMatchObject(NOTHING);
    const { page: all } = await product.data<{ page: { nodes: object[] } }>(query, { none: null });
    expect(all.nodes.length).toBeGreaterThan(0);
  });

  test("so do the kinds of auditSources, the states of hosts, and the statuses of alerts", async () => {
    const data = await product.data<Record<string, never>>(`{
      auditSources(kinds: []) { name }
      usageAuditPeriods(${WINDOW}, first: 1) { nodes { hosts(states: []) { nodes { id } } } }
      loadBalancerAudits(first: 1) { nodes { alerts(statuses: []) { id } } }
    }`);
    expect(data).toMatchObject({
      auditSources: [],
      usageAuditPeriods: { nodes: [{ hosts: { nodes: [] } }] },
      loadBalancerAudits: { nodes: [{ alerts: [] }] },
    });
  });

  test("and the states of coverage", async () => {
    const { auditRecords } = await product.data<{ auditRecords: Record<string, object[]> }>(
      `{ auditRecords(${WINDOW}) { coverage { state } none: coverage(states: []) { state } complete: coverage(states: [COMPLETE]) { state }
         failed: coverage(states: [FAILED]) { state } } }`,
    );
    expect(auditRecords.coverage).toHaveLength(3);
    expect(auditRecords).toMatchObject({ none: [], complete: auditRecords.coverage, failed: [] });
  });
});

test("what can be counted is counted, and what cannot is named", async () => {
  const product = await startProduct({
    sources: [
      memoryDatabaseSource({ instances: ["one"] }),
      memoryDatabaseSource({ name: "rds-down", kind: "RDS", failure: new Error("down") }),
    ],
  });
  const { auditLogFiles } = await product.data<{ auditLogFiles: object }>(
    `{ auditLogFiles(${WINDOW}, first: 3) { totalCount knownCount uncounted { source { name } instance { instanceId } problem { code } } } }`,
  );
  expect(auditLogFiles).toEqual({
    totalCount: null,
    knownCount: 10,
    uncounted: [{ source: { name: "rds-down" }, instance: null, problem: { code: "INTERNAL" } }],
  });
  await product.stop();
});
