import { LRUCache } from "lru-cache";
import { sha256 } from "../../audit/digest.js";
import type { Clock } from "../clock.js";
import type { ValidToken } from "./read-valid-token.js";
import { SharedWork } from "../resilience/shared-work.js";

/** How long an answer is believed. A token that is revoked meanwhile is let in for as long. */
const VALID_MS = 60_000;
/** A refusal is believed for a shorter time: a token may be asked about before its service has spread it. */
const UNKNOWN_MS = 10_000;
const MOST_VALID = 10_000;
/** Apart from the valid ones, so that a flood of made-up tokens drives out none of them. */
const MOST_UNKNOWN = 1_000;

interface Belief {
  readonly token: ValidToken;
  readonly until: number;
}

/** Asks the identity service about one token; null for one that it does not know. */
export type AskAboutToken = (token: string, signal: AbortSignal) => Promise<ValidToken | null>;

/**
 * Validates callers' tokens: answers are kept for a short time, by the token's hash, and one question about a token is
 * under way at most. A question that fails is not kept, and nobody is let in by it.
 */
export class TokenValidator {
  readonly #ask: AskAboutToken;
  readonly #clock: Clock;
  readonly #valid = new LRUCache<string, Belief>({ max: MOST_VALID });
  readonly #unknownUntil = new LRUCache<string, number>({ max: MOST_UNKNOWN });
  readonly #underWay = new Map<string, SharedWork<ValidToken | null>>();

  constructor(ask: AskAboutToken, clock: Clock) {
    this.#ask = ask;
    this.#clock = clock;
  }

  /** What the token grants, or null. Throws AuditError where that cannot be told, or when the signal fires. */
  async validate(token: string, signal: AbortSignal): Promise<ValidToken | null> {
    const key = sha256(token);
    const now = this.#clock.now();
    const known = this.#valid.get(key);
    if (known !== undefined && now < known.until) return known.token;
    if (now < (this.#unknownUntil.get(key) ?? 0)) return null;
    return await this.#question(key, token).wait(signal);
  }

  #question(key: string, token: string): SharedWork<ValidToken | null> {
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined && !underWay.isAbandoned) return underWay;
    const question = new SharedWork(async (signal) => {
      try {
        const answer = await this.#ask(token, signal);
        this.#keep(key, answer);
        return answer;
      } finally {
        if (this.#underWay.get(key) === question) this.#underWay.delete(key);
      }
    });
    this.#underWay.set(key, question);
    return question;
  }

  #keep(key: string, answer: ValidToken | null): void {
    const now = this.#clock.now();
    if (answer === null) {
      this.#valid.delete(key);
      this.#unknownUntil.set(key, now + UNKNOWN_MS);
    } else {
      this.#valid.set(key, { token: answer, until: Math.min(now + VALID_MS, answer.expiresAt) });
    }
  }
}
