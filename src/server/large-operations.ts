import { AuditError } from "../audit/errors.js";
import type { Session } from "../audit/session.js";
import { Gate } from "../fairness/gate.js";
import type { Full } from "../fairness/queue.js";
import { refusedWith } from "./errors.js";
import type { LargeReason } from "./limits.js";

/** Points above which an operation is a large one. Pages that people look at cost some hundred. */
const LARGE = 500;
/** Large operations at work at once. Each may hold its whole answer, and what it read for that. */
const AT_ONCE = 3;
/** More wait; each holds no more than its request. */
const MOST_WAITING = 64;
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
  /** Its turn, where the operation is large; undefined: go on at once. Rejects with RATE_LIMITED, or what ended the operation meanwhile. */
  take(points: number, session: Session): Promise<void> | undefined;
  /** To be called at the operation's end, whether or not it took a place. */
  leave(): void;
}

/** Of what is no operation among the large ones: an event of a stream, which is read for all who listen. */
export const passingBy: Place = { take: () => undefined, leave: () => undefined };

/**
 * Bounds what operations hold of this process, however many are asked at once: a few large ones work, and the others wait in
 * turns by account, as requests do before a source. Small ones, which people wait for, pass by.
 */
export class LargeOperations {
  readonly #gate: Gate;

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
    let leave = (): void => undefined;
    return {
      take: (points, { caller, moment, signal }) => {
        if (points <= LARGE) return undefined;
        const key = caller.account ?? caller.key;
        return this.#gate.enter({ caller: { ...caller, key }, moment, signal }).then((given) => {
          leave = given;
        });
      },
      leave: () => leave(),
    };
  }
}

/** A turn, which rejects as Apollo answers it before an operation runs, with why the operation did not come to it. */
export const inTime = (turn: Promise<void> | undefined): Promise<void> | undefined =>
  turn?.catch((error: unknown) => {
    throw error instanceof AuditError ? refusedWith(error.code === "RATE_LIMITED" ? 429 : 200, error) : error;
  });
