import { LoopTurns } from "../../src/fairness/loop-turns.js";
import type { Turn } from "../../src/audit/session.js";
import { AuditError } from "../../src/audit/errors.js";

/** Steps between two turns of the event loop, of all operations. */
const STEPS = 32;
/** Of an operation, that do not wait once it had its first turn. */
const PAGE = 64;

/** An event loop that comes round when it is told to. */
class Loop {
  #asked: (() => void)[] = [];
  readonly turns = new LoopTurns((turn) => this.#asked.push(turn));
  #moment = 0;

  operation(key: string, signal = new AbortController().signal): Turn {
    return this.turns.of({ caller: { key, token: undefined, scopes: new Set() }, moment: (this.#moment += 1), signal });
  }

  async comesRound(): Promise<void> {
    for (const turn of this.#asked.splice(0)) turn();
    for (let i = 0; i < 4; i += 1) await Promise.resolve();
  }
}

/** A loop over so many things; tells how far it is. */
const walk = (turn: Turn, count: number, steps = 1): { done: number; failed: unknown } => {
  const state: { done: number; failed: unknown } = { done: 0, failed: undefined };
  void (async () => {
    for (let i = 0; i < count; i += 1) {
      const mine = turn(steps);
      if (mine) await mine;
      state.done += 1;
    }
  })().catch((error: unknown) => (state.failed = error));
  return state;
};

describe("turns of the event loop", () => {
  test("bound what is done between two of them, by all operations together", async () => {
    const loop = new Loop();
    const walks = ["a", "b", "c"].map((key) => walk(loop.operation(key), 500));
    const done = (): number => walks.reduce((sum, each) => sum + each.done, 0);
    expect(done()).toBeLessThanOrEqual(3 * PAGE);
    for (let before = done(); before < 1_500; before = done()) {
      await loop.comesRound();
      // Two begin, and have their pages at once.
      expect(done() - before).toBeLessThanOrEqual(2 * PAGE + STEPS);
      expect(done()).toBeGreaterThan(before);
    }
  });

  test("go to each caller in its turn: who has a thousand steps to go keeps nobody waiting", async () => {
    const loop = new Loop();
    const greedy = [1, 2, 3, 4].map(() => walk(loop.operation("greedy"), 1_000));
    await loop.comesRound();
    const page = walk(loop.operation("other"), PAGE);
    expect(page.done).toBe(0);
    await loop.comesRound();
    expect(page.done).toBe(PAGE);
    expect(Math.max(...greedy.map(({ done }) => done))).toBeLessThan(200 + PAGE);
  });

  test("are shared by callers, not by operations", async () => {
    const loop = new Loop();
    const many = Array.from({ length: 9 }, () => walk(loop.operation("many"), 1_000));
    const one = walk(loop.operation("one"), 1_000);
    for (let i = 0; i < 20; i += 1) await loop.comesRound();
    // Beside the page that each of them has at once.
    const beyond = many.reduce((sum, { done }) => sum + done - PAGE, 0);
    expect(one.done - PAGE).toBeGreaterThan(0.8 * beyond);
  });

  test("are as long as one step that is larger than all of them, and go on behind it", async () => {
    const loop = new Loop();
    const wide = walk(loop.operation("wide"), 3, 10 * PAGE);
    expect(wide.done).toBe(1);
    await loop.comesRound();
    expect(wide.done).toBe(2);
    await loop.comesRound();
    expect(wide.done).toBe(3);
  });

  test("go to what is short first, and to what is long as well", async () => {
    const loop = new Loop();
    const long = Array.from({ length: 40 }, (_, i) => walk(loop.operation(`long ${i}`), 5, 2 * STEPS));
    const begun = (): number => long.reduce((sum, { done }) => sum + done, 0);
    await loop.comesRound();
    const short = walk(loop.operation("short"), 5);
    const before = begun();
    await loop.comesRound();
    expect(short.done).toBe(5);
    expect(begun()).toBe(before + 1);
    const shorts = Array.from({ length: 200 }, (_, i) => walk(loop.operation(`short ${i}`), 1));
    await loop.comesRound();
    expect(begun()).toBe(before + 2);
    expect(shorts.filter(({ done }) => done === 1).length).toBeGreaterThan(0);
  });

  test("end with their operation", async () => {
    const loop = new Loop();
    const over = new AbortController();
    const walked = walk(loop.operation("gone", over.signal), 1_000);
    over.abort(new AuditError("DEADLINE_EXCEEDED", "too late"));
    const { done } = walked;
    await loop.comesRound();
    expect(walked).toEqual({ done, failed: expect.objectContaining({ message: "too late" }) as unknown });
  });
});
