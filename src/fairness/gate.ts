import { type Asker, type Session, sessionEnded, whenSessionEnds } from "../audit/session.js";
import { FairQueue } from "./queue.js";
import { type Full, type Operation, Waiter } from "./waiters.js";

export interface GateOptions {
  /** Requests past the gate at once. */
  readonly maxConcurrency: number;
  /** Requests waiting before it; more are refused. */
  readonly maxQueue: number;
  /** What a request is told that is refused a place in the queue, or loses it. */
  readonly refusal: (full: Full) => Error;
}

/** Of the queue. A router sends up to a thousand entities in one operation, and each may be a request. */
const OPERATION_PART = 1 / 2;
const CALLER_PART = 3 / 4;
/** Of the places, while others wait. Less than half would leave places empty that somebody waits for. */
const PLACES_PART = 1 / 2;

/** What an operation may ask for in the first level; in each further one twice as much as in the one before. */
const FIRST_CALLS = 32;
const LEVELS = [0, 1, 2, 3] as const;
/** One place in so many goes to the level that waits longest for one, however many short operations come. */
const OF_THE_LONGEST = 4;

/** By what the operation has asked for so far, and what of it waits: pages that people look at are of the first. */
const levelOf = (calls: number): number => Math.min(LEVELS.length - 1, Math.floor(Math.log2(1 + calls / FIRST_CALLS)));

/** Who asks: the caller and the operation whose turn it is. */
export type Entrant = Pick<Session, "caller" | "moment" | "calls" | "signal" | "company">;
type Release = () => void;

/**
 * Lets a bounded number of requests through at once. They are shared by callers, not by requests (queue.ts): how
 * long a caller waits depends on how many callers wait, not on what they ask for. Operations that asked for little so far
 * go before those that asked for much. Somebody waits only while every place is taken.
 */
export class Gate {
  readonly #options: GateOptions;
  readonly #queue: FairQueue;
  #inside = 0;
  /** Of those that waited, how many got a place in this turn of the event loop. */
  #admitted = 0;
  /** How many that waited got a place, and which of them was the last of each level. */
  #given = 0;
  readonly #lastOf = LEVELS.map(() => 0);

  constructor(options: GateOptions) {
    const { maxConcurrency, maxQueue } = options;
    this.#options = options;
    this.#queue = new FairQueue(
      { operation: Math.ceil(maxQueue * OPERATION_PART), caller: Math.ceil(maxQueue * CALLER_PART), queue: maxQueue },
      Math.ceil(maxConcurrency * PLACES_PART),
      LEVELS.length,
    );
  }

  get inside(): number {
    return this.#inside;
  }

  get waiting(): number {
    return this.#queue.waiting;
  }

  /** A place at once, as what gives it back (idempotent); undefined where all are taken. Throws what sessionEnded says. */
  enterNow(entrant: Entrant): Release | undefined {
    if (entrant.signal.aborted) throw sessionEnded(entrant.signal);
    // Nor may a newcomer overtake those who wait for the loop's next turn.
    if (this.#inside === this.#options.maxConcurrency || this.waiting > 0) return undefined;
    this.#inside += 1;
    const operation = this.#operationOf(entrant);
    this.#queue.entered(operation);
    return this.#releaseOf(operation);
  }

  /**
   * Resolves, when it is the request's turn, with what gives the place back (idempotent).
   * Throws the refusal when the queue, or the part of it that the operation or its caller may have, is full, and what sessionEnded says when the signal fires.
   */
  async enter(entrant: Entrant): Promise<Release> {
    return this.enterNow(entrant) ?? this.#releaseOf(await this.#turn(this.#operationOf(entrant), entrant));
  }

  #releaseOf(operation: Operation): Release {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#leave(operation);
    };
  }

  #operationOf({ caller, moment }: Asker): Operation {
    return this.#queue.operation(caller.key, moment);
  }

  /** Resolves with the operation in whose name it got its place. */
  #turn(operation: Operation, { signal, company, calls }: Entrant): Promise<Operation> {
    return new Promise((resolve, reject) => {
      let stopWatching = (): void => undefined;
      let stopListening = (): void => undefined;
      const settled = (): void => {
        stopListening();
        stopWatching();
      };
      const waiter = new Waiter(
        operation,
        levelOf((calls?.made ?? 0) + operation.waiting),
        () => {
          settled();
          resolve(waiter.operation);
        },
        (full) => {
          settled();
          reject(this.#options.refusal(full));
        },
      );
      if (!this.#queue.join(waiter)) return;
      stopListening = whenSessionEnds(signal, () => {
        settled();
        this.#queue.remove(waiter);
        reject(sessionEnded(signal));
      });
      if (!company) return;
      stopWatching = company.watch((asker) => {
        const other = this.#operationOf(asker);
        this.#queue.offer(waiter, other, levelOf((asker.calls?.made ?? 0) + other.waiting));
      });
    });
  }

  #leave(operation: Operation): void {
    this.#queue.left(operation);
    this.#inside -= 1;
    this.#pass();
  }

  /**
   * Places that are free pass to the next in line. As many as there are places at most in a turn of the event loop: who is
   * refused at once behind the gate gives its place back, and thousands would be refused in one go.
   */
  #pass(): void {
    while (this.#inside < this.#options.maxConcurrency && this.#admitted < this.#options.maxConcurrency) {
      const next = this.#queue.take(this.#order());
      if (!next) return;
      if (this.#admitted === 0) {
        setImmediate(() => {
          this.#admitted = 0;
          this.#pass();
        });
      }
      this.#admitted += 1;
      this.#inside += 1;
      this.#lastOf[next.level] = this.#given += 1;
      next.admit();
    }
  }

  /** Levels in the order in which they are served now. */
  #order(): readonly number[] {
    if ((this.#given + 1) % OF_THE_LONGEST !== 0) return LEVELS;
    const lastOf = (level: number): number => this.#lastOf[level] ?? 0;
    return LEVELS.toSorted((a, b) => lastOf(a) - lastOf(b));
  }
}
