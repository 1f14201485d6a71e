import { classifyByStatus } from "../faults/classify-by-status.js";
import { sourceRejected } from "../faults/source-failure.js";
import { wireTarget } from "../http/encode-url.js";
import type { Transport, WireRequest, WireResponse } from "../http/transport.js";
import { identityUrl, loginBody } from "./keystone-login.js";
import type { LoginOptions } from "./credential-options.js";
import { readKeystoneToken, type KeystoneToken } from "./keystone-token.js";

/** Milliseconds for one login. Keystone hashes passwords: half a second is usual, three under load. */
const LOGIN_TIMEOUT_MS = 10_000;

/** The name in errors until the asking source's own sentence replaces it (identity-failure.ts). */
export const IDENTITY = "identity";

/** An identity service's tokens (Keystone and Huawei IAM: /v3/auth/tokens). Every failure is an AuditError. */
export class IdentityService {
  readonly #transport: Transport;
  readonly #url: string;

  constructor(authUrl: string, transport: Transport) {
    this.#url = identityUrl(authUrl);
    this.#transport = transport;
  }

  /** Logs in. UPSTREAM_REJECTED when the account is refused. */
  async login(options: LoginOptions): Promise<KeystoneToken> {
    const headers = { accept: "application/json", "content-type": "application/json" };
    return this.#ask({ method: "POST", headers, body: loginBody(options) }, (response) =>
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
