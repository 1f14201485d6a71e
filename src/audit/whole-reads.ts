import type { AuditError } from "./errors.js";
import { BEGUN, mapInTurns } from "./in-turns.js";
import type { Holds, Wait } from "./patience.js";
import type { Turn } from "./session.js";

/** The steps of something that is read whole. Each is waited for until it is there, or until nobody waits any more. */
export interface Steps {
  /** Nobody waits any more: it was given up. */
  readonly isLeft: boolean;
  /** Throws why it was given up. One step at a time. */
  one<T>(step: Promise<T>): Promise<T>;
  /** As `one`, for each of the items. */
  each<T>(items: AsyncIterable<T>): AsyncIterable<T>;
}

class WaitedFor implements Steps {
  #why: AuditError | undefined;
  #leaveStep: ((why: AuditError) => void) | undefined;

  constructor(private readonly comesOn: () => void) {}

  get isLeft(): boolean {
    return this.#why !== undefined;
  }

  leave(why: AuditError): void {
    this.#why ??= why;
    this.#leaveStep?.(this.#why);
  }

  one<T>(step: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#leaveStep = reject;
      if (this.#why) reject(this.#why);
      step.then((value) => {
        this.comesOn();
        resolve(value);
      }, reject);
    });
  }

  async *each<T>(items: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
    const iterator = items[Symbol.asyncIterator]();
    try {
      for (;;) {
        const step = await this.one(iterator.next());
        if (step.done === true) return;
        yield step.value;
      }
    } finally {
      const left = iterator.return?.();
      // What is still under way is waited for by nobody.
      if (this.isLeft) left?.catch(() => undefined);
      else await left;
    }
  }
}

/** Something of one source that is read to its end, such as a list that is counted. */
export interface WholeRead<T> extends Pick<Wait, "source" | "standing"> {
  /** Never rejects: where a step does, what was read until then counts, and the rest is missing. */
  readonly read: (steps: Steps) => Promise<T>;
}

/**
 * Reads all of them side by side. One that shows nothing for as long as its source may hold an answer is given up where
 * it stands; one that comes on is waited for. `others`: how many more sources the answer has, which are there. `turn`: of
 * thousands, some begin in each turn.
 */
export const readWhole = async <T>(
  reads: readonly WholeRead<T>[],
  holds: Holds | undefined,
  others = 0,
  turn?: Turn,
): Promise<readonly T[]> => {
  const begin = ({ source, standing, read }: WholeRead<T>) => {
    const steps = new WaitedFor(() => holds?.comesOn({ source, standing }));
    const result = read(steps);
    const arrived = result.then(() => undefined);
    return { source, standing, result, arrived, giveUp: (why: AuditError) => steps.leave(why) };
  };
  const waits = await mapInTurns(reads, turn, begin, BEGUN);
  const sources = new Set(reads.map(({ source }) => source));
  await holds?.all(waits, (waitedFor) => waitedFor.size < sources.size + others);
  holds?.ended(reads);
  return Promise.all(waits.map(({ result }) => result));
};
