import { LRUCache } from "lru-cache";
import { AuditError } from "../audit/errors.js";
import type { Session, Turn } from "../audit/session.js";
import { Gate } from "../fairness/gate.js";
import type { Full } from "../fairness/waiters.js";
import type { LargeReason } from "./limits.js";

/** Points above which an operation is thought to be a large one. Pages that people look at cost some hundred. */
const LARGE = 500;
/** Steps of the event loop that an operation takes at most which was thought to be large, and was not. */
const FEW_STEPS = 256;
/** Large operations at work at once. Each may hold its whole answer, and what it read for that. */
const AT_ONCE = 3;
/** Operations at work beside them at once, at most, that took few steps the last time. */
const MOST_PASSING = 8;
/** More wait; each holds no more than its request. */
const MOST_WAITING = 64;
/** Documents that an account asked and that took few steps. */
const REMEMBERED = 10_000;
const RETRY_AFTER_MS = 1_000;

const words: Readonly<Record<Full, string>> = {
  operation: "of this caller",
  caller: "of this caller",
  queue: "of all callers",
};

const refusal = (full: Full): AuditError =>
  new AuditError(
    "RATE_LIMITED",
    `Too many large operations ${words[full]} wait for their turn: ask for shorter windows, smaller pages or fewer lists at once, or again in a second.`,
    { retryable: true, retryAfterMs: RETRY_AFTER_MS },
  );

/** The place of one operation among the large ones. */
export interface Place {
  /** The operation's turns, whose steps are counted: who passed by and takes many of them waits for its place after all. */
  counted(turn: Turn): Turn;
  /**
   * Its turn, where the operation of a document with this hash is large; undefined: go on at once. Rejects with RATE_LIMITED, or
   * what ended the operation meanwhile.
   */
  take(asked: { readonly points: number; readonly hash: string }, session: Session): Promise<void> | undefined;
  /** Does the operation wait for its turn among the large ones? */
  isWaiting(): boolean;
  /** To be called at the operation's end, whether or not it took a place. */
  leave(): void;
}

/** Of what is no operation among the large ones: an event of a stream, which is read for all who listen. */
export const passingBy: Place = {
  counted: (turn) => turn,
  take: () => undefined,
  isWaiting: () => false,
  leave: () => undefined,
};

/**
 * Bounds what operations hold of this process, however many are asked at once: a few large ones work, and the others wait in
 * turns by account, as requests do before a source. Small ones, which people wait for, pass by. A price is the most that an
 * operation may cost, and some cost far less: one whose document took few steps when its account asked it last passes by as
 * well, until it takes more.
 */
export class LargeOperations {
  readonly #gate: Gate;
  readonly #few = new LRUCache<string, true>({ max: REMEMBERED });
  #passing = 0;

  /** `refused` hears of each that is refused a place among those that wait, or loses it. */
  constructor(refused: (reason: LargeReason) => void) {
    this.#gate = new Gate({
      maxConcurrency: AT_ONCE,
      maxQueue: MOST_WAITING,
      refusal: (full) => {
        refused(full === "queue" ? "large.queue" : "large.caller");
        return refusal(full);
      },
    });
  }

  /** How many there are at this moment. */
  get state(): { readonly working: number; readonly waiting: number } {
    return { working: this.#gate.inside, waiting: this.#gate.waiting };
  }

  place(): Place {
    let steps = 0;
    let large: LargePlace | undefined;
    return {
      counted: (turn) => (more) => {
        steps += more ?? 1;
        const place = steps > FEW_STEPS ? large?.enter() : undefined;
        return place ? place.then(() => turn(more)) : turn(more);
      },
      take: ({ points, hash }, session) => {
        if (points <= LARGE) return undefined;
        const account = session.caller.account ?? session.caller.key;
        const document = `${account} ${hash}`;
        large = new LargePlace(this.#gate, account, session, () => {
          if (steps <= FEW_STEPS && !session.signal.aborted) this.#few.set(document, true);
          else this.#few.delete(document);
        });
        if (!this.#few.has(document) || this.#passing >= MOST_PASSING) return large.enter();
        this.#passing += 1;
        large.pass(() => (this.#passing -= 1));
        return undefined;
      },
      isWaiting: () => large?.isWaiting ?? false,
      leave: () => large?.leave(),
    };
  }
}

/** Of one operation that is thought to be large. */
class LargePlace {
  #entering: Promise<void> | undefined;
  #isInside = false;
  #hasBegun = false;
  #isOver = false;
  #giveBack = (): void => undefined;

  constructor(
    private readonly gate: Gate,
    private readonly account: string,
    private readonly session: Session,
    private readonly over: () => void,
  ) {}

  get isWaiting(): boolean {
    return this.#entering !== undefined && !this.#isInside;
  }

  /** It goes on beside the large ones; what is given is called when it does so no more. */
  pass(passed: () => void): void {
    this.#hasBegun = true;
    this.#giveBack = passed;
  }

  /** Undefined once it is inside. */
  enter(): Promise<void> | undefined {
    if (this.#isInside) return undefined;
    const { caller, moment, signal } = this.session;
    return (this.#entering ??= this.gate
      .enter({ caller: { ...caller, key: this.account }, moment, signal })
      .then((leave) => {
        // What it read too much may still wait for its turn when the answer has gone out.
        if (this.#isOver) {
          leave();
          return;
        }
        this.#giveBack();
        this.#giveBack = leave;
        this.#isInside = true;
        this.#hasBegun = true;
      }));
  }

  leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#hasBegun) this.over();
    this.#giveBack();
  }
}
