import { alsoVaries, type Answer, type Exchange, type Layer } from "./exchange.js";

/** What a page of another origin may read of an answer, beside its body. */
const EXPOSED = "content-disposition, x-request-id, retry-after, ratelimit, ratelimit-policy, www-authenticate";
/** Seconds for which a browser need not ask again before it sends; Chromium takes no more. */
const REMEMBERED = "7200";
/** Names of headers, as a preflight lists them. */
const NAMES = /^[\w!#$%&'*+.^`|~-]+(?:\s*,\s*[\w!#$%&'*+.^`|~-]+)*$/;

/**
 * Lets pages of the named origins ask from a browser (the Fetch standard's CORS protocol); `*` names all. Callers show who
 * they are by headers and never by cookies, so no answer allows credentials. Of another origin's page the browser keeps
 * the answer to itself; programs that are no browsers do not look at any of this.
 */
export const cors = (origins: readonly string[]): Layer => {
  const isForAll = origins.includes("*");
  const named = new Set(origins);
  const originOf = ({ headers: { origin } }: Exchange): Answer["headers"] => {
    if (origin === undefined || !(isForAll || named.has(origin))) return {};
    return { "access-control-allow-origin": isForAll ? "*" : origin };
  };
  const vary = (headers: Answer["headers"], ...names: readonly string[]): Answer["headers"] =>
    isForAll && names.length === 0 ? {} : { vary: alsoVaries(headers, ...(isForAll ? [] : ["origin"]), ...names) };

  const preflight = (exchange: Exchange): Answer => {
    const asked = exchange.headers["access-control-request-headers"];
    const headers = {
      ...originOf(exchange),
      "access-control-allow-methods": "GET, HEAD, POST",
      ...(typeof asked === "string" && NAMES.test(asked) ? { "access-control-allow-headers": asked } : {}),
      "access-control-max-age": REMEMBERED,
    };
    return { status: 204, headers: { ...headers, ...vary({}, "access-control-request-headers") }, body: "" };
  };
  if (origins.length === 0) return (exchange, next) => next(exchange);
  return async (exchange, next) => {
    const isAllowed = Object.keys(originOf(exchange)).length > 0;
    const isPreflight = exchange.method === "OPTIONS" && "access-control-request-method" in exchange.headers;
    if (isPreflight && isAllowed) return preflight(exchange);
    const { headers, ...answer } = await next(exchange);
    const told = isAllowed ? { ...originOf(exchange), "access-control-expose-headers": EXPOSED } : {};
    return { ...answer, headers: { ...headers, ...vary(headers), ...told } };
  };
};
