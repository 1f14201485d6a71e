import { seriesOf } from "../telemetry/support.js";
import { type ConfiguredProduct, startConfigured } from "./support/configured-product.js";

const SOURCE = "mysql-eu";
const INSTANCE = "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07";
const QUERY = `query ($instances: [DatabaseInstanceRef!]!) {
  auditLogFiles(instances: $instances, window: { from: "2026-10-01T00:00:00Z", to: "2026-11-20T00:00:00Z" }, first: 20) {
    nodes { name } coverage { state problem { code retryable message } } } }`;
/** Of some 1,500 that wait. Alone, the list takes five. */
const MOST_CALLS = 150;
/** Instances of this many made-up ids; of no two operations the same. */
const MADE_UP = 1_000;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface List {
  readonly nodes: readonly { readonly name: string }[];
  readonly coverage: readonly {
    readonly state: string;
    readonly problem: { readonly code: string; readonly retryable: boolean; readonly message: string } | null;
  }[];
}

describe("a caller who asks a slow source for thousands of things at once", () => {
  let product: ConfiguredProduct;
  beforeAll(async () => {
    product = await startConfigured(() => ({ server: { port: 0, deadlineMs: 60_000 } }));
    product.sandbox.control.faults.add({ source: SOURCE, kind: "latency", ms: 20 });
  });
  afterAll(() => product.stop());

  const list = async (token: string, instanceIds: readonly string[]): Promise<List> => {
    const instances = instanceIds.map((instanceId) => ({ source: SOURCE, instanceId }));
    const { body } = await product.ask(QUERY, { instances }, { "x-auth-token": token });
    if (!body.data) throw new Error(JSON.stringify(body.errors));
    return body.data.auditLogFiles as unknown as List;
  };
  const madeUp = (operation: number): string[] =>
    Array.from({ length: MADE_UP }, (_, at) => `${String(operation * MADE_UP + at).padStart(32, "0")}in07`);
  const waiting = async (): Promise<number> =>
    seriesOf(await (await fetch(`${product.baseUrl}/metrics`)).text(), "auditgraph_upstream_queue_length")[
      `{source="${SOURCE}"}`
    ] ?? 0;
  const calls = (): number => product.sandbox.control.log.counters(SOURCE).calls;

  test("waits alone: another's list is whole after a few calls, and only who asks for too much is told so", async () => {
    const alone = await list("another", [INSTANCE]);
    expect(alone.nodes).toHaveLength(20);
    // Twice as many as may wait for one caller: on a busy machine some are answered before the last are asked for.
    const asked = [1, 2, 3].map((operation) => list("greedy", madeUp(operation)));
    while ((await waiting()) < 1_400) await nextTurn();
    const before = calls();
    expect(await list("another", [INSTANCE])).toEqual(alone);
    expect(calls() - before).toBeLessThan(MOST_CALLS);
    expect(await waiting()).toBeGreaterThan(1_000);
    const greedy = await Promise.all(asked);

    const problems = greedy.flatMap(({ coverage }) => coverage.map(({ problem }) => problem));
    const refused = problems.filter((problem) => problem?.code === "UPSTREAM_UNAVAILABLE");
    expect(refused.length).toBeGreaterThan(0);
    for (const problem of refused) {
      expect(problem).toMatchObject({ retryable: true });
      expect(problem?.message).toMatch(/^Too many requests of this (operation|caller) wait for source "mysql-eu": /);
    }
    expect(new Set(problems.map((problem) => problem?.code))).toEqual(new Set(["UPSTREAM_UNAVAILABLE", "NOT_FOUND"]));
    const metrics = await (await fetch(`${product.baseUrl}/metrics`)).text();
    const counted = Object.values(seriesOf(metrics, "auditgraph_upstream_queue_refusals_total"));
    expect(counted.reduce((sum, each) => sum + each, 0)).toBe(refused.length);
  }, 120_000);
});
