import type { AuditError } from "../../src/audit/errors.js";
import { Holds, type Wait } from "../../src/audit/patience.js";
import type { Turn } from "../../src/audit/session.js";
import { Standings } from "../../src/audit/standings.js";
import { FakeClock, tick } from "../upstream/support/fake-clock.js";

const RULES = { patienceMs: 1_000, maxPatienceMs: 5_000, deadlineMs: 10_000 };
const COUNT = 2_000;

/** A page that waits for thousands of instances of one source, of which none comes before the source is given up. */
const longPage = (turn?: Turn) => {
  const clock = new FakeClock();
  const holds = new Holds(new Standings(clock, RULES), RULES.patienceMs, { now: clock.now(), ...(turn && { turn }) });
  const reasons: AuditError[] = [];
  const arrivals: (() => void)[] = [];
  let [looks, isOver] = [0, false];
  const waits = Array.from({ length: COUNT }, (): Wait => {
    const arrived = new Promise<void>((resolve) => void arrivals.push(resolve));
    return {
      get source() {
        looks += 1;
        return "slow";
      },
      arrived,
      giveUp: (why) => void reasons.push(why),
    };
  });
  void holds.all(waits, () => true).then(() => (isOver = true));
  return {
    reasons,
    lastArrives: () => arrivals.at(-1)?.(),
    looks: () => looks,
    isOver: () => isOver,
    passes: async (ms: number): Promise<void> => {
      for (let passed = 0; passed < ms; passed += 50) {
        clock.advance(50);
        await tick();
      }
    },
  };
};

test("the instances of a source are counted together: no look at how long it holds the page goes over all of them", async () => {
  const page = longPage();
  const before = page.looks();
  await page.passes(1_000);
  expect(page.looks()).toBe(before);
  await page.passes(100);
  expect(page.reasons).toHaveLength(COUNT);
});

test.each([
  ["goes on", false],
  ["has ended meanwhile", true],
])("they are given up in parts, by turns of an operation that %s, and for one reason", async (_of, hasEnded) => {
  let admit: (() => void) | undefined;
  const page = longPage(
    () =>
      new Promise((resolve, reject) => {
        admit = hasEnded ? () => reject(new Error("it has ended")) : resolve;
      }),
  );
  await page.passes(1_100);
  expect(page.reasons).toHaveLength(0);
  page.lastArrives();
  const all = COUNT - 1;
  for (let before = 0; before < all; before = page.reasons.length) {
    admit?.();
    await new Promise(setImmediate);
    await tick();
    expect(page.reasons.length).toBeGreaterThan(before);
    expect(page.reasons.length - before).toBeLessThanOrEqual(32);
    expect(page.isOver()).toBe(page.reasons.length === all);
  }
  expect(page.reasons).toHaveLength(all);
  expect(new Set(page.reasons).size).toBe(1);
});
