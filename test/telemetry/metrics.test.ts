import { OperationReads, type OperationReport } from "../../src/telemetry/reports.js";
import { Telemetry } from "../../src/telemetry/telemetry.js";
import { createLog } from "../../src/telemetry/log.js";
import { memoryUsageSource } from "../http/support/memory-usage-source.js";
import { startProduct } from "../http/support/product.js";
import { type ObservedProduct, seriesOf, startObserved } from "./support.js";

const PERIODS = 'query Months { usageAuditPeriods(first: 2, sources: ["compute-eu"]) { nodes { id } } }';

describe("/metrics", () => {
  let product: ObservedProduct;
  beforeAll(async () => {
    product = await startObserved({}, true);
  });
  afterAll(() => product.stop());

  test("counts operations by name and outcome, and what they asked of their sources", async () => {
    await product.data("query Names { auditSources { name } }");
    await product.data('query Months { usageAuditPeriod(source: "compute-eu") { id } }');
    await product.ask("query Wrong { nothing }");
    const text = await product.metrics();
    expect(seriesOf(text, "auditgraph_operations_total")).toEqual({
      '{operation="Names",outcome="ok"}': 1,
      '{operation="Months",outcome="ok"}': 1,
      '{operation="unnamed",outcome="refused"}': 1,
    });
    expect(seriesOf(text, "auditgraph_operation_errors_total")).toEqual({ '{code="GRAPHQL_VALIDATION_FAILED"}': 1 });
    expect(seriesOf(text, "auditgraph_upstream_calls_total")).toEqual({
      '{source="compute-eu",operation="showUsageAudit",code="OK"}': 1,
    });
    expect(seriesOf(text, "auditgraph_upstream_requests_total")).toEqual({ '{source="compute-eu",status="2xx"}': 1 });
    expect(seriesOf(text, "auditgraph_identity_logins_total")).toEqual({ '{code="OK"}': 1 });
    expect(seriesOf(text, "auditgraph_operations_in_flight")).toEqual({ "": 0 });
  });

  test("tells of each source its breaker, queue and health, and of the process its loop and heap", async () => {
    const text = await product.metrics();
    expect(seriesOf(text, "auditgraph_upstream_breaker_state")).toMatchObject({
      '{source="lb",state="closed"}': 1,
      '{source="lb",state="open"}': 0,
    });
    expect(seriesOf(text, "auditgraph_upstream_queue_length")).toMatchObject({ '{source="lb"}': 0 });
    expect(seriesOf(text, "auditgraph_source_health")).toMatchObject({
      '{source="lb",health="UNKNOWN"}': 1,
      '{source="lb",health="HEALTHY"}': 0,
    });
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \S+$/m);
    expect(text).toMatch(/^nodejs_heap_size_used_bytes \d+/m);
  });

  test("counts refusals by the limit", async () => {
    await product.ask(`{ ${"auditSources { name } ".repeat(21)} }`);
    expect(seriesOf(await product.metrics(), "auditgraph_refusals_total")).toEqual({ '{reason="rootFields"}': 1 });
  });

  test("is Prometheus text, and needs no credential", async () => {
    const answer = await fetch(`${product.baseUrl}/metrics`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([
      200,
      "text/plain; version=0.0.4; charset=utf-8",
    ]);
  });

  test("holds nothing of callers, variables or credentials", async () => {
    const canary = "canary-5c1f";
    await product.ask(
      `query Q($id: ID!) { node(id: $id) { id } usageAuditPeriod(source: "${canary}") { id } }`,
      { id: canary },
      {
        "x-auth-token": canary,
        authorization: `Bearer ${canary}`,
        "apollographql-client-name": canary,
        cookie: canary,
      },
    );
    expect(await product.metrics()).not.toContain(canary);
  });
});

test("a source that fails stands among the problems of answers", async () => {
  const product = await startObserved();
  product.sandbox.control.faults.add({ source: "compute-eu", kind: "unavailable" });
  await product.ask(PERIODS);
  const text = await product.metrics();
  await product.stop();
  expect(seriesOf(text, "auditgraph_source_problems_total")).toEqual({
    '{source="compute-eu",code="UPSTREAM_UNAVAILABLE"}': 1,
  });
});

describe("a day's worth of operations with names, instances and callers of their own", () => {
  test("leaves /metrics below 1 MB, its series bounded", async () => {
    const product = await startProduct({ sources: [memoryUsageSource()] });
    for (let n = 0; n < 1_000; n += 1) {
      await product.ask(
        `query Name${n} { auditSources { name } node(id: "i${n}") { id } }`,
        {},
        { "apollographql-client-name": `caller-${n}`, "x-request-id": `request-${n}`, "x-auth-token": `token-${n}` },
      );
    }
    const text = await (await fetch(`${product.baseUrl}/metrics`)).text();
    await product.stop();
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
    const operations = seriesOf(text, "auditgraph_operations_total");
    expect(Object.keys(operations)).toHaveLength(51);
    expect(operations['{operation="other",outcome="partial"}']).toBe(950);
    expect(text).not.toMatch(/caller-|request-\d|token-|"i\d/);
  }, 120_000);

  test("refused names take no place, and long ones and those of anonymous callers neither", async () => {
    const telemetry = await Telemetry.start({ log: createLog({ level: "silent" }), version: "0" });
    const report = (name: string, outcome: OperationReport["outcome"], anonymous = false): void =>
      telemetry.begin({}).end({
        ...{ requestId: "r", client: undefined, name, type: "query", durationMs: 1, cost: 1, outcome, codes: [] },
        anonymous,
        upstreamCalls: { planned: 1, made: 1, deduplicated: 0 },
        problems: [],
        recordsRead: new Map(),
        ...{ caller: undefined, documentHash: undefined, reads: new OperationReads() },
      });
    for (let n = 0; n < 100; n += 1) report(`Junk${n}`, "refused");
    for (const outcome of ["ok", "partial", "error", "abandoned"] as const) {
      for (let n = 0; n < 100; n += 1) report(`Nobody${n}`, outcome, true);
    }
    report("x".repeat(65), "ok");
    report("Honest", "ok");
    report("WhileDown", "error");
    report("Honest", "refused");
    report("Honest", "refused", true);
    expect(seriesOf(await telemetry.metrics.registry.metrics(), "auditgraph_operations_total")).toEqual({
      '{operation="other",outcome="refused"}': 101,
      '{operation="other",outcome="ok"}': 101,
      '{operation="other",outcome="partial"}': 100,
      '{operation="other",outcome="error"}': 100,
      '{operation="other",outcome="abandoned"}': 100,
      '{operation="Honest",outcome="ok"}': 1,
      '{operation="WhileDown",outcome="error"}': 1,
      '{operation="Honest",outcome="refused"}': 1,
    });
  });
});
