import type { FastifyRequest } from "fastify";
import type { GraphQLError } from "graphql";
import type { DocumentPolicy } from "../../audit/document-policy.js";
import { DocumentCode, documentRefusal } from "./document-refusal.js";
import { bareId, namedDocument } from "./named-document.js";

/** Puts a request's document in the place of its id. Returns why, where its document is not to be run. */
export type DocumentGate = (request: FastifyRequest) => GraphQLError | undefined;

type Members = Readonly<Record<string, unknown>>;

const pathOf = (url: string): string => url.split("?", 1)[0] ?? "";

/** Of the URL as the pipeline reads it: another parser might see another query. */
const searchOf = (url: string): URLSearchParams => new URLSearchParams(url.slice(pathOf(url).length));

/** The same request as if it had brought the text alone: nothing behind the gate knows of ids. */
const rewrite = (request: FastifyRequest, members: Members, query: string): void => {
  if (request.method === "POST") {
    const { documentId: _id, extensions: _extensions, ...rest } = members;
    request.body = { ...rest, query };
    return;
  }
  const search = searchOf(request.url);
  search.delete("documentId");
  search.delete("extensions");
  search.set("query", query);
  request.raw.url = `${pathOf(request.url)}?${search.toString()}`;
};

const isMembers = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const documentGate = ({ mode, manifest }: DocumentPolicy): DocumentGate => {
  if (mode === "open") return () => undefined;
  const documents = new Map([...manifest].map(([id, text]) => [bareId(id), text]));
  const texts = new Set(manifest.values());
  const isTrusted = mode === "trusted";
  const unknownId = isTrusted ? DocumentCode.NOT_IN_LIST : DocumentCode.NOT_FOUND;

  return (request) => {
    const members = request.method === "POST" ? request.body : Object.fromEntries(searchOf(request.url));
    // What is no request at all is refused in GraphQL's own words, behind the gate.
    if (!isMembers(members)) return undefined;
    const { text, id } = namedDocument(members);
    if (text !== undefined) {
      if (isTrusted && !texts.has(text)) return documentRefusal(DocumentCode.TEXT_NOT_IN_LIST);
      // Without the id beside it, for which the pipeline would look in a store of its own.
      if (id !== undefined) rewrite(request, members, text);
      return undefined;
    }
    if (id === undefined) return undefined;
    const known = documents.get(bareId(id));
    if (known === undefined) return documentRefusal(unknownId);
    rewrite(request, members, known);
    return undefined;
  };
};
