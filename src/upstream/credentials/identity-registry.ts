import { createHash } from "node:crypto";
import { AuditError } from "../../audit/audit-error.js";
import type { UpstreamObserver } from "../../telemetry/upstream-observer.js";
import type { Clock } from "../clock.js";
import { createDispatcher, type ProxyOptions } from "../http/dispatcher.js";
import { Transport } from "../http/transport.js";
import type { LoginOptions, TokenOptions } from "./credential-options.js";
import { IDENTITY, IdentityService } from "./identity-service.js";
import { identityUrl, loginBody } from "./keystone-login.js";
import type { KeystoneToken } from "./keystone-token.js";
import { TokenKeeper } from "./token-keeper.js";

const CONNECTIONS = 4;
const RESPONSE_BYTES = 4 * 1024 * 1024;

export interface IdentityRegistryOptions {
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
    return this.#keeper([identityUrl(options.authUrl), loginBody(options), ca], () =>
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
