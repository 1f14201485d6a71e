import { spawnSync } from "node:child_process";
import { startProduct } from "../http/support/product.js";
import { memoryUsageSource } from "../http/support/memory-usage-source.js";

const has = spawnSync("promtool", ["--version"]).status === 0;
const promtool = (args: readonly string[], input = ""): readonly [number | null, string] => {
  const { status, stdout, stderr } = spawnSync("promtool", args, { input, encoding: "utf8" });
  return [status, `${stdout}${stderr}`];
};

(has ? describe : describe.skip)("Prometheus' own tool (promtool; skipped where it is missing)", () => {
  test("takes every alert rule", () => {
    const [status, said] = promtool(["check", "rules", "docs/monitoring/alerts.yaml"]);
    expect([status, said]).toEqual([0, expect.stringMatching(/SUCCESS: \d+ rules found/)]);
  });

  test("finds nothing to say against /metrics, but for prom-client's own names", async () => {
    const product = await startProduct({ sources: [memoryUsageSource()] });
    await product.ask("{ usageAuditPeriods(first: 1) { nodes { id } } }");
    const [, said] = promtool(["check", "metrics"], await (await fetch(`${product.baseUrl}/metrics`)).text());
    expect(said.split("\n").filter((line) => line.startsWith("auditgraph_"))).toEqual([]);
    expect(said).not.toMatch(/error while linting|parsing/);
    await product.stop();
  });
});
