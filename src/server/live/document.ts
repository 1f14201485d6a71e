import { ApolloServerErrorCode } from "@apollo/server/errors";
import { type DocumentNode, GraphQLError, parse } from "graphql";
import type { RequestParams } from "graphql-sse";
import { invalidArgument } from "../../audit/errors.js";

/** A mistake of the caller's, by which its own message is public. */
export const coded = (error: GraphQLError, code: ApolloServerErrorCode): GraphQLError => {
  const { message, nodes = null, source = null, positions = null, originalError = null } = error;
  return new GraphQLError(message, {
    nodes,
    source,
    positions,
    originalError,
    extensions: { ...error.extensions, code },
  });
};

export const parsed = (query: string, maxTokens: number): DocumentNode => {
  try {
    return parse(query, { maxTokens });
  } catch (error) {
    throw error instanceof GraphQLError ? coded(error, ApolloServerErrorCode.GRAPHQL_PARSE_FAILED) : error;
  }
};

export const paramsOf = (body: unknown): RequestParams => {
  if (typeof body !== "object" || body === null || !("query" in body) || typeof body.query !== "string") {
    throw invalidArgument("query", "the body holds no subscription.");
  }
  const { query, operationName, variables } = body as RequestParams & { query: string };
  return { query, ...(operationName ? { operationName } : {}), ...(variables ? { variables } : {}) };
};
