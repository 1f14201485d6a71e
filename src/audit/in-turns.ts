import type { Turn } from "./session.js";

/** How many things are seen to between two turns, and what steps they take together. */
interface Pace {
  readonly atOnce: number;
  readonly steps: number;
}

/** A timeline is opened, or what came of it is told: some hundredths of a millisecond. */
const LOOKED_AT: Pace = { atOnce: 40, steps: 1 };
/** A timeline is begun to be read. One that is not at hand takes a step of its own where its source is asked. */
export const BEGUN: Pace = { atOnce: 16, steps: 4 };

/** The steps that it takes to look at so many in one go; none for a few. */
export const stepsFor = (things: number): number => Math.floor(things / LOOKED_AT.atOnce) * LOOKED_AT.steps;

const mapMany = async <T, U>(
  items: readonly T[],
  turn: Turn,
  make: (item: T, at: number) => U,
  { atOnce, steps }: Pace,
): Promise<readonly U[]> => {
  const made: U[] = [];
  for (const [at, item] of items.entries()) {
    if (at % atOnce === 0) {
      const next = turn(steps);
      if (next) await next;
    }
    made.push(make(item, at));
  }
  return made;
};

/**
 * `make` of each, in their order. Of very many, each few have their turn; a few are made at once, without a promise. A
 * promise that it makes must not reject before all are made.
 */
export const mapInTurns = <T, U>(
  items: readonly T[],
  turn: Turn | undefined,
  make: (item: T, at: number) => U,
  pace = LOOKED_AT,
): readonly U[] | Promise<readonly U[]> =>
  turn && items.length > pace.atOnce ? mapMany(items, turn, make, pace) : items.map(make);
