import { Arrived, PIECE } from "../../src/contents/arrived.js";

const CHUNK = 65_536;

/** Counts turns, and notes in which of them each byte was worked on. */
const reader = (stopAt = Infinity) => {
  const state = { turns: 0, bytes: 0 };
  const arrived = new Arrived<"FULL">(
    (bytes) => {
      state.bytes += bytes.length;
      return state.bytes >= stopAt ? "FULL" : undefined;
    },
    () => {
      state.turns += 1;
      return undefined;
    },
  );
  return { state, arrived };
};

test("what comes in small chunks is worked on in turns of a piece, and nothing before", async () => {
  const { state, arrived } = reader();
  for (let i = 1; i <= 10; i += 1) {
    expect(await arrived.take(Buffer.alloc(CHUNK))).toBeUndefined();
    expect(state).toEqual({ turns: Math.floor(i / 4), bytes: Math.floor(i / 4) * PIECE });
  }
  await arrived.rest();
  expect(state).toEqual({ turns: 3, bytes: 10 * CHUNK });
  await arrived.rest();
  expect(state.turns).toBe(3);
});

test("a chunk larger than a piece takes as many turns as it has pieces", async () => {
  const { state, arrived } = reader();
  await arrived.take(Buffer.alloc(3 * PIECE + 1));
  expect(state).toEqual({ turns: 3, bytes: 3 * PIECE });
  await arrived.rest();
  expect(state).toEqual({ turns: 4, bytes: 3 * PIECE + 1 });
});

test("work that has enough leaves the rest", async () => {
  const { state, arrived } = reader(PIECE);
  expect(await arrived.take(Buffer.alloc(3 * PIECE))).toBe("FULL");
  expect(state).toEqual({ turns: 1, bytes: PIECE });
});
