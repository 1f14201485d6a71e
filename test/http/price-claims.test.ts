import { DAY } from "../../src/audit/window.js";
import { memoryBalancerSource } from "./support/memory-balancer-source.js";
import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type Product, startProduct } from "./support/product.js";
import { iso, NOW } from "./support/world.js";

/** The figures of docs/access.md, "Cost": upstream calls, and records that are listed. */
const instances = (count: number): string =>
  `instances: [${Array.from({ length: count }, (_, i) => `{ source: "mysql", instanceId: "i${i}" }`).join(" ")}]`;
const files = (days: number, which: string, fields = "nodes { id }"): string =>
  `{ auditLogFiles(window: { from: "${iso(NOW - days * DAY)}" } ${which}) { ${fields} } }`;
/** Parts of 29 days that the window of an instance is read in. */
const LAST_20_DAYS = 2;
const TO_FIND = 20;
const TO_FIND_IN_ALL = 32;

describe("an operation costs", () => {
  let product: Product;
  beforeAll(async () => {
    const sources = [memoryUsageSource(), memoryDatabaseSource(), memoryBalancerSource()];
    product = await startProduct({ sources });
  });
  afterAll(() => product.stop());

  test.each<[string, string, number, number]>([
    ["files of one instance", files(20, instances(1)), LAST_20_DAYS + TO_FIND + TO_FIND_IN_ALL + 2, 50],
    ["files of two instances", files(20, instances(2)), 2 * (LAST_20_DAYS + TO_FIND) + TO_FIND_IN_ALL + 2, 50],
    [
      "8 for each instance beyond the fortieth",
      files(20, instances(42)),
      42 * LAST_20_DAYS + 40 * TO_FIND + 2 * 8 + TO_FIND_IN_ALL + 2,
      50,
    ],
    [
      "4 instances where none is named, and a call that lists them",
      files(20, ""),
      4 * (LAST_20_DAYS + TO_FIND) + TO_FIND_IN_ALL + 2 + 1,
      50,
    ],
    ["30 days as any fewer", files(30, instances(1)), 2 + TO_FIND + TO_FIND_IN_ALL + 2, 50],
    ["a year", files(365, instances(1)), 14 + TO_FIND + TO_FIND_IN_ALL + 2, 50],
    ["840 days", files(840, instances(1)), 29 + TO_FIND + TO_FIND_IN_ALL + 2, 50],
    ["841 days", files(841, instances(1)), 31 + TO_FIND + TO_FIND_IN_ALL + 2, 50],
    ["a page of 200", files(20, `${instances(1)} first: 200`), LAST_20_DAYS + TO_FIND + TO_FIND_IN_ALL + 8, 200],
    ["a later page", files(20, `${instances(1)} after: "x"`), LAST_20_DAYS + TO_FIND + TO_FIND_IN_ALL + 2 + 2, 50],
    [
      "totalCount",
      files(20, instances(1), "totalCount nodes { id }"),
      LAST_20_DAYS + TO_FIND + TO_FIND_IN_ALL + 2 + 9 * LAST_20_DAYS,
      50,
    ],
    [
      "totalCount of more than 500 parts",
      files(365, instances(40), "totalCount nodes { id }"),
      40 * (14 + TO_FIND) + TO_FIND_IN_ALL + 2 + 9 * 500 + 4 * (40 * 14 - 500),
      50,
    ],
    [
      "links, two for each 50 files",
      files(20, `${instances(1)} first: 51`, "nodes { downloadLink { url } }"),
      LAST_20_DAYS + TO_FIND + TO_FIND_IN_ALL + 4 + 4,
      51,
    ],
    ["periods", "{ usageAuditPeriods(first: 10) { nodes { id } } }", 10 + 3, 10],
    [
      "hosts of each period",
      "{ usageAuditPeriods(first: 10) { nodes { hosts(first: 20) { nodes { state } } } } }",
      10 + 3,
      10 + 10 * 20,
    ],
    ["balancers", "{ loadBalancerAudits(first: 100) { nodes { id } } }", 1, 100],
    [
      "balancers by their alerts",
      "{ loadBalancerAudits(first: 100, filter: { hasUnacknowledgedAlerts: true }) { nodes { id } } }",
      3,
      100,
    ],
    [
      "balancers by accounts",
      '{ loadBalancerAudits(first: 100, filter: { accountIds: ["1"] }) { nodes { id } } }',
      3,
      100,
    ],
    [
      "alerts of 101 balancers",
      "{ loadBalancerAudits(first: 101) { nodes { alerts { id } } } }",
      1 + 2 + 1,
      101 + 2 * 101,
    ],
  ])("%s", async (_what, query, calls, records) => {
    const { body } = await product.ask(query);
    expect(body.extensions?.cost).toMatchObject({
      requested: calls + Math.ceil(records / 10),
      upstreamCalls: { planned: Math.min(2_000, calls + Math.ceil(0.45 * calls) + 6) },
    });
  });
});
