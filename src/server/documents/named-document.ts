/** A request's document, by its text, by its id, or by neither. */
export interface NamedDocument {
  readonly text: string | undefined;
  readonly id: string | undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** In a URL extensions are JSON. What is none names nothing; the pipeline has the words for it. */
const extensionsOf = (value: unknown): unknown => {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
};

/** An id may tell its algorithm before itself; Apollo's clients leave it out. */
export const bareId = (id: string): string => id.replace(/^sha256:/, "");

/**
 * What a request's members (of its body, or of its URL) name: `query`; else `documentId`, as the persisted documents of
 * GraphQL over HTTP have it; else `extensions.persistedQuery.sha256Hash`,
 * as Apollo's clients have it.
 */
export const namedDocument = (members: Readonly<Record<string, unknown>>): NamedDocument => {
  const extensions = extensionsOf(members.extensions);
  const persisted = isObject(extensions) ? extensions.persistedQuery : undefined;
  const hash = isObject(persisted) ? textOf(persisted.sha256Hash) : undefined;
  return { text: textOf(members.query), id: textOf(members.documentId) ?? hash };
};
