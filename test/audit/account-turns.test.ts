import { Loop, walk } from "./support/hand-turned-loop.js";

describe("turns of the event loop for what is long", () => {
  test("are shared by what accounts had lately: a long read is not behind all that others begin meanwhile", async () => {
    const loop = new Loop();
    const others = Array.from({ length: 20 }, (_, i) => {
      const state = { ms: 0 };
      void (async () => {
        // One operation of 12 ms after the other.
        for (;;) {
          const turn = loop.operation(`other ${i}`);
          for (let step = 0; step < 6; step += 1) {
            await turn(33);
            loop.takes(2);
            state.ms += 2;
          }
        }
      })();
      return state;
    });
    for (let i = 0; i < 400; i += 1) await loop.comesRound();
    const before = others.map(({ ms }) => ms);
    const read = { ms: 0 };
    void (async () => {
      const turn = loop.operation("read");
      for (;;) {
        await turn();
        loop.takes(0.4);
        read.ms += 0.4;
        // What it works on next is still to come.
        await new Promise<void>((resolve) => loop.nextTurn(resolve));
      }
    })();
    for (let i = 0; i < 4_000; i += 1) await loop.comesRound();
    const mean = others.reduce((sum, { ms }, i) => sum + ms - (before[i] ?? 0), 0) / others.length;
    expect(read.ms / mean).toBeGreaterThan(1 / 3);
  });

  test("of who is not known come soon for what is little, and among the long ones for what is large", async () => {
    const loop = new Loop();
    const come = (steps: number): { readonly done: number } => {
      const state = { done: 0 };
      const { turn } = loop.turnsOf("", undefined, { mayBeShort: false, msBehind: 0.5 });
      void Promise.resolve(turn(steps)).then(() => {
        loop.takes(steps > 1 ? 10 : 0.5);
        state.done += 1;
      });
      return state;
    };
    walk(loop, loop.operation("before"), 10_000, 2);
    await loop.comesRound();
    const large: { readonly done: number }[] = [];
    for (let i = 0; i < 60; i += 1) {
      large.push(come(60));
      await loop.comesRound();
    }
    const little = Array.from({ length: 3 }, () => come(1));
    for (let i = 0; i < 10; i += 1) await loop.comesRound();
    expect(little.map(({ done }) => done)).toEqual([1, 1, 1]);
    expect(large.some(({ done }) => done === 0)).toBe(true);
  });
});
