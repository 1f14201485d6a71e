import { createHash } from "node:crypto";
import { AuditError } from "../../audit/errors.js";
import { untilSessionEnds } from "../../audit/session.js";
import type { UpstreamObserver } from "../../telemetry/reports.js";
import type { Clock } from "../clock.js";
import { classifyByStatus, factsOf, sourceBrokeContract, sourceRejected } from "../failures.js";
import { createDispatcher, type ProxyOptions } from "../http/dispatcher.js";
import { Transport, type WireRequest } from "../http/transport.js";
import { wireTarget } from "../http/url.js";
import type { WireResponse } from "../messages.js";
import type { LoginOptions, TokenOptions } from "../options.js";
import { agencyBody, identityUrl, type KeystoneToken, loginBody, readKeystoneToken } from "./keystone-token.js";

/** Milliseconds for one login. Keystone hashes passwords: half a second is usual, three under load. */
const LOGIN_TIMEOUT_MS = 10_000;

/** The name in errors until the asking source's own sentence replaces it (identityFailure). */
export const IDENTITY = "identity";

/** An identity service's tokens (Keystone and Huawei IAM: /v3/auth/tokens). Every failure is an AuditError. */
class IdentityService {
  readonly #transport: Transport;
  readonly #url: string;

  constructor(authUrl: string, transport: Transport) {
    this.#url = identityUrl(authUrl);
    this.#transport = transport;
  }

  /** Logs in, and assumes the agency that the options name. UPSTREAM_REJECTED when the account is refused. */
  async login(options: LoginOptions): Promise<KeystoneToken> {
    const token = await this.#issue(loginBody(options));
    if (options.type !== "password" || options.agency === undefined) return token;
    return this.#issue(agencyBody(options.agency), token.headers);
  }

  #issue(body: string, more: Readonly<Record<string, string>> = {}): Promise<KeystoneToken> {
    const headers = { accept: "application/json", "content-type": "application/json", ...more };
    return this.#ask({ method: "POST", headers, body }, (response) =>
      readKeystoneToken(IDENTITY, response, response.headers["x-subject-token"] ?? ""),
    );
  }

  /** What a token that is already there says about itself. UPSTREAM_REJECTED when it is no longer valid. */
  async describe(token: string): Promise<KeystoneToken> {
    const headers = { accept: "application/json", "x-auth-token": token, "x-subject-token": token };
    return this.#ask({ method: "GET", headers }, (response) => readKeystoneToken(IDENTITY, response, token));
  }

  #ask<T>(request: Pick<WireRequest, "method" | "headers" | "body">, take: (response: WireResponse) => T): Promise<T> {
    // Asking for a token twice does no harm, so a dropped connection is repeated even for POST.
    const wire = { ...request, target: wireTarget(this.#url, ["auth", "tokens"]), repeatable: true };
    return this.#transport.exchange(wire, { ms: LOGIN_TIMEOUT_MS }, (response) => {
      if (response.status >= 200 && response.status < 300) return take(response);
      const { error } = classifyByStatus({ ...response, source: IDENTITY });
      // 404: no such token, or no identity service at that URL. Either way the credentials lead nowhere.
      throw error.code === "NOT_FOUND" ? sourceRejected(IDENTITY, { detail: "HTTP 404" }) : error;
    });
  }
}

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

interface IdentityRegistryOptions {
  readonly clock: Clock;
  readonly proxy?: ProxyOptions | undefined;
  readonly observer: UpstreamObserver;
}

/** One token keeper per identity: sources with the same account, project and identity service share their token. */
export class IdentityRegistry {
  readonly #options: IdentityRegistryOptions;
  /** By hash, so that no key holds a password. */
  readonly #keepers = new Map<string, TokenKeeper>();
  readonly #transports = new Map<string, { transport: Transport; close: () => Promise<void> }>();

  constructor(options: IdentityRegistryOptions) {
    this.#options = options;
  }

  /** The keeper of an account's tokens. */
  account(options: LoginOptions, ca: string | undefined): TokenKeeper {
    const agency = options.type === "password" ? options.agency : undefined;
    return this.#keeper([identityUrl(options.authUrl), loginBody(options), agency, ca], () =>
      this.#service(options.authUrl, ca).login(options),
    );
  }

  /** The keeper of what an identity service says about a fixed token. */
  fixed({ token, authUrl }: TokenOptions & { readonly authUrl: string }, ca: string | undefined): TokenKeeper {
    return this.#keeper([identityUrl(authUrl), token, ca], () => this.#service(authUrl, ca).describe(token));
  }

  /** A transport for identity calls, one per set of trusted certificates. */
  transport(ca: string | undefined): Transport {
    const key = ca ?? "";
    const known = this.#transports.get(key);
    if (known !== undefined) return known.transport;
    const { clock, proxy } = this.#options;
    const dispatcher = createDispatcher({ connections: CONNECTIONS, ca, proxy });
    const transport = new Transport({ source: IDENTITY, dispatcher, clock, maxResponseBytes: RESPONSE_BYTES });
    this.#transports.set(key, { transport, close: () => dispatcher.close() });
    return transport;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#transports.values()].map(({ close }) => close()));
  }

  #service(authUrl: string, ca: string | undefined): IdentityService {
    return new IdentityService(authUrl, this.transport(ca));
  }

  #keeper(identity: readonly unknown[], login: () => Promise<KeystoneToken>): TokenKeeper {
    const key = createHash("sha256").update(JSON.stringify(identity)).digest("hex");
    const known = this.#keepers.get(key);
    if (known !== undefined) return known;
    const keeper = new TokenKeeper(() => this.#observed(login), this.#options.clock);
    this.#keepers.set(key, keeper);
    return keeper;
  }

  async #observed(login: () => Promise<KeystoneToken>): Promise<KeystoneToken> {
    const { clock, observer } = this.#options;
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

const sentences: Partial<Record<AuditError["code"], (source: string) => string>> = {
  UPSTREAM_REJECTED: (source) => `The identity service refused the credentials of source "${source}".`,
  UPSTREAM_UNAVAILABLE: (source) => `The identity service of source "${source}" is unavailable.`,
  UPSTREAM_TIMEOUT: (source) => `The identity service of source "${source}" did not answer in time.`,
  UPSTREAM_RATE_LIMITED: (source) => `The identity service of source "${source}" limits how often it may be asked.`,
};

/** A login that was answered by something else than the identity service's own no. */
const misled = (source: string, detail: string | undefined): string | undefined => {
  if (/^HTTP 3\d\d$/.test(detail ?? "")) {
    return `The identity service of source "${source}" answered with a redirect, which is not followed.`;
  }
  return /^HTTP (?:404|405|410|501)$/.test(detail ?? "")
    ? `The identity service of source "${source}" is not at its URL.`
    : undefined;
};

/** A failed login, shared by all who waited for it, in the words of one of the sources that wait. */
export const identityFailure = (source: string, error: unknown): AuditError => {
  if (!(error instanceof AuditError)) return new AuditError("INTERNAL", "The login failed.", { cause: error });
  const detail = `identity: ${error.detail ?? error.code}`;
  const sentence = misled(source, error.detail) ?? sentences[error.code]?.(source);
  if (sentence === undefined) return sourceBrokeContract(source, { detail });
  return new AuditError(error.code, sentence, { ...factsOf(error), source, detail });
};
