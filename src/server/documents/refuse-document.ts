import type { FastifyReply, FastifyRequest } from "fastify";
import type { GraphQLError } from "graphql";
import { DocumentCode } from "./document-refusal.js";

const GRAPHQL_RESPONSE = "application/graphql-response+json";

/**
 * Answers a refused document. An id that is not known yet is no failure to clients that then send the text: they are
 * told with 200, as Apollo does, unless they know the media type by which an error may have a status of its own.
 */
export const refuseDocument = (request: FastifyRequest, reply: FastifyReply, error: GraphQLError): string => {
  const knowsStatus = request.headers.accept?.includes(GRAPHQL_RESPONSE) ?? false;
  const isRetried = error.extensions.code === DocumentCode.NOT_FOUND;
  void reply
    .code(isRetried && !knowsStatus ? 200 : 400)
    .header("content-type", `${knowsStatus ? GRAPHQL_RESPONSE : "application/json"}; charset=utf-8`)
    // The next release of the manifest may know it.
    .header("cache-control", "no-store");
  return JSON.stringify({ errors: [{ message: error.message, extensions: error.extensions }] });
};
