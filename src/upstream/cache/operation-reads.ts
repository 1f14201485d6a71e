import type { Session } from "../../audit/session.js";

/** Reads of one kind within one operation. */
export interface Once<Ask, T> {
  /** What the first read of an equal ask came to, or comes to, failures too. */
  readonly load: (ask: Ask) => Promise<T>;
  /** Reads once more; later asks get that. */
  readonly loadAnew: (ask: Ask) => Promise<T>;
}

/** Each distinct read of an operation goes out once. What it serves again is a call that was not made, and is counted. */
export const once = <Ask, T>(
  { calls }: Pick<Session, "calls">,
  read: (ask: Ask) => Promise<T>,
  keyOf: (ask: Ask) => unknown = (ask) => ask,
): Once<Ask, T> => {
  const reads = new Map<unknown, Promise<T>>();
  const loadAnew = (ask: Ask): Promise<T> => {
    const asked = read(ask);
    reads.set(keyOf(ask), asked);
    return asked;
  };
  return {
    loadAnew,
    load: (ask) => {
      const known = reads.get(keyOf(ask));
      if (known && calls) calls.deduplicated += 1;
      return known ?? loadAnew(ask);
    },
  };
};

/** Reads that went out in one turn. */
class Round {
  #underWay = 0;
  #isClosed = false;
  #over: (() => void)[] = [];

  constructor(closed: () => void) {
    // The turn is over when everything is done that waits for nothing but promises.
    queueMicrotask(() =>
      process.nextTick(() => {
        closed();
        this.#isClosed = true;
        this.#tell();
      }),
    );
  }

  add<T>(read: Promise<T>): Promise<T> {
    this.#underWay += 1;
    return new Promise((resolve, reject) => {
      const done = (tell: () => void): void => {
        this.#over.push(tell);
        this.#underWay -= 1;
        this.#tell();
      };
      read.then(
        (result) => done(() => resolve(result)),
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what failed goes on as it is
        (error: unknown) => done(() => reject(error)),
      );
    });
  }

  #tell(): void {
    if (!this.#isClosed || this.#underWay > 0) return;
    const over = this.#over;
    this.#over = [];
    for (const each of over) each();
  }
}

/**
 * Reads that go out in one turn are answered together, when the last of them is. So what was asked ahead is not left under
 * way, uncounted, when the operation is answered.
 */
export const inRounds = <Ask, T>(read: (ask: Ask) => Promise<T>): ((ask: Ask) => Promise<T>) => {
  let open: Round | undefined;
  return (ask) => {
    open ??= new Round(() => (open = undefined));
    return open.add(read(ask));
  };
};
