import { projectNamed, userNamed } from "../keystone/directory.js";
import type { TokenState, TokenStore } from "../keystone/token-store.js";

export interface TokenRequest {
  /** admin by default. */
  readonly user?: string;
  /** The admin project by default; null for an unscoped token. */
  readonly project?: string | null;
  readonly ttlMs?: number;
}

/** Tokens without a request: to issue, to end, to count. */
export class KeystoneControl {
  constructor(
    private readonly tokens: TokenStore,
    private readonly clock: () => number,
  ) {}

  /** Tokens issued so far, those issued here included. */
  get issued(): number {
    return this.tokens.issued;
  }

  get ttlMs(): number {
    return this.tokens.ttlMs;
  }

  /** Milliseconds that tokens live from now on. */
  setTtl(ms: number): this {
    this.tokens.ttlMs = ms;
    return this;
  }

  /** New tokens are so many letters long, as IAM's PKI tokens are (some thousand); undefined for Fernet's length. */
  setTokenLength(length: number | undefined): this {
    this.tokens.tokenLength = length;
    return this;
  }

  issue({ user = "admin", project = "admin", ttlMs }: TokenRequest = {}): string {
    const known = userNamed(user);
    const scope = project === null ? undefined : projectNamed(project);
    if (!known || (project !== null && !scope)) throw new Error(`No user ${user} or no project ${project ?? ""}`);
    const expiresAt = ttlMs === undefined ? undefined : this.clock() + ttlMs;
    return this.tokens.issue(known, scope, ["password"], expiresAt).value;
  }

  state(token: string): TokenState {
    return this.tokens.judge(token).state;
  }

  revoke(token: string): this {
    this.tokens.revoke(token);
    return this;
  }

  /** All tokens issued so far run out now. */
  expireAll(): this {
    this.tokens.expireAll();
    return this;
  }

  revokeAll(): this {
    this.tokens.revokeAll();
    return this;
  }
}
