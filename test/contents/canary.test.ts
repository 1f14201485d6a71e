import { startSandbox } from "../../sandbox/index.js";
import { build, fileWith, Process } from "../support/process.js";
import { describeWithRedis, startRedis } from "../support/redis-server.js";
import { startCollector } from "../telemetry/collector.js";
import { ask } from "../telemetry/traced-process.js";

const INSTANCE = "f0e1d2c3b4a54968877665544332211ain01";
const QUERY = `query Canary($text: String!) {
  auditLogEntries(instances: [{ source: "rds-eu", instanceId: "${INSTANCE}" }], first: 5, filter: { textContains: $text, users: ["canary-user", "app", "root", "shop", "report"] },
    window: { from: "2019-11-06T00:00:00Z", to: "2019-11-06T12:00:00Z" }) { nodes { raw ... on SqlAuditEntry { statement } } pageInfo { endCursor } } }`;

/** Of contents, of filters, and of links: what only the answer may hold. */
const CONTENTS = /old_orders_|DROP TABLE/;
const FILTERS = /canary-user/;
const LINKS = /\/obs\/|SANDBOXOBS|Signature=/;

describeWithRedis("what stands in files, filters and links", () => {
  test("is found in the answer that asked for it, and in no log, metric, trace or cache", async () => {
    build();
    const [sandbox, collector, redis] = await Promise.all([
      startSandbox({ control: false }),
      startCollector(),
      startRedis(),
    ]);
    const file = {
      ...sandbox.configuration(),
      cache: { url: redis.url },
      log: { level: "debug" },
      accessLog: { to: "stderr" },
    };
    const served = new Process(["--config", fileWith(JSON.stringify(file))], {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    });
    const baseUrl = await served.baseUrl();
    const good = await ask(baseUrl, { query: QUERY, variables: { text: "DROP TABLE `old_orders_" } });
    expect(JSON.stringify(good.data)).toMatch(CONTENTS);
    sandbox.control.faults.add({ source: "rds-eu", kind: "contents", route: "download", range: "refused" });
    await ask(baseUrl, { query: QUERY, variables: { text: "DROP TABLE `old_orders_" } });
    sandbox.control.faults.clear();
    sandbox.control.faults.add({ source: "rds-eu", kind: "links-elsewhere", route: "links" });
    await ask(baseUrl, { query: QUERY, variables: { text: "DROP TABLE `old_orders_" } });
    const metrics = await (await fetch(`${baseUrl}/metrics`)).text();
    const keys = await redis.client.keys("*");
    const kept = keys.length === 0 ? [] : await redis.client.mget(keys);
    served.kill("SIGTERM");
    const { stderr, stdout } = await served.ended();
    const places = {
      stderr,
      stdout,
      metrics,
      traces: JSON.stringify(collector.exports()),
      cache: `${keys.join(" ")} ${kept.join(" ")}`,
    };
    expect(metrics).toContain('operation="readLogFile"');
    expect(places.traces.length).toBeGreaterThan(100);
    for (const [place, text] of Object.entries(places)) {
      for (const canary of [CONTENTS, FILTERS, LINKS])
        expect([place, canary.exec(text)?.[0]]).toEqual([place, undefined]);
    }
    await Promise.all([collector.close(), redis.kill(), sandbox.stop()]);
  }, 60_000);
});
