import { LRUCache } from "lru-cache";
import { AuditError } from "../audit/errors.js";
import { type Caller, Cancellation } from "../audit/session.js";
import { nextMoment } from "../audit/walk.js";
import type { LoopTurns, Manner } from "../fairness/loop-turns.js";
import { callerKey, headerOf, type RequestHeaders } from "./access/policy.js";

const REMEMBERED = 10_000;
/** Bytes of a body that are read as JSON in a step. */
const BYTES_PER_STEP = 8_192;
/** Milliseconds for which a caller whose operation was refused counts as one who is not known. */
const REFUSED_MS = 1_000;
/**
 * What nobody looks at while it waits has the turns of a longer operation, and is thought to take this beside them: refusals
 * of those who are not known, whatever was sent ahead of an answer, events, pages of exports.
 */
export const BEHIND: Manner = { level: 1, msBehind: 0.5 };

/** Whose credentials were believed lately, by their hash: whose a request is, before anybody has looked. */
export class KnownCallers {
  readonly #accounts = new LRUCache<string, string>({ max: REMEMBERED });
  /** When an operation of the account was refused last. */
  readonly #refusedAt = new LRUCache<string, number>({ max: REMEMBERED });

  constructor(private readonly clock: () => number) {}

  /** The account; undefined for one that is not known, or was refused what it asked for a moment ago. */
  find(headers: RequestHeaders): string | undefined {
    const account = this.#accounts.get(credentialOf(headers));
    return account === undefined || this.#wasRefused(account) ? undefined : account;
  }

  /** Was the caller's last operation refused a moment ago? */
  isRefused(headers: RequestHeaders): boolean {
    const account = this.#accounts.get(credentialOf(headers));
    return account !== undefined && this.#wasRefused(account);
  }

  #wasRefused(account: string): boolean {
    return this.clock() - (this.#refusedAt.get(account) ?? -Infinity) < REFUSED_MS;
  }

  /** An operation asked for what it may not have, or for what there is not: such ones in a row wait behind the others'. */
  operationRefused(headers: RequestHeaders): void {
    const account = this.#accounts.get(credentialOf(headers));
    if (account !== undefined) this.#refusedAt.set(account, this.clock());
  }

  believed(headers: RequestHeaders, { account, key, anonymous }: Caller): void {
    if (anonymous !== true) this.#accounts.set(credentialOf(headers), account ?? key);
  }

  refused(headers: RequestHeaders): void {
    this.#accounts.delete(credentialOf(headers));
  }
}

const credentialOf = (headers: RequestHeaders): string =>
  callerKey(headerOf(headers, "authorization"), headerOf(headers, "x-auth-token"));

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
