import {
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
} from "graphql";
import { collectFields } from "graphql/execution/collectFields.js";
import { ApolloServerErrorCode } from "@apollo/server/errors";
import type { RequestParams } from "graphql-sse";
import { invalidArgument } from "../../audit/errors.js";
import { judgeError } from "../errors.js";

export const EVENTS = "text/event-stream";

export const STREAM_HEADERS = {
  "content-type": `${EVENTS}; charset=utf-8`,
  "cache-control": "no-cache",
  "x-accel-buffering": "no",
  // A connection that was kept would hold a drain up.
  connection: "close",
};

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
  const { query, operationName, variables, extensions } = body as Readonly<Record<string, unknown>> & { query: string };
  if (typeof (operationName ?? "") !== "string") throw invalidArgument("operationName", "write it as a string.");
  for (const [name, value] of Object.entries({ variables, extensions })) {
    if (typeof (value ?? {}) !== "object" || Array.isArray(value)) throw invalidArgument(name, "write an object.");
  }
  const named = operationName ? { operationName: operationName as string } : {};
  return { query, ...named, ...(variables ? { variables: variables as Record<string, unknown> } : {}) };
};

/** The subscription that is asked for, where graphql-js can execute it. Throws what the caller is told. */
export const subscriptionOf = (
  schema: GraphQLSchema,
  document: DocumentNode,
  { operationName, variables = {} }: RequestParams,
): OperationDefinitionNode => {
  const operation = getOperationAST(document, operationName);
  if (!operation) throw invalidArgument("operationName", "name one of the document's operations.");
  const type = schema.getSubscriptionType();
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION || !type) {
    throw invalidArgument("operation", "only subscriptions are answered here; send queries to /graphql.");
  }
  const { variableDefinitions = [], selectionSet } = operation;
  const { coerced = {}, errors: [misfit] = [] } = getVariableValues(schema, variableDefinitions, variables, {
    maxErrors: 1,
  });
  if (misfit) throw coded(misfit, ApolloServerErrorCode.BAD_USER_INPUT);
  const fragments = Object.fromEntries(
    document.definitions
      .filter((each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION)
      .map((each) => [each.name.value, each]),
  );
  if (collectFields(schema, fragments, coerced, type, selectionSet).size > 0) return operation;
  throw invalidArgument("operation", "@skip or @include leaves its field out: a subscription asks for one.");
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
