import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import { post } from "../support/post.js";

/** What a typed client does: a document of test/generated and its variables in, its data out. Any error fails the test. */
export const askTyped = async <Data, Variables>(
  baseUrl: string,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> => {
  const response = await post(baseUrl, { query: print(document), variables });
  const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
};
