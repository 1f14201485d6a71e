import { createGraphiQLFetcher, type Fetcher } from "@graphiql/toolkit";
import { Kind, parse } from "graphql";

const fetchFrom = createGraphiQLFetcher({ url: "/graphql" });

/** The operation named, if the document has it; else its first. */
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
export const fetcher: Fetcher = (params, options) =>
  fetchFrom({ ...params, operationName: operationIn(params.query, params.operationName) }, options);
