import { type DocumentNode, type ExecutionResult, GraphQLError, parse } from "graphql";
import { ApolloServerErrorCode } from "@apollo/server/errors";
import type { RequestParams } from "graphql-sse";
import { invalidArgument } from "../../audit/errors.js";
import { coded, judgeError } from "../errors.js";

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

/** An answer of one event, as it goes out, and the id that goes with it. */
export interface Told {
  readonly result: ExecutionResult;
  readonly id: string | undefined;
}

/** The results alone, as graphql-sse takes them; their ids go beside, in the same order. */
export async function* resultsOf(
  events: AsyncGenerator<Told, void, undefined>,
  ids: (string | undefined)[],
): AsyncGenerator<ExecutionResult, void, undefined> {
  try {
    for await (const { result, id } of events) {
      ids.push(id);
      yield result;
    }
  } finally {
    await events.return(undefined);
  }
}

/** The library writes no ids: each event of a result gets its own before it. */
export async function* withIds(
  stream: AsyncIterable<string>,
  ids: (string | undefined)[],
): AsyncGenerator<string, void, undefined> {
  for await (const message of stream) {
    const id = message.startsWith("event: next") ? ids.shift() : undefined;
    yield id === undefined ? message : `id: ${id}\n${message}`;
  }
}

/** May what failed go better the next time? */
export const passes = (failure: unknown): boolean => {
  const judged = judgeError(failure);
  return judged.kind === "problem" && judged.error.retryable;
};

/** Without its list an event tells nothing; a field of one record that fails is an error beside the others. */
export const isOfTheList = ({ path }: GraphQLError): boolean => (path?.length ?? 0) <= 2;
