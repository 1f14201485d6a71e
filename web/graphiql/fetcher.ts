import { createGraphiQLFetcher, type Fetcher } from "@graphiql/toolkit";
import { type IntrospectionQuery, Kind, parse } from "graphql";
import { notedFetch } from "./last-answer.js";
import { withoutFederation } from "./without-federation.js";

const askOperation = createGraphiQLFetcher({ url: "/graphql", fetch: notedFetch });
const askSchema = createGraphiQLFetcher({ url: "/graphql" });

const schemaOf: Fetcher = async (params, options) => {
  const answer = (await askSchema(params, options)) as { data?: Record<string, unknown> | null };
  // GraphiQL's own question, so it is this that answers it.
  const { data } = answer as { data?: IntrospectionQuery | null };
  return data ? { ...answer, data: { ...withoutFederation(data) } } : answer;
};

/** The operation named, if the document has it; otherwise its first. */
const operationIn = (query: string, operationName: string | null = null): string | null => {
  try {
    const names = parse(query).definitions.flatMap((each) =>
      each.kind === Kind.OPERATION_DEFINITION ? [each.name?.value ?? null] : [],
    );
    return names.includes(operationName) ? operationName : (names[0] ?? null);
  } catch {
    // The server tells better what is wrong with it.
    return operationName;
  }
};

/**
 * Asks this server. GraphiQL parses what was typed, or what another tab holds, only when nothing changed for 100 ms; what
 * is run before that would carry the name of the operation before.
 */
export const fetcher: Fetcher = (params, options) => {
  if (params.operationName === "IntrospectionQuery") return schemaOf(params, options);
  return askOperation({ ...params, operationName: operationIn(params.query, params.operationName) }, options);
};
