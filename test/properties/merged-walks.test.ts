import { readPage } from "../../src/audit/page.js";
import { planPage } from "../../src/audit/page-plan.js";
import { MINUTE } from "../../src/audit/window.js";
import { manualClock } from "../../sandbox/index.js";
import { gate } from "../support/gate.js";
import { type SandboxSources, startSandboxSources } from "../support/sandbox-sources.js";
import { ChangingInstance } from "./changing-instance.js";
import { Random } from "./random.js";
import { faultOf, walk, type WalkOptions } from "./walk.js";

jest.setTimeout(120_000);

const NOW = Date.UTC(2026, 10, 1, 12);
const SOURCES = ["mysql-eu", "rds-eu", "dds-eu"] as const;
const ORDERS = ["ascending", "descending", "none"] as const;
const FILTERS = ["begin", "overlap", "containment"] as const;

describe("a walk merged over many instances of several services", () => {
  let sources: SandboxSources;
  let changing: (ChangingInstance & { source: string })[] = [];
  const random = new Random(20_261_121);

  beforeEach(async () => {
    sources = await startSandboxSources({ clock: manualClock(NOW), recordLimit: 100 });
    // Nine instances, each service with each order and each meaning of the filter, and densities that differ by 24.
    changing = SOURCES.flatMap((source, s) =>
      ORDERS.map((order, o) => {
        const filter = FILTERS[(s + o) % 3] ?? "begin";
        const gap = [5, 30, 120][o] ?? 30;
        const world = { files: 60, gap: gap * MINUTE, order, filter, boundary: "inclusive", rate: 1 } as const;
        const made = new ChangingInstance(sources.sandbox.control.database(source), world, random, NOW);
        return Object.assign(made, { source });
      }),
    );
  });
  afterEach(() => sources.stop());

  const options = (more: Pick<WalkOptions, "order" | "size"> & Partial<WalkOptions>): WalkOptions => ({
    lists: changing.map(({ source, instance }) => ({ source, instance: instance.id })),
    window: { from: Math.min(...changing.map(({ begin }) => begin)), to: NOW },
    between: () => changing.forEach((each) => each.change()),
    ...more,
  });

  const survivors = ({ window }: WalkOptions): string[] =>
    changing.flatMap((each) => each.survivors(window.from, window.to));

  it.each([
    ["NEWEST_FIRST", 40, false],
    ["OLDEST_FIRST", 25, false],
    ["NEWEST_FIRST", 200, true],
    ["OLDEST_FIRST", 30, true],
  ] as const)(
    "loses and repeats nothing while all of them change: %s, %d a page, backward %s",
    async (order, size, backward) => {
      const walked = options({ order, size, backward });
      expect(faultOf(await walk(sources, walked), walked, survivors(walked))).toBeUndefined();
    },
  );

  it("goes on exactly with the others while one service is down, and serves it again once it is back", async () => {
    const down = sources.sandbox.control.faults.add({ source: "rds-eu", kind: "server-error" });
    let pages = 0;
    const walked = options({
      order: "NEWEST_FIRST",
      size: 30,
      mayFail: true,
      between: () => {
        pages += 1;
        if (pages === 3) sources.sandbox.control.faults.remove(down);
      },
    });
    const result = await walk(sources, walked);
    const healthy = changing.filter(({ source }) => source !== "rds-eu");
    const expected = healthy.flatMap((each) => each.survivors(walked.window.from, walked.window.to));
    expect(faultOf(result, walked, expected)).toBeUndefined();
    expect(result.records.some(({ source }) => source.name === "rds-eu")).toBe(true);
  });

  it("names the failed instance in coverage, with its problem, and leaves the others' records in the page", async () => {
    sources.sandbox.control.faults.add({ source: "dds-eu", kind: "throttled", retryAfter: 60 });
    const session = sources.session();
    const window = { from: NOW - 1_000 * MINUTE, to: NOW };
    const plan = planPage({ first: 20 }, { binding: "x", order: "NEWEST_FIRST", window: () => window }, session);
    const readers = new Map(SOURCES.map((source) => [source as string, sources.database(source, session)]));
    const page = await readPage(
      plan,
      changing.flatMap(({ source, instance }) => readers.get(source)?.files(instance.id) ?? []),
    );
    expect(page.edges).toHaveLength(20);
    for (const { source, instance, state, problem } of page.coverage) {
      expect(instance).not.toBeNull();
      expect(state).toBe(source.name === "dds-eu" ? "FAILED" : "COMPLETE");
      expect(problem?.code).toBe(source.name === "dds-eu" ? "UPSTREAM_RATE_LIMITED" : undefined);
      expect(problem?.retryAfterMs).toBe(source.name === "dds-eu" ? 60_000 : undefined);
    }
  });

  it("reads the instances of one service side by side, within its limit of requests in flight", async () => {
    // Nobody is answered before all three instances of the service have asked: one after the other, they wait for ever.
    const gates = new Map(SOURCES.map((source) => [source as string, gate(3)]));
    const stop = sources.sandbox.control.onCall(({ source, route }) =>
      route === "files" ? gates.get(source)?.() : undefined,
    );
    await walk(sources, { ...options({ order: "NEWEST_FIRST", size: 200 }), between: () => undefined });
    stop();
    for (const source of SOURCES)
      expect(sources.sandbox.control.log.counters(source).maxInFlight).toBeLessThanOrEqual(8);
  });
});
