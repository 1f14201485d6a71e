import Negotiator from "negotiator";
import { AuditError, internalError } from "../../audit/errors.js";
import type { Telemetry } from "../../telemetry/telemetry.js";
import { type Refusals, TooComplex } from "../limits.js";
import { secondsOf } from "../rate-limits.js";
import { clientNameOf, ObservedOperation } from "../observation.js";
import { readBody } from "./body.js";
import type { HeldBodies, HeldBody } from "./held-bodies.js";
import { compress } from "./compress.js";
import { cors } from "./cors.js";
import { MAX_HEADERS, MAX_URL, URL_TOO_LONG } from "./broken-requests.js";
import {
  type Answer,
  compose,
  decodedPath,
  type Exchange,
  failure,
  type Handler,
  HttpRefusal,
  json,
  type Layer,
  type Routes,
} from "./exchange.js";

interface HttpOptions {
  readonly telemetry: Telemetry;
  readonly refusals: Refusals;
  /** Of a request's body, at most. */
  readonly bodyBytes: number;
  /** Of pages that may ask from a browser. */
  readonly corsOrigins: readonly string[];
  readonly compression: boolean;
  /** The turn of a request of so many bytes to be looked at; undefined: at once. Rejects with DEADLINE_EXCEEDED. */
  readonly turnOf: (exchange: Exchange, bytes: number) => Promise<void> | undefined;
  /** Whose a request is, before anybody has looked at it. */
  readonly accountOf: (exchange: Exchange) => string;
  /** Those of requests that are not answered yet. */
  readonly bodies: HeldBodies;
}

/** What every request goes through, from the outside in. The order is the list's. */
export const throughLayers = (routes: Routes, options: HttpOptions): Handler => {
  const layers: readonly Layer[] = [
    identify,
    cors(options.corsOrigins),
    compress(options.compression),
    answer(options),
    findRoute(routes),
    toGraphiql(routes),
    observe(options),
    judgeHead(routes),
    takeBody(options),
  ];
  return compose(layers, (exchange) => {
    if (!exchange.route) throw new Error("a request came to its route without one");
    return exchange.route.handle(exchange);
  });
};

/**
 * Whatever the answer is: the name of the request, by which its log lines are found; no guessing of types; and how much the
 * caller may still ask for.
 */
const identify: Layer = async (exchange, next) => {
  const { headers, ...answer } = await next(exchange);
  const always = { "x-request-id": exchange.id, "x-content-type-options": "nosniff", ...exchange.rate?.headers };
  return { ...answer, headers: { ...always, ...headers } };
};

/**
 * Answers, whatever happens: a refusal with its own words; any other error goes to the log, and nothing of it to the
 * caller. An operation ends here, before its answer leaves: a caller that has the answer finds it in the log and the
 * metrics.
 */
const answer =
  (options: HttpOptions): Layer =>
  async (exchange, next) => {
    let found: Answer;
    try {
      found = await next(exchange);
    } catch (error) {
      found = answerTo(error, exchange, options);
    }
    const { observed } = exchange;
    if (!observed) return found;
    observed.end(found.status);
    // What a caller may see depends on the caller, and on now: no cache between may keep it.
    return { ...found, headers: { "cache-control": "no-store", ...found.headers } };
  };

const answerTo = (error: unknown, { id }: Exchange, options: HttpOptions): Answer => {
  if (error instanceof HttpRefusal) return refusalAnswer(error, options);
  if (error instanceof AuditError && error.code === "DEADLINE_EXCEEDED")
    return json(failure(error.message, error.code), 503);
  if (error instanceof AuditError && error.code === "RATE_LIMITED") {
    // The rest of its body may still come, and is not waited for.
    const headers = { "retry-after": secondsOf(error.retryAfterMs ?? 0), connection: "close" };
    return json(failure(error.message, error.code), 429, headers);
  }
  options.telemetry.log.error({ requestId: id, err: error }, "a request failed outside GraphQL");
  const { message, code } = internalError(error);
  return json(failure(message, code), 500);
};

/** Finds only. A request without a route is refused further in, where it is observed. */
const findRoute =
  (routes: Routes): Layer =>
  (exchange, next) => {
    exchange.route = routes.find(exchange.method, exchange.path);
    return next(exchange);
  };

/**
 * A person who opens /graphql in a browser comes to GraphiQL, where it is offered, and finds there the operation that the link
 * named. Programs do not ask for HTML first, and a person gets no answer here: a link sends no header that another site's page
 * cannot send.
 */
const toGraphiql =
  (routes: Routes): Layer =>
  (exchange, next) => {
    const { method, path, search, headers, route } = exchange;
    const page = route?.openedAs;
    if (page === undefined || method !== "GET" || !prefersHtml(headers.accept)) return next(exchange);
    if (!routes.find(method, page)) return next(exchange);
    const headersOfMove = { location: page + search, vary: "accept", "cache-control": "no-store" };
    return {
      status: 303,
      headers: headersOfMove,
      body: `${path} answers operations; to try them out, open ${page}.\n`,
    };
  };

const prefersHtml = (accept = ""): boolean =>
  new Negotiator({ headers: { accept } }).mediaType(["application/json", "text/html"]) === "text/html";

/** Begins an ObservedOperation with each request of a route that answers operations. */
const observe =
  ({ telemetry }: HttpOptions): Layer =>
  (exchange, next) => {
    if (exchange.route?.answersOperations) {
      observeOperation(exchange, telemetry);
    }
    return next(exchange);
  };

/** Begins to observe the operation that an exchange asks for. */
export const observeOperation = (exchange: Exchange, telemetry: Pick<Telemetry, "begin">): ObservedOperation => {
  const { id, headers } = exchange;
  const observed = new ObservedOperation(id, clientNameOf(headers), telemetry.begin(headers));
  exchange.observed = observed;
  exchange.whenOver(() => observed.abandon());
  return observed;
};

const refusalAnswer = (
  { statusCode, message, code, headers }: HttpRefusal,
  { bodyBytes, refusals }: HttpOptions,
): Answer => {
  if (statusCode !== 413) return json(failure(message, code), statusCode, headers);
  const tooLarge = new TooComplex("bodyBytes", bodyBytes);
  refusals.count(tooLarge.limit);
  return json(failure(tooLarge.message, tooLarge.code), statusCode, headers);
};

/** Before the body, whatever is wrong with that. */
const judgeHead =
  (routes: Routes): Layer =>
  (exchange, next) => {
    requireSaneHead(exchange);
    if (!exchange.route) throw routes.refusal(exchange.method, exchange.path);
    return next(exchange);
  };

/** Throws for what is wrong with a request's line or headers, that Node takes. */
const requireSaneHead = ({ request, headers, path }: Exchange): void => {
  const { url = "", rawHeaders, httpVersion } = request;
  if (url.length > MAX_URL) throw new HttpRefusal(414, URL_TOO_LONG);
  if (!/^(\/|https?:\/\/)/i.test(url)) throw new HttpRefusal(400, "The request's target is no path: begin it with /.");
  if (decodedPath(path) === undefined) {
    throw new HttpRefusal(400, "The URL's path is not well-formed: check its percent signs.");
  }
  // Node leaves out those beyond, which may be the ones that matter.
  if (rawHeaders.length > 2 * MAX_HEADERS) {
    throw new HttpRefusal(431, `The request has more than ${MAX_HEADERS} headers: send fewer.`);
  }
  if (headers.expect !== undefined && !/^100-continue$/i.test(headers.expect)) {
    // Its body may come or not.
    throw new HttpRefusal(417, "Only 100-continue may stand in Expect: leave it out.", { connection: "close" });
  }
  // HTTP/1.0 knows no Host, and what builds a URL needs one.
  if (httpVersion === "1.0") headers.host ??= "localhost";
  if (headers.host !== undefined && isHost(headers.host)) return;
  throw new HttpRefusal(400, "Host: send the name or address, and the port, that the request is sent to.");
};

/** No host that a URL could not be made of may reach a handler: what builds one would throw. */
const isHost = (host: string): boolean => !/[\s/?#@\\]/.test(host) && URL.canParse(`http://${host}/`);

/** Only a POST's body is read; a request of another method is answered without it. An operation waits for its turn, and no probe does. */
const takeBody =
  ({ bodyBytes, turnOf, accountOf, bodies }: HttpOptions): Layer =>
  async (exchange, next) => {
    const turn = exchange.observed ? (bytes: number) => turnOf(exchange, bytes) : () => undefined;
    const hold = (): HeldBody => {
      const held = bodies.begin();
      exchange.whenMade(() => held.end());
      return held;
    };
    const reading = { limit: bodyBytes, turn, hold, account: () => accountOf(exchange) };
    if (exchange.method === "POST") exchange.body = await readBody(exchange.request, reading);
    else await turn(0);
    // A caller that went away meanwhile waits for no answer, and its response would never say that it is closed.
    if (exchange.response.destroyed) throw new HttpRefusal(400, "The caller went away before the request was read.");
    return next(exchange);
  };
