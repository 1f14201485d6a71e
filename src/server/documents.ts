import { hash } from "node:crypto";
import { GraphQLError } from "graphql";
import type { DocumentPolicy } from "../config/parse.js";
import type { Answer, RequestBody } from "./http/exchange.js";

/** What a request asks for, as HTTP brought it: members of a body, or of a URL's query. */
export interface AskedRequest {
  readonly method: string;
  readonly body: RequestBody | undefined;
  /** With its question mark; empty where there is none. */
  readonly search: string;
}

/** Either what is to be run, or why nothing is. */
type Gated =
  | { readonly asked: AskedRequest }
  | {
      readonly refusal: GraphQLError;
      /** SHA-256 of the text that is not run, or the id in its form that no text is known of. */
      readonly documentHash: string | undefined;
    };

/** Puts a request's document in the place of its id, and refuses documents that are not to be run. */
export type DocumentGate = (asked: AskedRequest) => Gated;

/** By the codes that clients know from Apollo's persisted queries and safelists. */
const sentences = {
  /** An id where no manifest is: clients know by it that they have to send texts from now on. */
  PERSISTED_QUERY_NOT_SUPPORTED:
    "This server has no documents with ids (documents.mode is open). Send the document's text, as query.",
  /** An unknown id where texts are run too: the client may send the text. */
  PERSISTED_QUERY_NOT_FOUND: "No document of this id is known here. Send the document's text.",
  /** An unknown id where only the manifest is run. */
  PERSISTED_QUERY_NOT_IN_LIST: "No document of this id is among the trusted documents of this server.",
  /** A text that is not in the manifest, where only the manifest is run. */
  QUERY_NOT_IN_SAFELIST: "This server runs its trusted documents only, and this is none of them.",
} as const;
type DocumentCode = keyof typeof sentences;

/** By the mode: why there is no document of an id. */
const UNKNOWN_ID = {
  open: "PERSISTED_QUERY_NOT_SUPPORTED",
  hybrid: "PERSISTED_QUERY_NOT_FOUND",
  trusted: "PERSISTED_QUERY_NOT_IN_LIST",
} as const;

/** The client sends the text after them. */
const RETRIED: ReadonlySet<unknown> = new Set([UNKNOWN_ID.open, UNKNOWN_ID.hybrid]);

const refusal = (code: DocumentCode, documentHash: string | undefined): Gated => ({
  refusal: new GraphQLError(sentences[code], { extensions: { code } }),
  documentHash,
});

const GRAPHQL_RESPONSE = "application/graphql-response+json";

/**
 * The answer to a refused document. An id that is not known here is no failure to clients that then send the text: they
 * are answered with 200, as Apollo does, unless they know the media type by which an error may have a status of its own.
 */
export const refusedDocument = (accept: string | undefined, { message, extensions }: GraphQLError): Answer => {
  const knowsStatus = accept?.includes(GRAPHQL_RESPONSE) ?? false;
  return {
    status: RETRIED.has(extensions.code) && !knowsStatus ? 200 : 400,
    headers: {
      "content-type": `${knowsStatus ? GRAPHQL_RESPONSE : "application/json"}; charset=utf-8`,
      // The next release of the manifest may know it.
      "cache-control": "no-store",
    },
    body: JSON.stringify({ errors: [{ message, extensions }] }),
  };
};

const isObject = (value: unknown): value is RequestBody => typeof value === "object" && value !== null;

const nonEmpty = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** In a URL extensions are JSON. For text that is not JSON Apollo Server has the words. */
const extensionsOf = (value: unknown): unknown => {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
};

/** An id may begin with the name of its algorithm; Apollo's clients leave it out. */
const bareId = (id: string): string => id.replace(/^sha256:/, "");

/**
 * The document that a request names: by its text, `query`; by its id, `documentId` as the persisted documents of GraphQL
 * over HTTP have it, or `extensions.persistedQuery.sha256Hash` as Apollo's clients have it; or by neither.
 */
const namedDocument = (
  members: RequestBody,
): { readonly text: string | undefined; readonly id: string | undefined } => {
  const extensions = extensionsOf(members.extensions);
  const persisted = isObject(extensions) ? extensions.persistedQuery : undefined;
  const hash = isObject(persisted) ? nonEmpty(persisted.sha256Hash) : undefined;
  return { text: nonEmpty(members.query), id: nonEmpty(members.documentId) ?? hash };
};

/** An id may be any text; one that is no hash is the caller's own words, which no log may hold. */
const hashIn = (id: string): string | undefined => (/^[0-9a-f]{64}$/.test(bareId(id)) ? bareId(id) : undefined);

/** The same request as if it had brought the text alone: nothing behind the gate knows of ids. */
const askedByText = (asked: AskedRequest, members: RequestBody, query: string): Gated => {
  if (asked.method === "POST") {
    const { documentId: _id, extensions: _extensions, ...rest } = members;
    return { asked: { ...asked, body: { ...rest, query } } };
  }
  const search = new URLSearchParams(asked.search);
  search.delete("documentId");
  search.delete("extensions");
  search.set("query", query);
  return { asked: { ...asked, search: `?${search.toString()}` } };
};

export const documentGate = ({ mode, manifest }: DocumentPolicy): DocumentGate => {
  const documents = new Map([...manifest].map(([id, text]) => [bareId(id), text]));
  const texts = new Set(manifest.values());
  const isTrusted = mode === "trusted";

  return (asked) => {
    const members = asked.method === "POST" ? asked.body : Object.fromEntries(new URLSearchParams(asked.search));
    // What is no request at all is refused in GraphQL's own words, behind the gate.
    if (members === undefined) return { asked };
    const { text, id } = namedDocument(members);
    if (text !== undefined) {
      if (isTrusted && !texts.has(text)) return refusal("QUERY_NOT_IN_SAFELIST", hash("sha256", text, "hex"));
      // Without the id beside it, for which the pipeline would look in a store of its own.
      return id === undefined ? { asked } : askedByText(asked, members, text);
    }
    if (id === undefined) return { asked };
    const known = documents.get(bareId(id));
    if (known === undefined) return refusal(UNKNOWN_ID[mode], hashIn(id));
    return askedByText(asked, members, known);
  };
};
