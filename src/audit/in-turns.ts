import type { Turn } from "./session.js";

/** Things that are seen to in a step, where each takes some hundredths of a millisecond: a timeline is opened, a part told. */
const THINGS_PER_STEP = 40;

/** The turn for what is done with so many things in one go; undefined: go on at once, as with a few of them. */
export const turnFor = (things: number, turn: Turn | undefined): Promise<void> | undefined =>
  things > THINGS_PER_STEP ? turn?.(Math.floor(things / THINGS_PER_STEP)) : undefined;

const mapMany = async <T, U>(
  items: readonly T[],
  turn: Turn,
  make: (item: T, at: number) => U,
): Promise<readonly U[]> => {
  const made: U[] = [];
  for (const [at, item] of items.entries()) {
    if (at % THINGS_PER_STEP === 0) {
      const next = turn();
      if (next) await next;
    }
    made.push(make(item, at));
  }
  return made;
};

/** `make` of each, in their order. Of very many, each few have their turn; a few are made at once, without a promise. */
export const mapInTurns = <T, U>(
  items: readonly T[],
  turn: Turn | undefined,
  make: (item: T, at: number) => U,
): readonly U[] | Promise<readonly U[]> =>
  turn && items.length > THINGS_PER_STEP ? mapMany(items, turn, make) : items.map(make);
