import { LRUCache } from "lru-cache";
import { AuditError } from "../audit/errors.js";
import { type Caller, Cancellation } from "../audit/session.js";
import { nextMoment } from "../audit/walk.js";
import type { LoopTurns } from "../fairness/loop-turns.js";
import type { Manner } from "../fairness/operation-turns.js";
import { callerKey, type CredentialHeader, headerOf, type RequestHeaders } from "./access/policy.js";
import { refusedWith } from "./errors.js";

const REMEMBERED = 10_000;
/** Bytes of a body that are read as JSON in a step. */
const BYTES_PER_STEP = 8_192;
/** Milliseconds for which a caller waits behind others, after operations that were refused or long. */
const BEHIND_MS = 1_000;
/**
 * What nobody looks at while it waits has the turns of a longer operation, and is thought to take this beside them: refusals
 * of those who are not known, whatever was sent ahead of an answer, events, pages of exports.
 */
export const BEHIND: Manner = { mayBeShort: false, msBehind: 0.5 };
/** Of whoever asked for much with the last operations. */
export const AFTER_MUCH: Manner = { mayBeShort: false, msBehind: 0 };

/** Whose credentials were believed lately, by their hash: whose a request is, before anybody has looked. */
export class KnownCallers {
  readonly #accounts = new LRUCache<string, string>({ max: REMEMBERED });
  /** Of accounts whose last operation was none that people look at: when it ended, what it was, and how many were in a row. */
  readonly #behind = new LRUCache<string, { readonly since: number; readonly manner: Manner; readonly inARow: number }>(
    {
      max: REMEMBERED,
    },
  );

  /** `believes`: the header that says whose a request is. What stands beside it may be new each time, and makes nobody a stranger. */
  constructor(
    private readonly clock: () => number,
    private readonly believes?: CredentialHeader,
  ) {}

  /** The account; undefined for one that is not known. */
  find(headers: RequestHeaders): string | undefined {
    return this.#accounts.get(this.#credentialOf(headers));
  }

  /** How the account's next operation waits; undefined: as a page does. */
  mannerOf(account: string): Manner | undefined {
    const behind = this.#recent(account);
    return behind && behind.inARow > 1 ? behind.manner : undefined;
  }

  /**
   * Nothing is known yet of what a caller asks for; but the last two operations are a guess. Where both were refused, for they
   * asked for what they may not have or for what there is not, or asked for much, the next one waits in this manner.
   */
  operationEnded(headers: RequestHeaders, manner: Manner | undefined): void {
    const account = this.#accounts.get(this.#credentialOf(headers));
    if (account === undefined) return;
    const inARow = 1 + (this.#recent(account)?.inARow ?? 0);
    if (manner) this.#behind.set(account, { since: this.clock(), manner, inARow });
    else this.#behind.delete(account);
  }

  #credentialOf(headers: RequestHeaders): string {
    if (this.believes) return callerKey(headerOf(headers, this.believes));
    return callerKey(headerOf(headers, "authorization"), headerOf(headers, "x-auth-token"));
  }

  #recent(account: string): { readonly manner: Manner; readonly inARow: number } | undefined {
    const behind = this.#behind.get(account);
    return behind && this.clock() - behind.since < BEHIND_MS ? behind : undefined;
  }

  believed(headers: RequestHeaders, { account, key, anonymous }: Caller): void {
    if (anonymous !== true) this.#accounts.set(this.#credentialOf(headers), account ?? key);
  }

  refused(headers: RequestHeaders): void {
    this.#accounts.delete(this.#credentialOf(headers));
  }
}

/**
 * The turn of a request of which nothing is known but its credentials and its length: what it takes to read it, and to refuse
 * it, is taken from the event loop as well. Whoever was believed lately goes first, and a short body before a long one; so
 * neither a flood of made-up credentials nor one of long bodies keeps those waiting who are known and ask for little.
 */
export const arrivalTurn = (
  turns: LoopTurns,
  {
    account,
    manner,
    bytes,
    deadlineMs,
  }: {
    readonly account: string | undefined;
    readonly manner: Manner | undefined;
    readonly bytes: number;
    readonly deadlineMs: number;
  },
): Promise<void> | undefined => {
  const caller = { key: account ?? "", token: undefined, scopes: new Set<never>() };
  const signal = new Cancellation();
  const { turn, end } = turns.of({ caller, moment: nextMoment(), signal }, manner);
  const waits = turn(1 + Math.floor(bytes / BYTES_PER_STEP));
  if (!waits) {
    end();
    return undefined;
  }
  const timer = setTimeout(() => signal.abort(tooLate()), deadlineMs);
  return waits.finally(() => {
    clearTimeout(timer);
    end();
  });
};

const tooLate = (): AuditError =>
  new AuditError("DEADLINE_EXCEEDED", "Too much came at once: the request was not looked at in time. Ask again.", {
    retryable: true,
  });

/** A turn, which rejects as Apollo answers it before an operation runs, with why the operation did not come to it. */
export const inTime = (turn: Promise<void> | undefined): Promise<void> | undefined =>
  turn?.catch((error: unknown) => {
    throw error instanceof AuditError ? refusedWith(error.code === "RATE_LIMITED" ? 429 : 200, error) : error;
  });
