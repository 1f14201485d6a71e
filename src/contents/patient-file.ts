import type { Holds } from "../audit/patience.js";
import type { Session } from "../audit/session.js";
import type { StoredFile } from "../audit/sources.js";
import { readWhole, type Steps } from "../audit/whole-reads.js";

/** By whom a file is read, and how long its store may hold the page. */
export interface FilePatience {
  readonly session: Pick<Session, "time" | "standings">;
  /** Absent where nobody else waits for it. */
  readonly holds: Holds | undefined;
  /** How many other sources have files in the page. */
  readonly others: number;
}

/** How the store's answers are told of. */
interface Told {
  /** A range is asked for; what is returned is called when it is read. */
  readonly asks: () => (() => void) | undefined;
  readonly answered: () => void;
}

async function* ending<T>(items: AsyncIterable<T>, ended: (() => void) | undefined): AsyncGenerator<T> {
  try {
    yield* items;
  } finally {
    ended?.();
  }
}

/** Each range and each piece of it is a step. What comes when nobody waits any more gives its place at the store back. */
const steppedOf = (object: StoredFile, steps: Steps, { asks, answered }: Told): StoredFile => ({
  expected: object.expected,
  isLate: () => object.isLate(),
  read: async (range) => {
    const over = asks();
    const asked = object.read(range);
    const leave = async (): Promise<void> => {
      const { chunks } = await asked;
      answered();
      if (steps.isLeft) for await (const _ of chunks) break;
    };
    // It failed, or is waited for below.
    leave().catch(() => undefined);
    try {
      const { chunks, ...rest } = await steps.one(asked);
      return { ...rest, chunks: ending(steps.each(chunks), over) };
    } catch (error) {
      over?.();
      throw error;
    }
  },
});

/**
 * Reads a file of a source, unless its store shows nothing for as long as it may hold the page: then `isGivenUp`, and what
 * `read` throws or gives says why. A store fares by itself: its source's lists may be well.
 */
export const readInPatience = async <T>(
  source: string,
  { session, holds, others }: FilePatience,
  open: () => Promise<StoredFile>,
  read: (object: StoredFile) => Promise<T>,
): Promise<{ readonly read: Promise<T>; readonly isGivenUp: boolean }> => {
  const standing = `files of ${source}`;
  const told = {
    asks: () => session.time?.asks(standing),
    answered: (): void => {
      session.time?.answered(standing);
      session.standings?.answered(standing);
    },
  };
  let isGivenUp = false;
  const [result] = await readWhole(
    [
      {
        source,
        standing,
        read: async (steps) => {
          const work = (async () => read(steppedOf(await steps.one(open()), steps, told)))();
          await work.catch(() => undefined);
          isGivenUp = steps.isLeft;
          return { work };
        },
      },
    ],
    holds,
    others,
  );
  if (!result) throw new Error("one read, and no result");
  return { read: result.work, isGivenUp };
};
