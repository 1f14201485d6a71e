import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ask, beside } from "./support/callers.js";
import { expressionsOf } from "./support/dashboard.js";
import type { Day } from "./support/day.js";
import { measured, tell } from "./support/figures.js";

const FILES = '{ auditLogFiles(window: { from: "2026-01-01T00:00:00Z" }, first: 5) { nodes { id } } }';
/** Panels of what does not happen on such a day: queues that are full, callers that do not read. */
const NOT_TODAY = ["Waiting", "Connections closed"];

/** What the day has left, and how it ends. */
export const evening = (today: () => Day): void => {
  test("every alert rule and every panel can be evaluated, and the day left something in each panel", async () => {
    const { installed, front } = today();
    const rules = await front.prometheus.rules();
    const isLame = ({ health, lastEvaluation }: (typeof rules)[number]): boolean =>
      health !== "ok" || lastEvaluation.startsWith("0001");
    expect(rules.length).toBeGreaterThan(0);
    expect(rules.filter(isLame)).toEqual([]);
    const empty = new Set<string>();
    for (const { of, expression } of expressionsOf(join(installed.home, "docs/monitoring/grafana-dashboard.json"))) {
      if ((await front.prometheus.queryAll(expression)).length === 0) empty.add(of);
    }
    expect([...empty].filter((of) => !NOT_TODAY.includes(of))).toEqual([]);
  });

  test("at the end both drain, with operations in flight, and nothing is lost", async () => {
    const { sandbox, front, replicas, token } = today();
    await front.callers.stop();
    const fault = sandbox.control.faults.add({ kind: "latency", source: "mysql-eu", ms: 500 });
    const last = replicas.map(({ baseUrl }) => ask(baseUrl, { "x-auth-token": token }, FILES));
    for (const replica of replicas) while (!(await replica.hasInFlight())) await sleep(10);
    expect(await Promise.all(replicas.map((replica) => replica.end("SIGTERM")))).toEqual([0, 0]);
    for (const { broken, codes } of await Promise.all(last))
      expect([broken, beside([], codes)]).toEqual([undefined, []]);
    sandbox.control.faults.remove(fault);
  });

  test("what a start, a command and a load cost is measured", async () => {
    const { installed, sandbox } = today();
    const figures = await measured(installed, sandbox);
    for (const figure of Object.values(figures)) expect(figure).toBeGreaterThan(0);
    tell(figures);
  });
};
