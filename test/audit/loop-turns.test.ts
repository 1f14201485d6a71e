import type { OperationTurns } from "../../src/fairness/operation-turns.js";
import { arrivalTurn } from "../../src/server/turns.js";
import { AuditError } from "../../src/audit/errors.js";
import { Loop, PAGE, STEPS, walk } from "./support/hand-turned-loop.js";

describe("turns of the event loop", () => {
  test("bound what is done between two of them, by all operations together", async () => {
    const loop = new Loop();
    const walks = ["a", "b", "c"].map((key) => walk(loop, loop.operation(key), 500));
    const done = (): number => walks.reduce((sum, each) => sum + each.done, 0);
    expect(done()).toBeLessThanOrEqual(PAGE + STEPS);
    let turns = 0;
    for (let before = done(); before < 1_500; before = done(), turns += 1) {
      await loop.comesRound();
      // One begins, and has its page at once.
      expect(done() - before).toBeLessThanOrEqual(PAGE + STEPS);
      expect(done()).toBeGreaterThan(before);
    }
    expect(turns).toBeGreaterThan(1_500 / (PAGE + STEPS));
  });

  test("go on at once where nobody waits and there is time", () => {
    const loop = new Loop();
    expect(walk(loop, loop.operation("first"), STEPS / 2).done).toBe(STEPS / 2);
    expect(walk(loop, loop.operation("second"), 1).done).toBe(1);
  });

  test("go to what is short: who has a thousand steps to go keeps nobody waiting", async () => {
    const loop = new Loop();
    const greedy = Array.from({ length: 40 }, (_, i) => walk(loop, loop.operation(`greedy ${i}`), 1_000));
    for (let i = 0; i < 100; i += 1) await loop.comesRound();
    const before = greedy.map(({ done }) => done);
    const page = walk(loop, loop.operation("other"), PAGE);
    expect(page.done).toBe(0);
    await loop.comesRound();
    await loop.comesRound();
    expect(page.done).toBe(PAGE);
    expect(greedy.map(({ done }, i) => done - (before[i] ?? 0)).filter((more) => more > 0).length).toBeLessThan(
      2 * STEPS,
    );
  });

  test("are shared by callers, not by operations", async () => {
    const loop = new Loop();
    const many = Array.from({ length: 9 }, () => walk(loop, loop.operation("many"), 400));
    const one = walk(loop, loop.operation("one"), 400);
    for (let i = 0; i < 100; i += 1) await loop.comesRound();
    const most = Math.max(...many.map(({ done }) => done));
    expect(one.done).toBeGreaterThan(most);
    expect(one.done).toBeGreaterThan(0.5 * many.reduce((sum, { done }) => sum + done - PAGE, 0));
  });

  test("are as long as one step that takes longer than all of them, and go on behind it", async () => {
    const loop = new Loop();
    const wide = walk(loop, loop.operation("wide"), PAGE + 3, 40);
    for (let done = wide.done; done < PAGE + 3; done += 1) {
      expect(wide.done).toBe(done);
      await loop.comesRound();
    }
  });

  test("go to what is long as well, however much that is short comes", async () => {
    const loop = new Loop();
    const long = walk(loop, loop.operation("long"), 200, 4);
    for (let i = 0; i < 60; i += 1) await loop.comesRound();
    const before = long.done;
    for (let i = 0; i < 100; i += 1) {
      for (let j = 0; j < 20; j += 1) walk(loop, loop.operation(`short ${i} ${j}`), 1);
      await loop.comesRound();
    }
    expect(long.done).toBeGreaterThan(before + 5);
    expect(long.done).toBeLessThan(200);
  });

  /** Begins, and waits for an answer of a source as it goes on. */
  const shortOne = (loop: Loop, name: string): OperationTurns => {
    const turns = loop.turnsOf(name);
    void turns.turn();
    return turns;
  };

  test("leave the loop idle between long ones while a short one is under way, and not when it is over", async () => {
    const idleFor = async (loop: Loop, long: { readonly done: number }): Promise<number> => {
      const [from, before] = [loop.now(), long.done];
      for (let i = 0; i < 200; i += 1) await loop.comesRound();
      return loop.now() - from - (long.done - before) * 4;
    };
    const loop = new Loop();
    const long = walk(loop, loop.operation("long"), 5_000, 4);
    for (let i = 0; i < 60; i += 1) await loop.comesRound();
    expect(await idleFor(loop, long)).toBe(0);
    const short = shortOne(loop, "short");
    const [from, before] = [loop.now(), long.done];
    const idle = await idleFor(loop, long);
    // After a turn of 4 ms it rests for 8.
    expect(idle / (loop.now() - from)).toBeGreaterThan(0.6);
    expect(long.done).toBeGreaterThan(before + 20);
    // Another that waits for something else than its turn is none to be waited for.
    const waits = shortOne(loop, "waits");
    for (let i = 0; i < 10; i += 1) await loop.comesRound();
    waits.wait();
    short.end();
    // Whoever asked may ask again.
    loop.takes(10);
    for (let i = 0; i < 10; i += 1) await loop.comesRound();
    expect(await idleFor(loop, long)).toBe(0);
  });

  test("come at once to a short operation, also where long ones wait", async () => {
    const loop = new Loop();
    const greedy = Array.from({ length: 40 }, (_, i) => walk(loop, loop.operation(`greedy ${i}`), 1_000));
    for (let i = 0; i < 100; i += 1) await loop.comesRound();
    loop.takes(2);
    await loop.comesRound();
    expect(greedy.every(({ done }) => done < 1_000)).toBe(true);
    // In the next turn, which has time.
    let isThrough = false;
    void (async () => {
      const mine = loop.operation("short")();
      if (mine) await mine;
      isThrough = true;
    })();
    await loop.comesRound();
    expect(isThrough).toBe(true);
  });

  test("go to whom is known before strangers, who take more than is seen of them", async () => {
    const loop = new Loop();
    let [seen, known] = [0, 0];
    const come = (name: string, isKnown: boolean): void => {
      const { turn } = isKnown
        ? loop.turnsOf(name)
        : loop.turnsOf(name, undefined, { mayBeShort: false, msBehind: 0.5 });
      void Promise.resolve(turn()).then(() => (isKnown ? (known += 1) : (seen += 1)));
    };
    for (let i = 0; i < 100; i += 1) come("", false);
    await loop.comesRound();
    const before = seen;
    for (let i = 0; i < 5; i += 1) come(`known ${i}`, true);
    await loop.comesRound();
    // Two fit into a turn of 1 ms, although none is seen to take any time.
    expect([known, seen - before <= 2]).toEqual([5, true]);
    while (seen < 100) {
      const had = seen;
      await loop.comesRound();
      expect(seen - had).toBeLessThanOrEqual(2);
    }
  });

  test("of an arrival end with a deadline, in its turn", async () => {
    const loop = new Loop();
    const arrive = (bytes: number) =>
      arrivalTurn(loop.turns, { account: "known", manner: undefined, bytes, deadlineMs: 0 });
    const walked = walk(loop, loop.operation("before"), 100, 4);
    await loop.comesRound();
    const waits = arrive(1_000_000);
    expect(waits).toBeDefined();
    const told = expect(waits).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED", retryable: true });
    // Its timer is the machine's.
    await new Promise((resolve) => setTimeout(resolve, 1));
    while (walked.done < 100) await loop.comesRound();
    await told;
  });

  test("come to those in the middle, while there are always shorter and longer ones", async () => {
    const loop = new Loop();
    for (let i = 0; i < 9; i += 1) walk(loop, loop.operation(`long ${i}`), 1_000, 4);
    for (let i = 0; i < 200; i += 1) await loop.comesRound();
    let isSeen = false;
    const stranger = loop.turnsOf("", undefined, { mayBeShort: false, msBehind: 0.5 }).turn();
    void Promise.resolve(stranger).then(() => (isSeen = true));
    const from = loop.now();
    for (let rounds = 0; !(isSeen as boolean) && rounds < 400; rounds += 1) {
      for (let j = 0; j < 20; j += 1) walk(loop, loop.operation(`short ${rounds} ${j}`), 1);
      await loop.comesRound();
    }
    expect(loop.now() - from).toBeLessThan(150);
  });

  /** How often the loop comes round until it has done so many steps, among nine whose steps take 2 ms each. */
  const roundsAmongLong = async (begin: (loop: Loop) => { readonly done: number }, steps: number): Promise<number> => {
    const loop = new Loop();
    for (let i = 0; i < 9; i += 1) walk(loop, loop.operation(`long ${i}`), 10_000, 2);
    for (let i = 0; i < 20; i += 1) await loop.comesRound();
    const small = begin(loop);
    let rounds = 0;
    for (; small.done < steps && rounds < 10_000; rounds += 1) await loop.comesRound();
    return rounds;
  };

  test("last for a while: small steps, one behind the other, do not wait for all others' large ones each", async () => {
    // 25 ms of work, in turns of 1 ms.
    const rounds = await roundsAmongLong((loop) => walk(loop, loop.operation("small"), 500, 0.05), 500);
    expect(rounds).toBeLessThan(250);
  });

  test("nor do steps that wait side by side", async () => {
    const sideBySide = (loop: Loop): { readonly done: number } => {
      const state = { done: 0 };
      const turn = loop.operation("small");
      const step = (): void => {
        loop.takes(0.05);
        state.done += 1;
      };
      for (let i = 0; i < 500; i += 1) void Promise.resolve(turn()).then(step);
      return state;
    };
    expect(await roundsAmongLong(sideBySide, 500)).toBeLessThan(250);
  });

  test("tell whether one of an operation's steps waits for its turn", async () => {
    const loop = new Loop();
    const [before, { turn, isWaiting }] = [walk(loop, loop.operation("before"), 100, 4), loop.turnsOf("waits")];
    expect(isWaiting()).toBe(false);
    void turn(40);
    expect(isWaiting()).toBe(true);
    while (isWaiting()) await loop.comesRound();
    expect(before.done).toBeLessThan(100);
  });

  test("end with their operation", async () => {
    const loop = new Loop();
    const over = new AbortController();
    walk(loop, loop.operation("before"), 1_000);
    const walked = walk(loop, loop.operation("gone", over.signal), 1_000);
    over.abort(new AuditError("DEADLINE_EXCEEDED", "too late"));
    const { done } = walked;
    for (let i = 0; i < 3; i += 1) await loop.comesRound();
    expect(walked).toEqual({ done, failed: expect.objectContaining({ message: "too late" }) as unknown });
  });

  test("tell at their end whether it took more of them than a page", async () => {
    const loop = new Loop();
    const [page, long] = [loop.turnsOf("page"), loop.turnsOf("long")];
    walk(loop, page.turn, PAGE);
    const walked = walk(loop, long.turn, PAGE + 1);
    while (walked.done <= PAGE) await loop.comesRound();
    expect([page.end(), long.end()]).toEqual([false, true]);
  });
});
