import { type Call, headerOf, jsonReply, type Reply, textReply } from "../http.js";
import type { Token, TokenStore } from "./tokens.js";

/** What stands in front of every OpenStack service: it asks Keystone whose token a request brings. */

/** Forms of an error that the router or a middleware answers with. */
export type ErrorFormat = "html" | "json" | "plain";

const OFFERS = [
  ["html", "text/html"],
  ["json", "application/json"],
] as const;

/** The quality that an Accept header gives to a type; the most specific range counts. */
const qualityOf = (type: string, accept: string): number => {
  const ranges = accept.split(",").map((range) => range.trim().split(/\s*;\s*/));
  for (const wanted of [type, type.replace(/\/.*/, "/*"), "*/*"]) {
    const range = ranges.find(([name]) => name === wanted);
    if (range) return Number(range.find((part) => part.startsWith("q="))?.slice(2) ?? 1);
  }
  return 0;
};

/** As webob chooses: HTML before JSON where both are as welcome, plain text where neither is, or nothing is asked for. */
export const acceptedFormat = (call: Call): ErrorFormat => {
  const accept = (headerOf(call, "accept") ?? "").toLowerCase();
  let best: ErrorFormat = "plain";
  let quality = 0;
  for (const [format, type] of OFFERS) {
    const offered = qualityOf(type, accept);
    if (offered > quality) [best, quality] = [format, offered];
  }
  return best;
};

const REASONS: Readonly<Record<number, string>> = { 404: "Not Found", 503: "Service Unavailable" };

/** From the router or a middleware: HTML, plain text, or an object whose code is a string, by what Accept asks for. */
export const webobError = (status: number, explanation: string, extra: string, format: ErrorFormat): Reply => {
  const title = REASONS[status] ?? "Error";
  const heading = `${status} ${title}`;
  if (format === "json") {
    const message = `${explanation}<br /><br />\n${extra}\n\n`;
    return { ...jsonReply(status, { message, code: heading, title }), reason: title };
  }
  if (format === "plain") {
    const text = `${heading}\n\n${explanation}\n${extra}\n   `;
    return { ...textReply(status, "text/plain; charset=UTF-8", text), reason: title };
  }
  const html = `<html>\n <head>\n  <title>${heading}</title>\n </head>\n <body>\n  <h1>${heading}</h1>\n  ${explanation}<br /><br />\n${extra}\n\n\n </body>\n</html>`;
  return { ...textReply(status, "text/html; charset=UTF-8", html), reason: title };
};

export const keystoneUnreachable = (format: ErrorFormat): Reply =>
  webobError(
    503,
    "The server is currently unavailable. Please try again at a later time.",
    "The Keystone service is temporarily unavailable.",
    format,
  );

/** The auth middleware's refusal: JSON always, the same bytes for no, bad, expired and revoked tokens. */
export const tokenRefused = (keystone: string): Reply => ({
  ...jsonReply(401, {
    error: { code: 401, title: "Unauthorized", message: "The request you have made requires authentication." },
  }),
  headers: [
    ["Content-Type", "application/json"],
    ["WWW-Authenticate", `Keystone uri="${keystone}"`],
  ],
  reason: "Unauthorized",
});

interface GuardBehaviour {
  readonly keystoneDown: boolean;
  readonly cachingWorkers: number;
}

const CACHE_MS = 300_000;

/** The auth middleware of one service: validates tokens, and remembers them per worker where that is switched on. */
export class TokenGuard {
  readonly #seen: Map<string, number>[] = [];
  readonly #everSeen = new Map<string, number>();
  #turn = 0;

  constructor(
    private readonly tokens: TokenStore,
    private readonly behaviour: GuardBehaviour,
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
