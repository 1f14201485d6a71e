import type { Session } from "../session.js";
import { sessionEnded } from "../session-ended.js";
import { FairQueue, Waiter } from "./fair-queue.js";

/** Undefined: go on at once. Otherwise a promise for the turn; it rejects where the operation ended meanwhile. */
export type Turn = (steps?: number) => Promise<void> | undefined;

type Entrant = Pick<Session, "caller" | "moment" | "signal">;

/** A step is the work for one instance, host, id or period that is at hand: some tenths of a millisecond. */
const STEPS_PER_TURN = 32;
/** Whoever may ask may wait: what bounds the steps of an operation is its price. */
const UNBOUNDED = { operation: Infinity, caller: Infinity, queue: Infinity };

/**
 * Bounds what is done between two turns of the event loop, by all operations together. A caller may name thousands of
 * things, and what is at hand for them needs no wait: without a turn between, nobody else would be heard. Each step of a
 * loop over what a caller chose asks for its turn. Those that have to wait for the next turn are let through as requests
 * are before a source (fair-queue.ts): callers take turns, and a caller's operations in its turn.
 */
export class LoopTurns {
  readonly #queue = new FairQueue(UNBOUNDED, Infinity);
  #taken = 0;
  #isNextAsked = false;

  constructor(private readonly next: (turn: () => void) => void = setImmediate) {}

  /** The turns of one operation. */
  of({ caller, moment, signal }: Entrant): Turn {
    return (steps = 1) => {
      this.#askNext();
      if (this.#taken < STEPS_PER_TURN && this.#queue.waiting === 0) {
        this.#taken += steps;
        return undefined;
      }
      return new Promise((resolve, reject) => {
        const admit = (): void => {
          this.#taken += steps;
          if (signal.aborted) reject(sessionEnded(signal));
          else resolve();
        };
        this.#queue.join(new Waiter(this.#queue.operation(caller.key, moment), admit, () => undefined));
      });
    };
  }

  #askNext(): void {
    if (this.#isNextAsked) return;
    this.#isNextAsked = true;
    this.next(() => {
      this.#isNextAsked = false;
      this.#taken = 0;
      while (this.#taken < STEPS_PER_TURN) {
        const waiter = this.#queue.take();
        if (!waiter) return;
        waiter.admit();
        this.#queue.left(waiter.operation);
      }
      this.#askNext();
    });
  }
}

/** There is one event loop. */
export const loopTurns = new LoopTurns();
