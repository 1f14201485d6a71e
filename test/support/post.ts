/** An operation as a client asks it. */
export interface Operation {
  readonly query: string;
  readonly variables?: unknown;
  readonly operationName?: string | undefined;
}

/** Sends an operation to a server, by POST. */
export const post = (
  baseUrl: string,
  operation: Operation,
  headers: Readonly<Record<string, string>> = {},
  signal: AbortSignal | null = null,
): Promise<Response> =>
  fetch(`${baseUrl}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(operation),
    signal,
  });
