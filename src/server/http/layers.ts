import type { DemandLimits } from "../../config/settings.js";
import type { Telemetry } from "../../telemetry/telemetry.js";
import { type Refusals, TooComplex } from "../limits.js";
import { clientNameOf, ObservedOperation } from "../observation.js";
import { readBody } from "./body.js";
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

export interface HttpOptions {
  readonly telemetry: Telemetry;
  readonly limits: Pick<DemandLimits, "bodyBytes">;
  readonly refusals: Refusals;
  readonly routes: Routes;
}

/** What every request goes through, from the outside in. The order is the list's. */
export const throughLayers = ({ telemetry, limits, refusals, routes }: HttpOptions): Handler => {
  const layers: readonly Layer[] = [
    identify,
    findRoute(routes),
    observe(telemetry),
    tellErrors(telemetry, limits, refusals),
    judgeHead(routes),
    takeBody(limits),
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
  const { status, headers, body } = await next(exchange);
  const always = { "x-request-id": exchange.id, "x-content-type-options": "nosniff", ...exchange.rate?.headers };
  return { status, headers: { ...always, ...headers }, body };
};

/** Finds only: who is not answered, and why, is told further in, where it is observed. */
const findRoute =
  (routes: Routes): Layer =>
  (exchange, next) => {
    exchange.route = routes.find(exchange.method, exchange.path);
    return next(exchange);
  };

/**
 * Begins an ObservedOperation with each request of a route that answers operations. Its end is told before the answer
 * leaves: who has the answer finds it in the log and the metrics.
 */
const observe =
  (telemetry: Telemetry): Layer =>
  async (exchange, next) => {
    if (!exchange.route?.answersOperations) return next(exchange);
    const { id, headers, response } = exchange;
    const observed = new ObservedOperation({
      requestId: id,
      client: clientNameOf(headers),
      telemetry: telemetry.begin(headers),
    });
    exchange.observed = observed;
    response.once("close", () => observed.abandon());
    const answer = await next(exchange);
    observed.end(answer.status);
    return answer;
  };

/** Refusals with their words; what else is thrown goes to the log, and nothing of it to the caller. */
const tellErrors =
  ({ log }: Telemetry, limits: HttpOptions["limits"], refusals: Refusals): Layer =>
  async (exchange, next) => {
    try {
      return await next(exchange);
    } catch (error) {
      if (error instanceof HttpRefusal) return refusalAnswer(error, limits, refusals);
      log.error({ requestId: exchange.id, err: error }, "a request failed outside GraphQL");
      return json(failure("An internal error happened; it has been logged.", "INTERNAL"), 500);
    }
  };

const refusalAnswer = (
  { statusCode, message, code, headers }: HttpRefusal,
  { bodyBytes }: HttpOptions["limits"],
  refusals: Refusals,
): Answer => {
  if (statusCode !== 413) return json(failure(message, code), statusCode, headers);
  const over = new TooComplex("bodyBytes", bodyBytes);
  refusals.count(over.limit);
  return json(failure(over.message, over.code), statusCode, headers);
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

/** Only POST's body means anything; what else comes with one is answered without it. */
const takeBody =
  ({ bodyBytes }: HttpOptions["limits"]): Layer =>
  async (exchange, next) => {
    if (exchange.method !== "POST") return next(exchange);
    exchange.body = await readBody(exchange.request, bodyBytes);
    // Who went away meanwhile waits for no answer, and what waits for the response's end would wait for ever.
    if (exchange.response.destroyed) throw new HttpRefusal(400, "The caller went away before the request was read.");
    return next(exchange);
  };
