import { manualClock } from "../../sandbox/index.js";
import { type Clock, systemClock } from "../../src/upstream/clock.js";
import { type SandboxProduct, startSandboxProduct } from "./support/sandbox-product.js";
import { type Timeline, TIMELINE } from "./support/timeline.js";

const SOURCES = ["compute-docs", "compute-eu", "lb"];
/** A Retry-After of minutes, as Atlas sends, would be obeyed: then nothing is tried again. */
const FAULTS = [
  { kind: "server-error" },
  { kind: "unavailable", retryAfter: "none" },
  { kind: "bad-gateway" },
  { kind: "cut-before-headers" },
  { kind: "cut-body" },
] as const;
/** Each kind strikes by itself; a request that none strikes is one of seven in ten. */
const EACH = 1 - 0.7 ** (1 / FAULTS.length);

const time = manualClock("2026-11-20T12:00:00Z");
/** Waits for a retry pass at once; the 3 s that a try has do not. */
const clock: Clock = { now: time, after: (ms, callback) => systemClock.after(ms < 3_000 ? 0 : ms, callback) };

interface Load {
  readonly complete: number;
  readonly calls: number;
}

/** One operation after another, so that the seed tells which of their calls fail. */
describe("with 30 % of upstream calls failing at random", () => {
  let product: SandboxProduct;
  let whole: readonly string[];
  /** Calls that one operation takes where nothing fails. */
  let callsOfOne: number;

  const page = async (): Promise<Timeline["auditRecords"]> =>
    (await product.data<Timeline>(TIMELINE, { sources: SOURCES })).auditRecords;
  /** Requests that the sources and the identity service got so far. */
  const asked = (): number =>
    Object.values(product.sandbox.control.log.allCounters()).reduce((sum, { calls }) => sum + calls, 0);

  /** A complete answer is the very one that comes where nothing fails. */
  const load = async (operations: number): Promise<Load> => {
    const before = asked();
    let complete = 0;
    for (let at = 0; at < operations; at += 1) {
      const { nodes, coverage } = await page();
      time.advance(1_000);
      if (coverage.some(({ state }) => state !== "COMPLETE")) continue;
      expect(nodes.map(({ id }) => id)).toEqual(whole);
      complete += 1;
    }
    return { complete, calls: asked() - before };
  };

  const breakers = (): string[] =>
    product.upstreams
      .states()
      .filter(([source]) => SOURCES.includes(source))
      .map(([, { breaker }]) => breaker);

  beforeAll(async () => {
    product = await startSandboxProduct(clock);
    whole = (await page()).nodes.map(({ id }) => id);
    expect(whole).not.toHaveLength(0);
    callsOfOne = (await load(20)).calls / 20;
    expect(callsOfOne).toBeGreaterThanOrEqual(SOURCES.length);
    for (const source of SOURCES)
      for (const fault of FAULTS) product.sandbox.control.faults.add({ ...fault, source, probability: EACH });
  });
  afterAll(() => product.stop());

  it("99 in 100 answers are complete, at 1.45 times the calls at most, and no breaker opens", async () => {
    const { complete, calls } = await load(1_000);
    expect(complete).toBeGreaterThanOrEqual(990);
    // Below, the faults would not strike as often as they are said to.
    expect(calls).toBeGreaterThan(1_000 * callsOfOne * 1.4);
    expect(calls).toBeLessThanOrEqual(1_000 * callsOfOne * 1.45);
    expect(breakers()).toEqual(SOURCES.map(() => "closed"));
  }, 300_000);

  it("once breakers have opened the sources get 1.2 times the calls at most", async () => {
    const { faults } = product.sandbox.control;
    const down = SOURCES.map((source) => faults.add({ kind: "unavailable", source, retryAfter: "none" }));
    while (breakers().includes("closed")) await page();
    for (const id of down) faults.remove(id);
    time.advance(60_000);

    const { complete, calls } = await load(300);
    expect(calls).toBeLessThanOrEqual(300 * callsOfOne * 1.2);
    // They are asked again, and answer again.
    expect(calls).toBeGreaterThan(300 * callsOfOne);
    expect(complete).toBeGreaterThan(0);
  }, 300_000);
});
