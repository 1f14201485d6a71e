import { AuditError } from "../../audit/errors.js";
import { sha256 } from "../../audit/seal.js";
import { type EndSignal, untilSessionEnds } from "../../audit/session.js";
import type { Clock } from "../clock.js";
import { sourceRejected } from "../failures.js";
import { classifyByStatus } from "../faults.js";
import { createDispatcher, type Trust } from "../http/requester.js";
import { Transport } from "../http/transport.js";
import { wireTarget } from "../http/wire.js";
import type { WireRequest, WireResponse } from "../messages.js";
import type { LoginOptions, Shared } from "../options.js";
import { agencyBody, identityUrl, type KeystoneToken, loginBody, readKeystoneToken } from "./keystone-token.js";

/** Milliseconds for one login. Keystone hashes passwords: half a second is usual, three under load. */
const LOGIN_TIMEOUT_MS = 10_000;

/** The name in errors until the asking source's own sentence replaces it (loginFailure). */
export const IDENTITY = "identity";

/** The part of a token's life before its end in which the next one is fetched, at most two minutes. */
const RENEWAL_SHARE = 0.2;
const RENEWAL_MOST_MS = 120_000;
const LASTING = new Set<AuditError["code"]>(["UPSTREAM_REJECTED", "UPSTREAM_CONTRACT_VIOLATION"]);
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

  /** A token that is valid now: at once where one is at hand. Rejects as the login does, or as sessionEnded says. */
  token(signal: EndSignal): KeystoneToken | Promise<KeystoneToken> {
    const now = this.#clock.now();
    const current = this.#current;
    if (current !== undefined && now < current.expiresAt) {
      const lifetime = current.expiresAt - current.obtainedAt;
      const margin = Math.min(RENEWAL_MOST_MS, lifetime * RENEWAL_SHARE);
      if (now >= current.expiresAt - margin) this.#renew().catch(() => undefined);
      return current;
    }
    return untilSessionEnds(this.#renew(), signal);
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
          // What cannot pass is not tried again at each call: a refusal, an answer that is no token or longer than may be read.
          if (error instanceof AuditError && LASTING.has(error.code)) {
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

const CONNECTIONS = 4;
const RESPONSE_BYTES = 4 * 1024 * 1024;

/**
 * Identity services (Keystone and Huawei IAM: /v3/auth/tokens), and one token keeper per identity: sources with the same
 * account, project and identity service share their token. Every failure is an AuditError.
 */
export class IdentityServices {
  readonly #shared: Shared;
  /** By hash, so that no key holds a password. */
  readonly #keepers = new Map<string, TokenKeeper>();
  readonly #transports = new Map<string, { transport: Transport; close: () => Promise<void> }>();

  constructor(shared: Shared) {
    this.#shared = shared;
  }

  /** The keeper of an account's tokens: UPSTREAM_REJECTED when the account is refused. */
  account(options: LoginOptions, trust: Trust): TokenKeeper {
    const agency = options.type === "password" ? options.agency : undefined;
    return this.#keeper(
      [identityUrl(options.authUrl), loginBody(options), agency, trust.ca, trust.certificate?.cert],
      () => this.#login(options, trust),
    );
  }

  /** The keeper of what a fixed token says about itself: UPSTREAM_REJECTED when it is no longer valid. */
  fixed(token: string, authUrl: string, trust: Trust): TokenKeeper {
    const headers = { accept: "application/json", "x-auth-token": token, "x-subject-token": token };
    return this.#keeper([identityUrl(authUrl), token, trust.ca, trust.certificate?.cert], () =>
      this.#ask(authUrl, trust, { method: "GET", headers }, (response) => readKeystoneToken(IDENTITY, response, token)),
    );
  }

  /** A transport for identity calls, one for each set of certificates that are trusted and shown. */
  transport({ ca, certificate }: Trust): Transport {
    const key = JSON.stringify([ca, certificate?.cert]);
    const known = this.#transports.get(key);
    if (known !== undefined) return known.transport;
    const { clock, proxy } = this.#shared;
    const dispatcher = createDispatcher({ connections: CONNECTIONS, ca, certificate, proxy });
    const transport = new Transport({ source: IDENTITY, dispatcher, clock, maxResponseBytes: RESPONSE_BYTES });
    this.#transports.set(key, { transport, close: () => dispatcher.close() });
    return transport;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#transports.values()].map(({ close }) => close()));
  }

  /** Logs in, and assumes the agency that the options name. */
  async #login(options: LoginOptions, trust: Trust): Promise<KeystoneToken> {
    const token = await this.#issue(options.authUrl, trust, loginBody(options));
    if (options.type !== "password" || options.agency === undefined) return token;
    return this.#issue(options.authUrl, trust, agencyBody(options.agency), token.headers);
  }

  #issue(
    authUrl: string,
    trust: Trust,
    body: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<KeystoneToken> {
    const headers = { accept: "application/json", "content-type": "application/json", ...more };
    return this.#ask(authUrl, trust, { method: "POST", headers, body }, (response) =>
      readKeystoneToken(IDENTITY, response, response.headers["x-subject-token"] ?? ""),
    );
  }

  /** Asking for a token twice does no harm, so a dropped connection is repeated even for POST. */
  #ask<T>(
    authUrl: string,
    trust: Trust,
    request: Omit<WireRequest, "target">,
    take: (response: WireResponse) => T,
  ): Promise<T> {
    const wire = { ...request, target: wireTarget(identityUrl(authUrl), ["auth", "tokens"]) };
    return this.transport(trust).exchange(wire, { ms: LOGIN_TIMEOUT_MS }, (response) => {
      if (response.status >= 200 && response.status < 300) return take(response);
      const { error } = classifyByStatus({ ...response, source: IDENTITY });
      // 404: no such token, or no identity service at that URL. Either way the credentials lead nowhere.
      throw error.code === "NOT_FOUND" ? sourceRejected(IDENTITY, { detail: "HTTP 404" }) : error;
    });
  }

  #keeper(identity: readonly unknown[], login: () => Promise<KeystoneToken>): TokenKeeper {
    const key = sha256(JSON.stringify(identity));
    const known = this.#keepers.get(key);
    if (known !== undefined) return known;
    const keeper = new TokenKeeper(() => this.#observed(login), this.#shared.clock);
    this.#keepers.set(key, keeper);
    return keeper;
  }

  async #observed(login: () => Promise<KeystoneToken>): Promise<KeystoneToken> {
    const { clock, observer } = this.#shared;
    const startedAt = clock.now();
    let code: AuditError["code"] | null = null;
    try {
      return await login();
    } catch (error) {
      code = error instanceof AuditError ? error.code : "INTERNAL";
      throw error;
    } finally {
      observer.loggedIn?.({ code, durationMs: clock.now() - startedAt });
    }
  }
}
