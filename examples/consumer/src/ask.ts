import type { TypedDocumentString } from "./generated/graphql.js";

export interface Server {
  /** Such as http://127.0.0.1:4000/graphql. */
  readonly url: string;
  /** What proves the caller: authorization, or x-auth-token. */
  readonly headers?: Readonly<Record<string, string>>;
}

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** Asks one operation: its variables are checked, and its answer is typed. Throws where the server tells errors. */
export const ask = async <Data, Variables>(
  { url, headers = {} }: Server,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> => {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  const { data, errors = [] } = (await response.json()) as Answer<Data>;
  if (!data || errors.length > 0) {
    throw new Error(errors.map(({ message, extensions }) => `${extensions?.code ?? "?"}: ${message}`).join("\n"));
  }
  return data;
};
