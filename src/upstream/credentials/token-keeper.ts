import { AuditError } from "../../audit/audit-error.js";
import type { Clock } from "../clock.js";
import { untilSessionEnds } from "../../audit/session-ended.js";
import type { KeystoneToken } from "./keystone-token.js";

/** The part of a token's life before its end in which the next one is fetched, at most two minutes. */
const RENEWAL_SHARE = 0.2;
const RENEWAL_MOST_MS = 120_000;
/** How long a refusal is believed: accounts are locked after a few wrong passwords (Huawei IAM: five). */
const REFUSAL_MS = 10_000;

/**
 * One identity's token, shared by all who use the identity. However many operations wait, one login is under way at
 * most; it is nobody's own, so that a waiter that goes away cannot cancel it. A token near its end is renewed by the
 * first operation that uses it, which does not wait for that. Nothing happens between operations.
 */
export class TokenKeeper {
  readonly #login: () => Promise<KeystoneToken>;
  readonly #clock: Clock;
  #current: KeystoneToken | undefined;
  #pending: Promise<KeystoneToken> | undefined;
  #refusal: { readonly error: AuditError; readonly until: number } | undefined;

  constructor(login: () => Promise<KeystoneToken>, clock: Clock) {
    this.#login = login;
    this.#clock = clock;
  }

  /** A token that is valid now. Rejects as the login does, or as sessionEnded says. */
  async token(signal: AbortSignal): Promise<KeystoneToken> {
    const now = this.#clock.now();
    const current = this.#current;
    if (current !== undefined && now < current.expiresAt) {
      const lifetime = current.expiresAt - current.obtainedAt;
      const margin = Math.min(RENEWAL_MOST_MS, lifetime * RENEWAL_SHARE);
      if (now >= current.expiresAt - margin) this.#renew().catch(() => undefined);
      return current;
    }
    return await untilSessionEnds(this.#renew(), signal);
  }

  /** The source refused this token: it is forgotten, unless a newer one took its place already. */
  drop(token: KeystoneToken): void {
    if (this.#current === token) this.#current = undefined;
  }

  #renew(): Promise<KeystoneToken> {
    if (this.#pending !== undefined) return this.#pending;
    if (this.#refusal !== undefined && this.#clock.now() < this.#refusal.until)
      return Promise.reject(this.#refusal.error);
    const login = this.#login()
      .then(
        (token) => {
          this.#current = token;
          this.#refusal = undefined;
          return token;
        },
        (error: unknown) => {
          if (error instanceof AuditError && error.code === "UPSTREAM_REJECTED") {
            this.#refusal = { error, until: this.#clock.now() + REFUSAL_MS };
          }
          throw error;
        },
      )
      .finally(() => {
        this.#pending = undefined;
      });
    this.#pending = login;
    return login;
  }
}
