import { AuditError } from "../../audit/errors.js";
import { OperationAnswered } from "../../audit/operation-time.js";
import { type Asker, callsLeft, type Company, type Session, type Turn, untilSessionEnds } from "../../audit/session.js";
import type { Clock } from "../clock.js";
import { QueuePartFull, sourceTimeout } from "../failures.js";
import { SharedWork } from "./shared-work.js";

/** A read that is under way. */
class Flight {
  readonly company = new Joined();
  readonly work: SharedWork<unknown>;
  #landed: Promise<void> | undefined;
  #land = (): void => undefined;

  constructor(
    /** Its place among all questions of the process. */
    readonly leftAt: number,
    /** The operation that it goes out for. */
    readonly of: Session,
    read: (session: Session) => Promise<unknown>,
    over: () => void,
  ) {
    this.work = new SharedWork(
      (signal) => read({ ...of, signal, company: this.company, ...this.company.turnOf(of) }),
      () => {
        over();
        this.#land();
      },
    );
  }

  /** Resolves when the read is over, however it ended. */
  get landed(): Promise<void> {
    return (this.#landed ??= new Promise((resolve) => (this.#land = resolve)));
  }
}

/** Those who wait for a flight, as they come. Hardly a flight has any, so nothing is made before somebody comes. */
class Joined implements Company {
  #askers: Asker[] | undefined;
  #watchers: Set<(asker: Asker) => void> | undefined;

  join({ caller, moment, calls, turn }: Asker): void {
    // Not the whole session, which may be longer under way than this read.
    const asker = { caller, moment, ...(calls ? { calls } : {}), ...(turn ? { turn } : {}) };
    (this.#askers ??= []).push(asker);
    for (const joined of this.#watchers ?? []) joined(asker);
  }

  watch(joined: (asker: Asker) => void): () => void {
    (this.#watchers ??= new Set()).add(joined);
    for (const asker of this.#askers ?? []) joined(asker);
    return () => this.#watchers?.delete(joined);
  }

  /** The turn of whoever has it first: of who asked first, or of one who came later. */
  turnOf({ turn: first }: Pick<Session, "turn">): Pick<Session, "turn"> {
    if (!first) return {};
    const turn: Turn = (steps) => {
      const own = first(steps);
      return (
        own &&
        new Promise((resolve, reject) => {
          let waiting = 1;
          const admit = (): void => {
            stop();
            resolve();
          };
          // One who has gone meanwhile counts no more, as long as another waits.
          const refuse = (error: unknown): void => {
            waiting -= 1;
            if (waiting > 0) return;
            stop();
            // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what failed goes on as it is
            reject(error);
          };
          own.then(admit, refuse);
          const stop = this.watch((asker) => {
            waiting += 1;
            const theirs = asker.turn?.(steps);
            if (theirs) theirs.then(admit, refuse);
            else queueMicrotask(admit);
          });
        })
      );
    };
    return { turn };
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
  share<T>(
    key: string,
    session: Session,
    read: (session: Session) => Promise<T>,
    known: () => T | undefined | Promise<T | undefined> = () => undefined,
  ): Promise<T> {
    const askedAt = (this.#questions += 1);
    const flight = this.#flightOf(key);
    return flight ? this.#join(flight, { key, askedAt, session, read, known }) : this.#leave(key, session, read);
  }

  /** The one that may be joined. */
  #flightOf(key: string): Flight | undefined {
    const flight = this.#underWay.get(key);
    return flight?.work.isAbandoned === false ? flight : undefined;
  }

  async #join<T>(first: Flight, { key, askedAt, session, read, known }: Question<T>): Promise<T> {
    for (let flight: Flight | undefined = first; flight; flight = this.#flightOf(key)) {
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
    return this.#leave(key, session, read);
  }

  #leave<T>(key: string, session: Session, read: (session: Session) => Promise<T>): Promise<T> {
    const flight = new Flight((this.#questions += 1), session, read, () => {
      if (this.#underWay.get(key) === flight) this.#underWay.delete(key);
    });
    this.#underWay.set(key, flight);
    return flight.work.wait(session.signal) as Promise<T>;
  }
}

interface Question<T> {
  readonly key: string;
  /** Its place among all questions of the process. */
  readonly askedAt: number;
  readonly session: Session;
  readonly read: (session: Session) => Promise<T>;
  readonly known: () => T | undefined | Promise<T | undefined>;
}

/** It failed because the operation that it went out for may ask no more: that is not another one's failure. */
const isItsLeadersOwn = (error: unknown, { of: leader }: Flight, { calls, moment, signal }: Session): boolean => {
  if (signal.aborted || !(error instanceof AuditError)) return false;
  if (error instanceof QueuePartFull || error instanceof OperationAnswered) return leader.moment !== moment;
  return error.retryable && leader.calls !== calls && callsLeft(leader.calls) === 0;
};

interface Patience {
  readonly source: string;
  readonly clock: Clock;
  /** Milliseconds. */
  readonly patienceMs: number;
  /** The operation that waits: it may have to hurry. */
  readonly session: Pick<Session, "time">;
}

/** The answer, or UPSTREAM_TIMEOUT once patience is over. The work goes on for whoever else waits for it. */
export const inGoodTime = <T>(
  answer: Promise<T>,
  { source, clock, patienceMs, session: { time } }: Patience,
): Promise<T> =>
  new Promise((resolve, reject) => {
    const give = (): void => {
      const failure = time?.failureOf(source);
      reject(failure ?? sourceTimeout(source, { detail: "slow, and an older answer was at hand" }));
    };
    const cancel = clock.after(patienceMs, give);
    const stop = time?.whenHurried(source, give);
    answer.then(resolve, reject).finally(() => {
      cancel();
      stop?.();
    });
  });
