import fc from "fast-check";
import { DAY, HOUR, MINUTE, SECOND } from "../../src/audit/window.js";
import { manualClock, type Sandbox, startSandbox } from "../../sandbox/index.js";
import { sourcesOver } from "../support/sandbox-sources.js";
import { ChangingInstance } from "./changing-instance.js";
import { inTurn } from "./in-turn.js";
import { Random } from "./random.js";
import { faultOf, walk, type WalkOptions } from "./walk.js";

/** `WALKS=2000 SEED=7 npx jest test/properties/replica-walks.test.ts` for a long run. */
const WALKS = Number(process.env.WALKS ?? 20);
const SEED = Number(process.env.SEED ?? 20_261_121);
const NOW = Date.UTC(2026, 10, 1, 12);
const SOURCE = "mysql-eu";
/** What begins before it is settled: an answer to it may be as old as a closed stretch is believed. */
const SETTLED = NOW - 2 * DAY;
const OLDEST = 5 * MINUTE;

const cases = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  files: fc.constantFrom(7, 60, 150, 300),
  gap: fc.constantFrom(5 * MINUTE, 5 * MINUTE, HOUR),
  order: fc.constantFrom("ascending" as const, "descending" as const, "none" as const),
  filter: fc.constantFrom("begin" as const, "overlap" as const, "containment" as const),
  boundary: fc.constantFrom("inclusive" as const, "exclusive" as const),
  rate: fc.constantFrom(1, 5, 10),
  newestFirst: fc.boolean(),
  backward: fc.boolean(),
  size: fc.integer({ min: 10, max: 60 }),
  /** Of each walk: which replica has its first page. */
  firsts: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 3, maxLength: 5 }),
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

/**
 * One caller walks one list with a given end again and again, so that the cursors of each walk are those of the others,
 * and each replica remembers what walks of before showed it.
 */
describe("walks whose pages alternate between replicas that share nothing, over a list that changes", () => {
  const clock = manualClock(NOW);
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ clock, control: false, recordLimit: 100 });
  });
  afterAll(() => sandbox.stop());

  const faultIn = async (each: Case): Promise<string | undefined> => {
    const random = new Random(each.seed);
    const replicas = [sourcesOver(sandbox, clock), sourcesOver(sandbox, clock)] as const;
    const changing = new ChangingInstance(sandbox.control.database(SOURCE), each, random, NOW);
    const history: { readonly at: number; readonly files: ReturnType<typeof changing.instance.files> }[] = [];
    const note = (): void => void history.push({ at: clock(), files: [...changing.instance.files()] });
    const thereAt = (time: number): ReturnType<typeof changing.instance.files> =>
      (history.findLast(({ at }) => at <= time) ?? history[0])?.files ?? [];
    const options: WalkOptions = {
      lists: [{ source: SOURCE, instance: changing.instance.id }],
      window: { from: changing.begin - DAY, to: NOW },
      order: each.newestFirst ? "NEWEST_FIRST" : "OLDEST_FIRST",
      size: each.size,
      backward: each.backward,
      between: () => {
        clock.advance(random.below(3) * SECOND);
        changing.change();
        note();
      },
    };
    try {
      note();
      for (const [i, first] of each.firsts.entries()) {
        const start = clock();
        const there = [
          ...thereAt(start).filter(({ begin }) => begin >= SETTLED),
          ...thereAt(start - OLDEST).filter(({ begin }) => begin < SETTLED),
        ];
        const walked = await walk(inTurn(replicas, first), options);
        const still = new Set(changing.instance.files().map(({ id }) => id));
        const survivors = there.filter(
          ({ id, begin }) => begin >= options.window.from && begin < options.window.to && still.has(id),
        );
        const fault = faultOf(
          walked,
          options,
          survivors.map(({ id }) => id),
        );
        if (fault !== undefined) return `walk ${i}: ${fault}`;
        options.between?.();
      }
      return undefined;
    } finally {
      changing.remove();
      await Promise.all(replicas.map((replica) => replica.stop()));
    }
  };

  it(
    "lose and repeat no record that is there from a walk's start to its end, and keep the order",
    async () => {
      await fc.assert(
        fc.asyncProperty(cases, async (each) => {
          const fault = await faultIn(each);
          if (fault !== undefined) throw new Error(fault);
        }),
        { numRuns: WALKS, seed: SEED, endOnFailure: true },
      );
    },
    120_000 + WALKS * 2_000,
  );
});
