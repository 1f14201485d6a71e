import Fastify, { type FastifyError, type FastifyInstance } from "fastify";
import type { DemandLimits } from "../audit/demand-limits.js";
import type { Log } from "../telemetry/log.js";
import type { Refusals } from "./limits/refusals.js";
import { TooComplex } from "./limits/too-complex.js";
import { requestIdOf } from "./observation/request-identity.js";

/** For the request to arrive whole; the answer has the operation's deadline. */
const ARRIVAL_MS = 30_000;

const failure = (message: string, code: string): object => ({ errors: [{ message, extensions: { code } }] });

export interface HttpOptions {
  readonly log: Log;
  readonly limits: Pick<DemandLimits, "bodyBytes">;
  readonly refusals: Refusals;
}

/** The HTTP server before it has routes: limits, request ids, and JSON for everything that goes wrong. */
export const createHttp = ({ log, limits, refusals }: HttpOptions): FastifyInstance => {
  const http = Fastify({
    bodyLimit: limits.bodyBytes,
    requestTimeout: ARRIVAL_MS,
    genReqId: ({ headers }) => requestIdOf(headers),
    logger: false,
  });
  http.addHook("onRequest", (request, reply, done) => {
    void reply.header("x-request-id", request.id).header("x-content-type-options", "nosniff");
    done();
  });
  http.setNotFoundHandler((request, reply) => {
    // Without the query: it may hold an operation and its variables.
    const [path] = request.url.split("?");
    return reply.code(404).send(failure(`There is nothing at ${request.method} ${path ?? "/"}.`, "NOT_FOUND"));
  });
  http.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status === 413) {
      const { limit, code, message } = new TooComplex("bodyBytes", limits.bodyBytes);
      refusals.count(limit);
      return reply.code(status).send(failure(message, code));
    }
    if (status < 500) return reply.code(status).send(failure(error.message, "BAD_REQUEST"));
    log.error({ requestId: request.id, err: error }, "a request failed outside GraphQL");
    return reply.code(500).send(failure("An internal error happened; it has been logged.", "INTERNAL"));
  });
  return http;
};
