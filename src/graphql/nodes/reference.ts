import { AuditError } from "../../audit/audit-error.js";

/** What a router sends to name an entity: its type and the fields of one of its keys, of whatever shape the caller likes. */
export type Representation = Readonly<Record<string, unknown>>;

/** A key field by its type in the schema: an ID may come as a whole number, which JSON clients and routers send. */
interface KeyType {
  readonly words: string;
  textOf(value: unknown): string | undefined;
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

export const STRING: KeyType = { words: "a text", textOf };
export const ID: KeyType = {
  words: "a text or a whole number below 2^53",
  // Beyond, JSON has rounded the number already: it would name another thing.
  textOf: (value) => (Number.isSafeInteger(value) ? String(value) : textOf(value)),
};

const refused = (sentence: string): AuditError => new AuditError("INVALID_ID", `representations: ${sentence}`);

const typeName = ({ __typename }: Representation): string =>
  typeof __typename === "string" ? __typename : "the entity";

/** A key field's text. Throws INVALID_ID for a representation that lacks it. */
export const keyField = (representation: Representation, field: string, type: KeyType): string => {
  const value = representation[field];
  const text = type.textOf(value);
  if (text !== undefined) return text;
  const isAbsent = value === null || value === undefined;
  throw refused(`${typeName(representation)} needs its key field ${field}${isAbsent ? "" : ` as ${type.words}`}.`);
};

type Key = Readonly<Record<string, KeyType>>;

const isWhole = (representation: Representation, key: Key): boolean =>
  Object.entries(key).every(([field, type]) => type.textOf(representation[field]) !== undefined);

/**
 * Of an entity with several keys, the first whose fields are all there: a router may send the others empty. Throws
 * INVALID_ID where none is.
 */
export const wholeKey = <K extends string>(representation: Representation, keys: Readonly<Record<K, Key>>): K => {
  const names = Object.keys(keys) as K[];
  const found = names.find((name) => isWhole(representation, keys[name]));
  if (found !== undefined) return found;
  const needed = names.map((name) => Object.keys(keys[name]).join(" and ")).join(", or ");
  throw refused(`${typeName(representation)} needs one of its keys whole: ${needed}.`);
};
