import type { ApolloServer } from "@apollo/server";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ServerContext } from "../server-context.js";
import { hotAnswer, type HotAnswerParts } from "./hot-answer.js";
import type { HotOperations } from "./hot-operations.js";
import { MediaTypes } from "./media-types.js";
import { plainRequest } from "./plain-request.js";

export interface GraphqlRouteParts extends HotAnswerParts {
  readonly apollo: ApolloServer<ServerContext>;
  readonly hot: HotOperations;
  /** Who asks, until when, of what. Throws for a caller that is refused. */
  readonly context: (request: FastifyRequest, reply: FastifyReply) => Promise<ServerContext>;
}

export type GraphqlRoute = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/**
 * Answers /graphql. Apollo's pipeline knows the whole protocol, and every operation begins there; what it has executed
 * again and again goes a shorter way to the same answer. Whatever that way does not know goes back to the pipeline,
 * with the context that was made for it.
 */
export const graphqlRoute = ({ apollo, hot, context, ...parts }: GraphqlRouteParts): GraphqlRoute => {
  const contextOf = (request: FastifyRequest, reply: FastifyReply): Promise<ServerContext> =>
    (request.operationContext ??= context(request, reply));
  const handler = fastifyApolloHandler(apollo, { context: contextOf });
  const mediaTypes = new MediaTypes();

  const wholeWay: GraphqlRoute = async (request, reply) => {
    const body: unknown = await handler.call(request.server, request, reply);
    if (reply.statusCode === 200) mediaTypes.learn(request.headers.accept, reply.getHeader("content-type"));
    return body;
  };

  return async (request, reply) => {
    const asked = plainRequest(request);
    const compiled = asked && hot.find(asked.named);
    const contentType = mediaTypes.find(request.headers.accept);
    if (!asked || !compiled || contentType === undefined) return wholeWay(request, reply);
    let made: ServerContext;
    try {
      made = await contextOf(request, reply);
    } catch {
      // A refused caller: the promise holds why, and the pipeline finds it there.
      return wholeWay(request, reply);
    }
    const body = await hotAnswer(compiled, asked.variables, made, parts);
    if (body === undefined) return wholeWay(request, reply);
    void reply.header("content-type", contentType);
    return body;
  };
};
