import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { build } from "../support/process.js";
import { startCollector } from "./collector.js";
import { ask, MONTH, processOver } from "./traced-process.js";

const CANARY = "canary-5c1f";
/** The stop alone sends, and the exporter itself would wait for an hour. */
const PATIENT = { OTEL_BSP_SCHEDULE_DELAY: "3600000", OTEL_EXPORTER_OTLP_TIMEOUT: "3600000" };

describe("a collector that is no help", () => {
  const DROPPED = "the trace collector takes no spans; they are dropped";
  let sandbox: Sandbox;
  beforeAll(async () => {
    build();
    sandbox = await startSandbox({ control: false });
  });
  afterAll(() => sandbox.stop());

  test("and refuses costs a warning, once, and is counted; operations do not notice", async () => {
    const collector = await startCollector((response) => void response.writeHead(400).end(CANARY));
    const served = processOver(sandbox, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: "10" });
    const baseUrl = await served.baseUrl();
    const failures = async (): Promise<number> => {
      const text = await (await fetch(`${baseUrl}/metrics`)).text();
      return Number(/^auditgraph_trace_exports_total\{code="FAILED"\} (\d+)$/m.exec(text)?.[1] ?? 0);
    };
    while ((await failures()) < 2) expect(await ask(baseUrl, { query: MONTH("compute-eu") })).toHaveProperty("data");
    expect(await served.logged(DROPPED)).toMatchObject([{ level: "warn" }]);
    served.kill("SIGTERM");
    const { code, stderr } = await served.ended();
    await collector.close();
    expect(code).toBe(0);
    expect(stderr).not.toContain(CANARY);
  });

  test("and is not there costs a warning, and does not hold up the stop", async () => {
    const collector = await startCollector();
    await collector.close();
    const served = processOver(sandbox, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...PATIENT });
    expect(await ask(await served.baseUrl(), { query: MONTH("compute-eu") })).not.toHaveProperty("errors");
    served.kill("SIGTERM");
    const { code, stderr } = await served.ended();
    expect([code, stderr.match(/"level":"warn"/g)?.length]).toEqual([0, 1]);
    expect(stderr).toContain("they are dropped");
  });

  test("and never answers does not hold up the stop", async () => {
    const collector = await startCollector(() => undefined);
    const served = processOver(sandbox, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...PATIENT });
    expect(await ask(await served.baseUrl(), { query: MONTH("compute-eu") })).not.toHaveProperty("errors");
    served.kill("SIGTERM");
    const { code, stderr } = await served.ended();
    expect([code, collector.seen.length]).toEqual([0, 1]);
    await collector.close();
    expect(stderr).toContain("they are dropped");
  });
});
