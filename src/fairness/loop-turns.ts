import { type Session, sessionEnded, type Turn } from "../audit/session.js";
import { FairQueue, Waiter } from "./queue.js";

type Entrant = Pick<Session, "caller" | "moment" | "signal">;

/** A step is the work for one instance, host, id or upstream call: some tenths of a millisecond. */
const STEPS_PER_TURN = 32;
/** Of them, what one caller takes without waiting for the next turn: another may come in this one. */
const STEPS_OF_ONE = STEPS_PER_TURN / 2;
/** Steps that an operation does not wait for, once it had its first turn: pages that people look at take fewer. */
const STEPS_OF_A_PAGE = 64;
/** What takes more at once has a queue of its own, and half of each turn: few who ask for that are many steps. */
const SHORT = 10;
const SHORTS_PART = STEPS_PER_TURN / 2;
/** Whoever may ask may wait: what bounds the steps of an operation is its price. */
const UNBOUNDED = { operation: Infinity, caller: Infinity, queue: Infinity };

/**
 * Bounds what is done between two turns of the event loop, by all operations together. A caller may name thousands of
 * things, and what is at hand for them needs no wait: without a turn between, nobody else would be heard. Each step of a
 * loop over what a caller chose asks for its turn. Those that have to wait for the next turn are let through as requests
 * are before a source (queue.ts): callers take turns, and a caller's operations in its turn. An operation waits for its
 * first step and for those beyond a page's: so whoever asks for little waits once.
 */
export class LoopTurns {
  readonly #short = new FairQueue(UNBOUNDED, Infinity);
  readonly #long = new FairQueue(UNBOUNDED, Infinity);
  #taken = 0;
  readonly #takenBy = new Map<string, number>();
  #isNextAsked = false;

  constructor(private readonly next: (turn: () => void) => void = setImmediate) {}

  /** The turns of one operation: for all of its steps. */
  of({ caller, moment, signal }: Entrant): Turn {
    const { key } = caller;
    let own = 0;
    return (steps = 1) => {
      this.#askNext();
      const isFirst = own === 0;
      own += steps;
      const isAtOnce = !isFirst && own <= STEPS_OF_A_PAGE;
      if (isAtOnce || this.#hasRoomFor(key)) {
        this.#take(key, steps);
        return undefined;
      }
      return new Promise((resolve, reject) => {
        const admit = (): void => {
          this.#take(key, steps);
          if (signal.aborted) reject(sessionEnded(signal));
          else resolve();
        };
        const queue = steps <= SHORT ? this.#short : this.#long;
        queue.join(new Waiter(queue.operation(key, moment), admit, () => undefined));
      });
    };
  }

  #nextQueue(): FairQueue {
    if (this.#short.waiting === 0) return this.#long;
    return this.#taken < SHORTS_PART || this.#long.waiting === 0 ? this.#short : this.#long;
  }

  #hasRoomFor(key: string): boolean {
    return this.#taken < STEPS_PER_TURN && (this.#takenBy.get(key) ?? 0) < STEPS_OF_ONE;
  }

  #take(key: string, steps: number): void {
    this.#taken += steps;
    this.#takenBy.set(key, (this.#takenBy.get(key) ?? 0) + steps);
  }

  #askNext(): void {
    if (this.#isNextAsked) return;
    this.#isNextAsked = true;
    this.next(() => {
      this.#isNextAsked = false;
      this.#taken = 0;
      this.#takenBy.clear();
      while (this.#taken < STEPS_PER_TURN) {
        const queue = this.#nextQueue();
        const waiter = queue.take();
        if (!waiter) return;
        waiter.admit();
        queue.left(waiter.operation);
      }
      this.#askNext();
    });
  }
}
