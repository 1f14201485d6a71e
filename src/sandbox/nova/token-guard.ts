import { headerOf, type Call } from "../http/call.js";
import type { Token, TokenStore } from "../keystone/token-store.js";
import type { NovaBehaviour } from "./nova-state.js";

const CACHE_MS = 300_000;

/** The auth middleware of one Nova: validates tokens, and remembers them per worker where that is switched on. */
export class TokenGuard {
  readonly #seen: Map<string, number>[] = [];
  readonly #everSeen = new Map<string, number>();
  #turn = 0;

  constructor(
    private readonly tokens: TokenStore,
    private readonly behaviour: NovaBehaviour,
  ) {}

  judge(call: Call): Token | "refused" | "keystone-down" {
    const value = headerOf(call, "x-auth-token");
    const { state, token } = this.tokens.judge(value);
    if (this.behaviour.keystoneDown && value !== undefined) {
      const seen = this.#everSeen.get(value);
      if (seen === undefined || call.now - seen > CACHE_MS) return "keystone-down";
    }
    // An expired token is refused at once, cached or not.
    if (!token || state === "expired" || state === "unknown") return "refused";
    const cache = this.#worker();
    const seen = cache?.get(token.value);
    const remembered = seen !== undefined && call.now - seen <= CACHE_MS;
    if (state === "revoked" && !remembered) return "refused";
    if (!remembered) cache?.set(token.value, call.now);
    if (state === "valid") this.#everSeen.set(token.value, call.now);
    return token;
  }

  #worker(): Map<string, number> | undefined {
    const { cachingWorkers } = this.behaviour;
    if (cachingWorkers <= 0) return undefined;
    this.#turn += 1;
    return (this.#seen[this.#turn % cachingWorkers] ??= new Map<string, number>());
  }
}
