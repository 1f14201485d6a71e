import { AuditError } from "../../src/audit/errors.js";
import { memoryBalancerSource } from "./support/memory-balancer-source.js";
import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type Product, startProduct } from "./support/product.js";

interface Covered {
  nodes: { id: string }[];
  totalCount?: number | null;
  coverage: {
    source: { name: string };
    instance: { instanceId: string } | null;
    state: string;
    problem: object | null;
  }[];
}

const COVERAGE =
  "coverage { source { name } instance { instanceId } state problem { code message retryable retryAfterMs upstreamRequestId } }";
const WINDOW = 'window: { from: "2026-11-01T00:00:00Z" }';

describe("coverage", () => {
  let product: Product;

  beforeAll(async () => {
    const busy = new AuditError("UPSTREAM_RATE_LIMITED", "Source rds-down asks to be called less.", {
      retryable: true,
      retryAfterMs: 2_000,
      upstreamRequestId: "req-1",
      detail: "APIGW.0308",
    });
    product = await startProduct({
      sources: [
        memoryUsageSource(),
        memoryUsageSource({ name: "compute-bug", failure: new TypeError("x is undefined") }),
        memoryDatabaseSource({ instances: ["one"] }),
        memoryDatabaseSource({ name: "rds-down", kind: "RDS", failure: busy }),
        memoryBalancerSource(),
      ],
    });
  });
  afterAll(() => product.stop());

  test("a source that fails does not take the others with it: the rest is answered, and totalCount is null", async () => {
    const { auditLogFiles } = await product.data<{ auditLogFiles: Covered }>(
      `{ auditLogFiles(${WINDOW}) { nodes { id } totalCount ${COVERAGE} } }`,
    );
    expect([auditLogFiles.nodes.length, auditLogFiles.totalCount]).toEqual([10, null]);
    expect(auditLogFiles.coverage).toEqual([
      { source: { name: "mysql" }, instance: { instanceId: "one" }, state: "COMPLETE", problem: null },
      {
        source: { name: "rds-down" },
        instance: null,
        state: "FAILED",
        problem: {
          code: "UPSTREAM_RATE_LIMITED",
          message: "Source rds-down asks to be called less.",
          retryable: true,
          retryAfterMs: 2_000,
          upstreamRequestId: "req-1",
        },
      },
    ]);
  });

  test("a fault of our own is INTERNAL in coverage; what broke stands in the log only", async () => {
    const { usageAuditPeriods } = await product.data<{ usageAuditPeriods: Covered }>(
      `{ usageAuditPeriods(first: 1) { nodes { id } ${COVERAGE} } }`,
    );
    expect(usageAuditPeriods.nodes).toHaveLength(1);
    expect(usageAuditPeriods.coverage.map(({ state, problem }) => [state, problem])).toEqual([
      ["COMPLETE", null],
      [
        "FAILED",
        expect.objectContaining({ code: "INTERNAL", message: "An internal error happened; it has been logged." }),
      ],
    ]);
    expect(product.lines.join("")).toContain("x is undefined");
  });

  test("the merged time line tells of every source, and of each instance", async () => {
    const { auditRecords } = await product.data<{ auditRecords: Covered }>(
      `{ auditRecords(${WINDOW}) { nodes { id __typename } ${COVERAGE} } }`,
    );
    expect(
      auditRecords.coverage.map(({ source, instance, state }) => [source.name, instance?.instanceId, state]),
    ).toEqual([
      ["compute", undefined, "COMPLETE"],
      ["compute-bug", undefined, "FAILED"],
      ["mysql", "one", "COMPLETE"],
      ["rds-down", undefined, "FAILED"],
      ["lb", undefined, "COMPLETE"],
    ]);
    // One period, ten files, eight balancers.
    expect(auditRecords.nodes).toHaveLength(19);
  });

  test("sources that the filter leaves out do not appear", async () => {
    const { auditRecords } = await product.data<{ auditRecords: Covered }>(
      `{ auditRecords(${WINDOW}, filter: { kinds: [NOVA, ATLAS], sources: ["compute", "mysql"] }) { nodes { id } ${COVERAGE} } }`,
    );
    expect(auditRecords.coverage.map(({ source }) => source.name)).toEqual(["compute"]);
  });

  test("the health that operations saw stands with each source", async () => {
    const { auditSources } = await product.data<{ auditSources: object[] }>(
      "{ auditSources(kinds: [TAURUSDB, RDS]) { name kind region health } }",
    );
    expect(auditSources).toEqual([
      { name: "mysql", kind: "TAURUSDB", region: null, health: "HEALTHY" },
      { name: "rds-down", kind: "RDS", region: null, health: "UNAVAILABLE" },
    ]);
  });
});
