import { dropHeader, setHeader, textReply, type Reply } from "../http/reply.js";
import type { Exchange, FaultFilter } from "./exchange.js";

/** No document promises Retry-After on 429; where it comes, it may be seconds, a date, or nonsense. */
export type RetryAfter = "none" | "http-date" | "absurd" | number;

/** Undefined leaves what the family itself sends. */
const withRetryAfter = (reply: Reply, retryAfter: RetryAfter | undefined, now: number): Reply => {
  if (retryAfter === undefined) return reply;
  dropHeader(reply, "Retry-After");
  if (retryAfter === "none") return reply;
  const value =
    retryAfter === "http-date"
      ? new Date(now + 2_000).toUTCString()
      : retryAfter === "absurd"
        ? "999999999"
        : `${retryAfter}`;
  setHeader(reply, "Retry-After", value);
  return reply;
};

const instead = (make: (exchange: Exchange) => Reply): FaultFilter => ({
  before: (exchange) => void (exchange.instead ??= make(exchange)),
});

const BAD_GATEWAY =
  "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

/** Faults in which something answers in the upstream's place, worded as the family words them. */
export const statusFaults = {
  /** 429, or Atlas's 413; `status` forces one. */
  throttled: ({ retryAfter, status }: { retryAfter?: RetryAfter; status?: number }): FaultFilter =>
    instead(({ call, service }) => {
      const reply = service.failure(call, "throttled");
      if (status !== undefined) reply.status = status;
      return withRetryAfter(reply, retryAfter, call.now);
    }),
  "server-error": (_: object): FaultFilter => instead(({ call, service }) => service.failure(call, "broken")),
  "bad-gateway": (_: object): FaultFilter => instead(() => textReply(502, "text/html", BAD_GATEWAY)),
  unavailable: ({ retryAfter }: { retryAfter?: RetryAfter }): FaultFilter =>
    instead(({ call, service }) => withRetryAfter(service.failure(call, "unavailable"), retryAfter, call.now)),
  /** The retryable 400 of the database services: DBS.200998. */
  busy: (_: object): FaultFilter => instead(({ call, service }) => service.failure(call, "busy")),
  /** Every token issued so far has run out, from this request on. */
  "tokens-expire": (_: object): FaultFilter => ({ before: ({ effects }) => effects.expireTokens() }),
  /** Every token issued so far is revoked, from this request on. */
  "tokens-revoked": (_: object): FaultFilter => ({ before: ({ effects }) => effects.revokeTokens() }),
} as const;
