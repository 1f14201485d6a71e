import DataLoader from "dataloader";
import { AuditError } from "../../audit/errors.js";
import { type Asker, callsLeft, type Company, type Session, untilSessionEnds } from "../../audit/session.js";
import type { Clock } from "../clock.js";
import { QueuePartFull, sourceTimeout } from "../failures.js";

/** Why work is aborted. Of our own: without a reason each abort makes a DOMException, stack and all. */
const NOBODY_WAITS = new Error("nobody waits for this any more");

/** Work that several operations wait for. It is aborted when the last of them has gone before its end, and not before. */
export class SharedWork<T> {
  readonly #controller = new AbortController();
  readonly #work: Promise<T>;
  #waiting = 0;
  #isOver = false;

  constructor(start: (signal: AbortSignal) => Promise<T>) {
    this.#work = start(this.#controller.signal);
    const over = (): void => {
      this.#isOver = true;
    };
    // Whoever waits hears of a failure; once nobody does, it is nobody's.
    this.#work.then(over, over);
  }

  /** True once everybody left: a newcomer must start anew. */
  get isAbandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /** The result, or what sessionEnded says when the waiter's own signal fires first. */
  async wait(signal: AbortSignal): Promise<T> {
    this.#waiting += 1;
    try {
      return await untilSessionEnds(this.#work, signal);
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0 && !this.#isOver) this.#controller.abort(NOBODY_WAITS);
    }
  }
}

interface Flight {
  /** Its place among all questions of the process. */
  readonly leftAt: number;
  readonly work: SharedWork<unknown>;
  /** The operation that it goes out for. */
  readonly of: Pick<Session, "calls" | "moment">;
  readonly company: Joined;
  /** Resolves when the read is over, however it ended. */
  readonly landed: Promise<void>;
}

/** Those who wait for a flight, as they come. Hardly a flight has any, so nothing is made before somebody comes. */
class Joined implements Company {
  #askers: Asker[] | undefined;
  #watchers: Set<(asker: Asker) => void> | undefined;

  join({ caller, moment }: Asker): void {
    const asker = { caller, moment };
    (this.#askers ??= []).push(asker);
    for (const joined of this.#watchers ?? []) joined(asker);
  }

  watch(joined: (asker: Asker) => void): () => void {
    (this.#watchers ??= new Set()).add(joined);
    for (const asker of this.#askers ?? []) joined(asker);
    return () => this.#watchers?.delete(joined);
  }
}

/**
 * Lets one read of a key be under way at a time. A read serves those who asked before it went out; who asks while it is
 * under way waits for it to land and shares the next. So an answer is never older than the question, and a walk's reads
 * are as good as if they were its own. The operation that a read goes out for pays for it; where that has no calls left, or too
 * many requests waiting, the others ask for themselves. It has its turn at the source by whoever of them comes first, or
 * otherwise everybody would wait as long as the one who asks for the most.
 */
export class Flights {
  readonly #underWay = new Map<string, Flight>();
  #questions = 0;

  /**
   * What `read` resolves with, asked here or by another operation. It gets a session that ends when the last one who
   * waits has gone. `known` is looked at after each wait: what has landed may have been kept.
   */
  async share<T>(
    key: string,
    session: Session,
    read: (session: Session) => Promise<T>,
    known: () => Promise<T | undefined> = () => Promise.resolve(undefined),
  ): Promise<T> {
    const askedAt = (this.#questions += 1);
    for (;;) {
      const flight = this.#underWay.get(key);
      if (!flight || flight.work.isAbandoned) return this.#leave(key, session, read).wait(session.signal);
      flight.company.join(session);
      if (flight.leftAt > askedAt) {
        try {
          // Of one key all reads are of one kind.
          const answer = (await flight.work.wait(session.signal)) as T;
          if (session.calls) session.calls.deduplicated += 1;
          return answer;
        } catch (error) {
          if (!isItsLeadersOwn(error, flight, session)) throw error;
          continue;
        }
      }
      await untilSessionEnds(flight.landed, session.signal);
      const found = await known();
      if (found !== undefined) return found;
    }
  }

  #leave<T>(key: string, session: Session, read: (session: Session) => Promise<T>): SharedWork<T> {
    const leftAt = (this.#questions += 1);
    let land = (): void => undefined;
    const landed = new Promise<void>((resolve) => (land = resolve));
    const company = new Joined();
    const work = new SharedWork<T>(async (signal) => {
      // What fails at once must not land before it is known to be under way.
      await Promise.resolve();
      try {
        return await read({ ...session, signal, company });
      } finally {
        if (this.#underWay.get(key)?.leftAt === leftAt) this.#underWay.delete(key);
        land();
      }
    });
    this.#underWay.set(key, { leftAt, work, landed, company, of: session });
    return work;
  }
}

/** It failed because the operation that it went out for may ask no more: that is not another one's failure. */
const isItsLeadersOwn = (error: unknown, { of: leader }: Flight, { calls, moment, signal }: Session): boolean => {
  if (signal.aborted || !(error instanceof AuditError)) return false;
  if (error instanceof QueuePartFull) return leader.moment !== moment;
  return error.retryable && leader.calls !== calls && callsLeft(leader.calls) === 0;
};

interface Patience {
  readonly source: string;
  readonly clock: Clock;
  /** Milliseconds. */
  readonly patienceMs: number;
}

/** The answer, or UPSTREAM_TIMEOUT once patience is over. The work goes on for whoever else waits for it. */
export const inGoodTime = <T>(answer: Promise<T>, { source, clock, patienceMs }: Patience): Promise<T> =>
  new Promise((resolve, reject) => {
    const cancel = clock.after(patienceMs, () => {
      reject(sourceTimeout(source, { detail: "slow, and an older answer was at hand" }));
    });
    answer.then(resolve, reject).finally(cancel);
  });

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

/**
 * Reads that go out in one turn are answered together, when the last of them is. So what was asked ahead is not left under
 * way, uncounted, when the operation is answered.
 */
export const inRounds = <Ask, T>(read: (ask: Ask) => Promise<T>): ((ask: Ask) => Promise<T>) => {
  const rounds = new DataLoader<Ask, T>(
    (asks) => Promise.all(asks.map((ask) => read(ask).catch((error: unknown) => error as Error))),
    { cache: false },
  );
  return (ask) => rounds.load(ask);
};
