import fc from "fast-check";
import { DAY, HOUR, MINUTE } from "../../src/audit/window.js";
import { manualClock } from "../../sandbox/index.js";
import { type SandboxSources, startSandboxSources } from "../support/sandbox-sources.js";
import { ChangingInstance } from "./changing-instance.js";
import { Random } from "./random.js";
import { faultOf, walk, type WalkOptions } from "./walk.js";

/** `WALKS=10000 SEED=7 npx jest test/properties/walks.test.ts` for the long run (docs/exact-pages.md). */
const WALKS = Number(process.env.WALKS ?? 60);
const SEED = Number(process.env.SEED ?? 20_261_121);
const NOW = Date.UTC(2026, 10, 1, 12);

const walks = fc
  .record({
    seed: fc.integer({ min: 0, max: 2 ** 31 }),
    source: fc.constantFrom("mysql-eu", "rds-eu", "dds-eu"),
    files: fc.constantFrom(0, 1, 7, 60, 150, 300),
    gap: fc.constantFrom(MINUTE, 30 * MINUTE, 30 * MINUTE, 6 * HOUR, DAY),
    order: fc.constantFrom("ascending" as const, "descending" as const, "none" as const),
    filter: fc.constantFrom("begin" as const, "overlap" as const, "containment" as const),
    boundary: fc.constantFrom("inclusive" as const, "exclusive" as const),
    rate: fc.constantFrom(0, 0.5, 2, 6),
    changesWhileRead: fc.boolean(),
    newestFirst: fc.boolean(),
    backward: fc.boolean(),
    isOpenEnded: fc.boolean(),
    size: fc.integer({ min: 1, max: 200 }),
  })
  // A page of one record of three hundred shows nothing that fewer records do not.
  .map((each) => ({ ...each, size: Math.max(each.size, Math.ceil(each.files / 60)) }));

type Case = typeof walks extends fc.Arbitrary<infer T> ? T : never;

const walkOnce = async (sources: SandboxSources, each: Case): Promise<string | undefined> => {
  const random = new Random(each.seed);
  const changing = new ChangingInstance(sources.sandbox.control.database(each.source), each, random, NOW);
  const stop = each.changesWhileRead
    ? sources.sandbox.control.onCall(() => {
        if (random.chance(0.2 * Math.min(1, each.rate))) changing.change();
      })
    : () => undefined;
  const options: WalkOptions = {
    lists: [{ source: each.source, instance: changing.instance.id }],
    window: {
      from: changing.begin - random.below(2) * 40 * DAY,
      to: NOW - random.below(5) * each.gap,
      isOpenEnded: each.isOpenEnded,
    },
    order: each.newestFirst ? "NEWEST_FIRST" : "OLDEST_FIRST",
    size: each.size,
    backward: each.backward,
    between: () => changing.change(),
  };
  try {
    if (each.rate === 0) {
      const files = sources.database(each.source).files(changing.instance.id);
      const { from, to } = options.window;
      const count = await files.count?.(options.window);
      if (count !== changing.survivors(from, to).length) return `counted ${String(count)}`;
    }
    const result = await walk(sources, options);
    return faultOf(result, options, changing.survivors(options.window.from, options.window.to));
  } finally {
    stop();
    changing.remove();
  }
};

describe("a walk over a list that changes", () => {
  let sources: SandboxSources;
  beforeAll(async () => {
    sources = await startSandboxSources({ clock: manualClock(NOW), recordLimit: 100 });
  });
  afterAll(() => sources.stop());

  it(
    "loses and repeats no record that is there from its start to its end, keeps the order, and counts right",
    async () => {
      await fc.assert(
        fc.asyncProperty(walks, async (each) => {
          const fault = await walkOnce(sources, each);
          if (fault !== undefined) throw new Error(fault);
        }),
        { numRuns: WALKS, seed: SEED, endOnFailure: WALKS > 1_000 },
      );
    },
    300_000 + WALKS * 1_000,
  );
});
