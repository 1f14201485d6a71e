import { GraphQLError } from "graphql";

/** The codes that clients know from Apollo's persisted queries and safelists. */
export const DocumentCode = {
  /** An unknown id where texts are run too: the client may send the text. */
  NOT_FOUND: "PERSISTED_QUERY_NOT_FOUND",
  /** An unknown id where nothing else is run. */
  NOT_IN_LIST: "PERSISTED_QUERY_NOT_IN_LIST",
  /** A text that is not in the manifest, where nothing else is run. */
  TEXT_NOT_IN_LIST: "QUERY_NOT_IN_SAFELIST",
} as const;
export type DocumentCode = (typeof DocumentCode)[keyof typeof DocumentCode];

const sentences: Readonly<Record<DocumentCode, string>> = {
  PERSISTED_QUERY_NOT_FOUND: "No document of this id is known here. Send the document's text.",
  PERSISTED_QUERY_NOT_IN_LIST: "No document of this id is among the trusted documents of this server.",
  QUERY_NOT_IN_SAFELIST: "This server runs its trusted documents only, and this is none of them.",
};

/** Why a document is not run. */
export const documentRefusal = (code: DocumentCode): GraphQLError =>
  new GraphQLError(sentences[code], { extensions: { code } });
