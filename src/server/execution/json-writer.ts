import {
  getNullableType,
  type GraphQLAbstractType,
  type GraphQLField,
  GraphQLID,
  type GraphQLLeafType,
  type GraphQLNullableType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  GraphQLString,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  type ResponsePath,
} from "graphql";
import { AuditRecord } from "../../graphql/record.js";
import { DateTime, type PlainExtensions } from "../../graphql/scalars.js";

/**
 * A value as GraphQL answers it, as JSON. Throws Unwritable where the answer would hold an error or wait for a promise.
 * Texts of records that were read before `keepBefore` (milliseconds since the epoch) are kept.
 */
export type Write = (value: unknown, keepBefore: number) => string;

/** This writer knows no errors and no promises: GraphQL has to complete the value. */
export class Unwritable extends Error {}

/** Calls a field's resolver for an object that stands at a path, as GraphQL would. */
export type Ask = (object: unknown, path: ResponsePath) => unknown;

/** A field of a selection. `ask` calls its resolver; absent where it only reads its object. */
export interface ShapeField {
  readonly key: string;
  readonly name: string;
  readonly below: ShapeOf;
  readonly ask?: Ask;
}

/** What a selection comes to for one type: the fields in GraphQL's order, merged, by this request's variables. */
export class Shape {
  /** Are there resolvers among the fields, or below them? */
  readonly needsResolvers: boolean;

  constructor(
    readonly type: GraphQLObjectType,
    /** No other shape of the schema has it. */
    readonly name: string,
    readonly fields: readonly ShapeField[],
  ) {
    this.needsResolvers = fields.some(({ ask, below }) => ask !== undefined || below?.needsResolvers === true);
  }
}

/** The shapes of the types that an object may be of. */
export class Shapes {
  readonly needsResolvers: boolean;

  constructor(readonly all: readonly Shape[]) {
    this.needsResolvers = all.some((shape) => shape.needsResolvers);
  }

  get name(): string {
    return this.all.map(({ name }) => name).join("");
  }
}
/** Undefined for leaves. */
export type ShapeOf = Shapes | undefined;

/** An object, and the values of its shape's fields, in their order. */
export class Resolved {
  constructor(
    readonly object: object,
    readonly values: readonly unknown[],
  ) {}
}

/** The writer of values of this type, for a selection of these shapes. */
export const writerOf = (type: GraphQLOutputType, below: ShapeOf): Write => {
  const ofType = getNullableType(type);
  const absent = isNonNullType(type) ? unwritable : (): string => "null";
  const present = isLeafType(ofType)
    ? writerOfLeaf(ofType)
    : isListType(ofType)
      ? writerOfList(ofType.ofType, below)
      : writerOfOne(ofType, below);
  return (value, keepBefore) => (value === null || value === undefined ? absent : present)(value, keepBefore);
};

const unwritable: Write = () => {
  throw new Unwritable();
};

/** GraphQL calls a function, waits for a promise, and answers an error with itself. */
const isLeftToGraphql = (value: unknown): boolean =>
  typeof value === "function" || value instanceof Error || value instanceof Promise;

const writerOfOne = (type: GraphQLNullableType, below: ShapeOf): Write => {
  const writers = new Map<string, Write>();
  for (const shape of below?.all ?? []) writers.set(shape.type.name, writerOfObject(shape));
  if (!isAbstractType(type)) {
    const [only] = writers.values();
    return only ?? unwritable;
  }
  return (value, keepBefore) => {
    if (isLeftToGraphql(value)) throw new Unwritable();
    const write = writers.get(nameOfType(value instanceof Resolved ? value.object : value, type));
    return (write ?? unwritable)(value, keepBefore);
  };
};

/** The types here know a record by itself: they ask for nothing of the operation. */
const nameOfType = (value: unknown, type: GraphQLAbstractType): string => {
  const name: unknown = type.resolveType?.(value, undefined, {} as GraphQLResolveInfo, type);
  return typeof name === "string" ? name : "";
};

/** The shape of an object of this type. Throws Unwritable where it has none. */
export const shapeOf = (object: object, type: GraphQLNullableType, { all }: Shapes): Shape => {
  const name = isAbstractType(type) ? nameOfType(object, type) : undefined;
  const shape = name === undefined ? all[0] : all.find((each) => each.type.name === name);
  if (!shape) throw new Unwritable();
  return shape;
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

const writerOfObject = ({ type, fields, needsResolvers }: Shape): Write => {
  const parts: { readonly before: string; readonly name: string; readonly at: number; readonly write: Write }[] = [];
  // What is the same for every object stands between its values: each piece of a text costs as much as a value.
  let between = "{";
  for (const [i, { key, name, below }] of fields.entries()) {
    between += `${i === 0 ? "" : ","}${JSON.stringify(key)}:`;
    if (name === "__typename") {
      between += JSON.stringify(type.name);
      continue;
    }
    const field = type.getFields()[name];
    const inQuotes = field && writerInQuotes(field);
    const write = inQuotes ?? (field ? writerOf(field.type, below) : unwritable);
    parts.push({ before: inQuotes ? `${between}"` : between, name, at: i, write });
    between = inQuotes ? '"' : "";
  }
  const end = `${between}}`;
  const compose: Write = (value, keepBefore) => {
    if (typeof value !== "object" || value === null || isLeftToGraphql(value)) throw new Unwritable();
    let text = "";
    for (const { before, name, write } of parts) {
      text += before;
      text += write((value as Readonly<Record<string, unknown>>)[name], keepBefore);
    }
    return text + end;
  };
  if (needsResolvers) {
    return (value, keepBefore) => {
      if (!(value instanceof Resolved)) throw new Unwritable();
      let text = "";
      for (const { before, at, write } of parts) {
        text += before;
        text += write(value.values[at], keepBefore);
      }
      return text + end;
    };
  }
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

const MAY_BE_ESCAPED = /[^ !#-[\]-\u007e]/;

/** As JSON.stringify, which takes twice as long for a short text, but without the quotes. */
const escaped = (text: string): string => (MAY_BE_ESCAPED.test(text) ? JSON.stringify(text).slice(1, -1) : text);

/** What GraphQL answers for a leaf that is there. */
const answered = (type: GraphQLLeafType, value: unknown): unknown => {
  if (isLeftToGraphql(value)) throw new Unwritable();
  let answer: unknown;
  try {
    answer = type.serialize(value);
  } catch {
    throw new Unwritable();
  }
  // GraphQL answers null and undefined with an error.
  if (answer === null || answer === undefined) throw new Unwritable();
  return answer;
};

const writerOfLeaf =
  (type: GraphQLLeafType): Write =>
  (value) =>
    JSON.stringify(answered(type, value));

/** Types that answer a string with itself. */
const TEXTS = new Set<string>([GraphQLString.name, GraphQLID.name]);

/** Does JSON write this field's texts as they are? A scalar by its name: the schema that is executed has a copy. */
const isPlain = (type: GraphQLLeafType, { isPlain = false }: PlainExtensions): boolean =>
  isPlain || isEnumType(type) || type.name === DateTime.name;

/** Of a field that is always a text: the writer of what stands between its quotes. */
const writerInQuotes = ({ type, extensions }: GraphQLField<unknown, unknown>): Write | undefined => {
  const ofType = getNullableType(type);
  if (!isNonNullType(type) || !isLeafType(ofType)) return undefined;
  const isText = TEXTS.has(ofType.name);
  const isAsItIs = isPlain(ofType, extensions);
  if (!isText && !isAsItIs) return undefined;
  return (value) => {
    if (value === null || value === undefined) throw new Unwritable();
    const text = isText && typeof value === "string" ? value : answered(ofType, value);
    if (typeof text !== "string") throw new Unwritable();
    return isAsItIs ? text : escaped(text);
  };
};
