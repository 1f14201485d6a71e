import type { FastifyInstance } from "fastify";
import type { ObservedOperation } from "./observation/observed-operation.js";

declare module "fastify" {
  interface FastifyRequest {
    /** The operation that the request asks for; null on routes that have none. */
    observedOperation: ObservedOperation | null;
  }
}

/**
 * What belongs to a request stands on the request itself, and not in a WeakMap beside it: collections of the young
 * generation take a WeakMap's values for alive, so that everything an operation had read was moved to the old one.
 */
export const withRequestState = (http: FastifyInstance): FastifyInstance =>
  http.decorateRequest("observedOperation", null);
