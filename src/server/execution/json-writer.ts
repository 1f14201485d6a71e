import {
  getNullableType,
  GraphQLID,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  GraphQLString,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
} from "graphql";
import { AuditRecord } from "../../graphql/record.js";

/**
 * A value as GraphQL answers it, as JSON. Throws Unwritable where the answer would hold an error or wait for a promise.
 * Texts of records that were read before `keepBefore` (milliseconds since the epoch) are kept.
 */
export type Write = (value: unknown, keepBefore: number) => string;

/** This writer knows no errors and no promises: GraphQL has to complete the value. */
export class Unwritable extends Error {}

/** What a selection comes to for one type: the fields in GraphQL's order, merged, by this request's variables. */
export interface Shape {
  /** No other shape of the schema has it. */
  readonly name: string;
  readonly fields: readonly { readonly key: string; readonly name: string; readonly below: ShapeOf }[];
}
/** The shape for each type that an object may be of; undefined for leaves. */
export type ShapeOf = ReadonlyMap<GraphQLObjectType, Shape> | undefined;

/** The writer of values of this type, for a selection of these shapes. */
export const writerOf = (type: GraphQLOutputType, below: ShapeOf): Write => {
  const present = writerOfPresent(getNullableType(type), below);
  const isNullable = !isNonNullType(type);
  return (value, keepBefore) => {
    if (value !== null && value !== undefined) return present(value, keepBefore);
    if (isNullable) return "null";
    throw new Unwritable();
  };
};

const writerOfPresent = (type: GraphQLOutputType, below: ShapeOf): Write => {
  if (isListType(type)) return writerOfList(type.ofType as GraphQLOutputType, below);
  if (isLeafType(type)) return writerOfLeaf(type);
  const writers = new Map<string, Write>();
  for (const [each, shape] of below ?? []) writers.set(each.name, writerOfObject(each, shape));
  if (!isAbstractType(type)) {
    const [only] = writers.values();
    return only ?? unwritable;
  }
  const { resolveType } = type;
  return (value, keepBefore) => {
    // The types here know a record by itself: they ask for nothing of the operation.
    const name: unknown = resolveType?.(value, undefined, {} as GraphQLResolveInfo, type);
    const write = typeof name === "string" ? writers.get(name) : undefined;
    return (write ?? unwritable)(value, keepBefore);
  };
};

/** GraphQL calls a function, waits for a promise, and answers an error with itself. */
const isLeftToGraphql = (value: unknown): boolean =>
  typeof value === "function" || value instanceof Error || value instanceof Promise;

const unwritable: Write = () => {
  throw new Unwritable();
};

const writerOfList = (item: GraphQLOutputType, below: ShapeOf): Write => {
  const write = writerOf(item, below);
  return (value, keepBefore) => {
    if (!Array.isArray(value)) throw new Unwritable();
    let text = "[";
    for (const item of value as readonly unknown[]) text += (text === "[" ? "" : ",") + write(item, keepBefore);
    return `${text}]`;
  };
};

/** What each record was written as last: a record that is shown again is not written again. Gone with the record. */
const written = new WeakMap<object, { readonly by: Write; readonly text: string }>();

const writerOfObject = (type: GraphQLObjectType, { fields }: Shape): Write => {
  const parts = fields.map(({ key, name, below }, i) => {
    const before = `${i === 0 ? "{" : ","}${JSON.stringify(key)}:`;
    if (name === "__typename") return { text: before + JSON.stringify(type.name), name, write: undefined };
    const field = type.getFields()[name];
    return { text: before, name, write: field ? writerOf(field.type, below) : unwritable };
  });
  const compose: Write = (value, keepBefore) => {
    if (typeof value !== "object" || value === null || isLeftToGraphql(value)) throw new Unwritable();
    let text = parts.length === 0 ? "{" : "";
    for (const part of parts) {
      text += part.text;
      if (part.write) text += part.write((value as Readonly<Record<string, unknown>>)[part.name], keepBefore);
    }
    return `${text}}`;
  };
  return (value, keepBefore) => {
    if (!(value instanceof AuditRecord) || value.record.fetchedAt >= keepBefore) return compose(value, keepBefore);
    const known = written.get(value.record);
    if (known?.by === compose) return known.text;
    const text = inOnePiece(compose(value, keepBefore));
    written.set(value.record, { by: compose, text });
    return text;
  };
};

/** V8 keeps text that was put together as its pieces until somebody looks into it, and pieces take several times the room. */
const inOnePiece = (text: string): string => {
  text.charCodeAt(0);
  return text;
};

// eslint-disable-next-line no-control-regex -- JSON escapes them
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/** As JSON.stringify, which takes twice as long for a short text. */
const textToJson = (value: string): string => (ESCAPED.test(value) ? JSON.stringify(value) : `"${value}"`);

/** Types that answer a string with itself. */
const TEXTS = new Set<string>([GraphQLString.name, GraphQLID.name]);

const writerOfLeaf = (type: GraphQLLeafType): Write => {
  const isText = TEXTS.has(type.name);
  return (value) => {
    if (isText && typeof value === "string") return textToJson(value);
    if (isLeftToGraphql(value)) throw new Unwritable();
    let answered: unknown;
    try {
      answered = type.serialize(value);
    } catch {
      throw new Unwritable();
    }
    // GraphQL answers null and undefined with an error.
    if (answered === null || answered === undefined) throw new Unwritable();
    return typeof answered === "string" ? textToJson(answered) : JSON.stringify(answered);
  };
};
