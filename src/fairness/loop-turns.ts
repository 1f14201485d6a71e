import { performance } from "node:perf_hooks";
import { type Session, sessionEnded, type Turn } from "../audit/session.js";
import { FairQueue, Waiter } from "./queue.js";

type Entrant = Pick<Session, "caller" | "moment" | "signal">;

/** The process' event loop; a parameter, so that tests count steps and not milliseconds. */
export interface EventLoop {
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  /** Calls back in the loop's next turn. */
  nextTurn(run: () => void): void;
  /** Calls back in this turn, when everything is done that waits for nothing but promises. */
  atRest(run: () => void): void;
}

export const eventLoop: EventLoop = {
  now: () => performance.now(),
  nextTurn: setImmediate,
  atRest: (run) => queueMicrotask(() => process.nextTick(run)),
};

/** What is begun within a turn once this has passed waits for the next one. */
const BUDGET_MS = 2;
/** Steps that an operation does not wait for, once it had its first turn: pages that people look at take fewer. */
const STEPS_OF_A_PAGE = 32;
/** What a step is taken for before it is done: the work for one instance, host, id or upstream call. */
const STEP_MS = 0.2;
/** What an operation may take in the first queue; in each further one twice as much as in the one before. */
const FIRST_MS = 4;
const QUEUES = 6;
/** The part of the time that goes to whoever has the longest work, however many short ones come. */
const LONGEST_PART = 1 / 4;
/** Time that is looked back on for that part. */
const MEMORY_MS = 200;
/** Whoever may ask may wait: what bounds the steps of an operation is its price. */
const UNBOUNDED = { operation: Infinity, caller: Infinity, queue: Infinity };

const queueFor = (ms: number): number => Math.min(QUEUES - 1, Math.floor(Math.log2(1 + Math.max(0, ms) / FIRST_MS)));

/** What an operation has had. */
interface Had {
  steps: number;
  ms: number;
}

/**
 * Bounds what is done between two turns of the event loop, by all operations together. A caller may name thousands of
 * things, and what is at hand for them needs no wait: without a turn between, nobody else would be heard. Each step of a
 * loop over what a caller chose asks for its turn. While there is time left in this one and nobody waits, it goes on.
 * Otherwise the steps are let through one after the other. Short operations go first: the longer one has been at work, the
 * later is the queue that its next step waits in. In each queue callers take turns, and a caller's operations in its turn
 * (queue.ts). So whoever asks for little waits for little, whatever the others ask for.
 */
export class LoopTurns {
  readonly #loop: EventLoop;
  readonly #queues = Array.from({ length: QUEUES }, () => new FairQueue(UNBOUNDED, Infinity));
  #waiting = 0;
  /** Is the next turn asked for? */
  #isOpen = false;
  #beganAt = 0;
  /** Of whoever was let through last. */
  #had: Had = { steps: 0, ms: 0 };
  /** Milliseconds of all that were let through, and of those that were the longest. */
  readonly #spent = { all: 0, longest: 0 };

  constructor(loop: EventLoop = eventLoop) {
    this.#loop = loop;
  }

  /** The turns of one operation: for all of its steps. */
  of({ caller, moment, signal }: Entrant): Turn {
    const key = caller.account ?? caller.key;
    const had: Had = { steps: 0, ms: 0 };
    return (steps = 1) => {
      this.#open();
      const isOfAPage = had.steps > 0 && had.steps + steps <= STEPS_OF_A_PAGE;
      had.steps += steps;
      if (isOfAPage || (this.#waiting === 0 && this.#hasTime())) return undefined;
      return new Promise((resolve, reject) => {
        const admit = (): void => {
          this.#had = had;
          if (signal.aborted) reject(sessionEnded(signal));
          else resolve();
        };
        const queue = this.#queues[queueFor(had.ms + (steps - 1) * STEP_MS)];
        queue?.join(new Waiter(queue.operation(key, moment), admit, () => undefined));
        this.#waiting += 1;
      });
    };
  }

  #hasTime(): boolean {
    return this.#loop.now() - this.#beganAt < BUDGET_MS;
  }

  /** This turn's time begins with the first step that asks in it. */
  #open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#beganAt = this.#loop.now();
    this.#loop.nextTurn(() => {
      this.#isOpen = false;
      if (this.#waiting === 0) return;
      this.#open();
      this.#letThrough();
    });
  }

  /** One at a time: how long a step takes is known when it is done. */
  #letThrough(): void {
    const isLongest = this.#spent.longest < LONGEST_PART * this.#spent.all;
    const queues = isLongest ? this.#queues.toReversed() : this.#queues;
    const queue = queues.find(({ waiting }) => waiting > 0);
    const waiter = queue?.take();
    if (!queue || !waiter) return;
    this.#waiting -= 1;
    const from = this.#loop.now();
    waiter.admit();
    queue.left(waiter.operation);
    this.#loop.atRest(() => {
      const took = this.#loop.now() - from;
      this.#had.ms += took;
      this.#note(took, isLongest);
      if (this.#hasTime()) this.#letThrough();
    });
  }

  #note(took: number, isLongest: boolean): void {
    this.#spent.all += took;
    if (isLongest) this.#spent.longest += took;
    if (this.#spent.all < MEMORY_MS) return;
    this.#spent.all /= 2;
    this.#spent.longest /= 2;
  }
}
