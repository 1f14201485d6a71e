import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { DemandLimits } from "../audit/demand-limits.js";
import type { Log } from "../telemetry/log.js";
import { BrokenRequests, MAX_HEAD, MAX_URL } from "./edge/broken-requests.js";
import { decodeBody } from "./edge/decode-body.js";
import { failure, HttpRefusal } from "./edge/http-refusal.js";
import { OfferedMethods } from "./edge/offered-methods.js";
import { takeJsonOnly, TAKES_JSON } from "./edge/parse-body.js";
import { MAX_HEADERS, wrongHead } from "./edge/wrong-head.js";
import type { Refusals } from "./limits/refusals.js";
import { TooComplex } from "./limits/too-complex.js";
import { requestIdOf } from "./observation/request-identity.js";

/** For the request to arrive whole; the answer has the operation's deadline. */
const ARRIVAL_MS = 30_000;

export interface HttpOptions {
  readonly log: Log;
  readonly limits: Pick<DemandLimits, "bodyBytes">;
  readonly refusals: Refusals;
}

/** Without the query, which may hold an operation and its variables, and without the origin of an absolute URL. */
const pathOf = (url: string): string => {
  const [path = "/"] = url.replace(/^https?:\/\/[^/?]*/i, "").split("?");
  return path === "" ? "/" : path;
};

const isOffered = ({ is404, routeOptions }: FastifyRequest): boolean =>
  !is404 && routeOptions.config.offered?.() !== false;

/** What fastify or a plugin of it refuses by itself, with a status below 500, is the caller's too. */
const asRefusal = (error: FastifyError | HttpRefusal): HttpRefusal | undefined => {
  if (error instanceof HttpRefusal) return error;
  if (error.code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") {
    return new HttpRefusal(415, `The body has no content type that is taken. ${TAKES_JSON}`, {
      accept: "application/json",
    });
  }
  const { statusCode = 500, message } = error;
  return statusCode < 500 ? new HttpRefusal(statusCode, message) : undefined;
};

/** The HTTP server before it has routes: limits, request ids, and JSON for everything that goes wrong. */
export const createHttp = ({ log, limits, refusals }: HttpOptions): FastifyInstance => {
  const broken = new BrokenRequests();
  const identify = (request: FastifyRequest, reply: FastifyReply): void =>
    void reply.header("x-request-id", request.id).header("x-content-type-options", "nosniff");
  const onError = (error: FastifyError | HttpRefusal, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const refusal = asRefusal(error);
    if (refusal) {
      void reply.code(refusal.statusCode).headers(refusal.headers);
      if (refusal.statusCode !== 413) return reply.send(failure(refusal.message, refusal.code));
      const { limit, code, message } = new TooComplex("bodyBytes", limits.bodyBytes);
      refusals.count(limit);
      return reply.send(failure(message, code));
    }
    log.error({ requestId: request.id, err: error }, "a request failed outside GraphQL");
    return reply.code(500).send(failure("An internal error happened; it has been logged.", "INTERNAL"));
  };
  /** What the router cannot read; no hook has run. */
  const onBadPath = (request: FastifyRequest, reply: FastifyReply): void => {
    identify(request, reply);
    void reply.code(400).send(failure("The URL's path is not well-formed: check its percent signs.", "BAD_REQUEST"));
  };

  const http = Fastify({
    bodyLimit: limits.bodyBytes,
    requestTimeout: ARRIVAL_MS,
    // A missing Host is refused here: Node's own refusal has no words.
    http: { maxHeaderSize: MAX_HEAD, requireHostHeader: false },
    genReqId: ({ headers }) => requestIdOf(headers),
    clientErrorHandler: broken.onClientError,
    // No part of a path is a parameter: a long one is not found, as any other.
    routerOptions: { maxParamLength: MAX_URL },
    frameworkErrors: (_error, request, reply) => onBadPath(request as FastifyRequest, reply as FastifyReply),
    // What comes on a kept connection while the server drains is answered as before, and the connection closed.
    return503OnClosing: false,
    logger: false,
  });
  const offered = new OfferedMethods(http);
  const nothing = ({ method, url }: FastifyRequest): HttpRefusal => offered.refusal(method, pathOf(url));
  broken.watch(http);
  takeJsonOnly(http);
  // One more than is taken: how it is seen that there are more.
  http.server.maxHeadersCount = MAX_HEADERS + 1;
  http.addHook("onRequest", (request, reply, done) => {
    identify(request, reply);
    done();
  });
  // Behind the hooks of the routes, which observe the request, and before its body, whatever is wrong with that.
  http.addHook("preParsing", (request, _reply, payload, done) => {
    const wrong = wrongHead(request) ?? (isOffered(request) ? undefined : nothing(request));
    if (wrong || request.headers["content-encoding"] === undefined) done(wrong, payload);
    else decodeBody(request, payload, limits.bodyBytes).then((decoded) => done(null, decoded), done);
  });
  // Routes that find nothing themselves.
  http.setNotFoundHandler((request) => {
    throw nothing(request);
  });
  http.setErrorHandler(onError);
  return http;
};
