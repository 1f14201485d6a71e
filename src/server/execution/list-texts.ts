import { randomBytes } from "node:crypto";
import {
  defaultFieldResolver,
  type FieldNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isListType,
  isObjectType,
  type ResponsePath,
} from "graphql";
// No public door leads to it, and another collection of our own could come to another answer than GraphQL's.
import { collectSubfields } from "graphql/execution/collectFields.js";
import { LRUCache } from "lru-cache";
import { AuditError } from "../../audit/errors.js";
import type { Session } from "../../audit/session.js";
import { SECOND } from "../../audit/window.js";
import { type Shape, type ShapeOf, Unwritable, type Write, writerOf } from "./json-writer.js";

/** What JSON.stringify writes for a list whose text stands beside. No upstream can write it: it is drawn at random. */
const PLACE = randomBytes(16).toString("base64url");
const IN_ITS_PLACE = JSON.stringify(PLACE);

/** A list's JSON in the place of the list. */
class ListText {
  /** The texts of the answer that is being written, in their order in it. */
  static writing: string[] | undefined;

  #text: string | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Once: what is held of an operation until its caller has read the answer must not hold the answer a second time. */
  toJSON(): string {
    if (!ListText.writing || this.#text === undefined) throw new Error("a list's text is written outside its answer");
    ListText.writing.push(this.#text);
    this.#text = undefined;
    return PLACE;
  }
}

type Parent = Record<string | number, unknown>;

/** Bytes of the lists of one answer. A page of every field is below one hundredth of it. */
const MOST_BYTES = 16 * 1024 * 1024;

/** The lists of one operation that were written before their answer: GraphQL holds an empty list in their places. */
export class AnswerTexts {
  #texts: { readonly path: ResponsePath; readonly text: string }[] = [];

  #bytes = 0;

  /** Throws for a list that makes the answer larger than this process should hold for anybody. */
  add(path: ResponsePath, text: string): void {
    // To count its bytes V8 makes one piece of the text, of thousands: in this list's step, and not in one go for all of the answer.
    this.#bytes += Buffer.byteLength(text);
    if (this.#bytes > MOST_BYTES) {
      const most = `${MOST_BYTES / 1024 / 1024} MB`;
      throw new AuditError(
        "QUERY_TOO_COMPLEX",
        `The answer is larger than ${most}: ask for smaller pages or fewer lists at once.`,
      );
    }
    this.#texts.push({ path, text });
  }

  /** Puts each text into its place. A place that became null, by an error beside it, stays null. */
  fill(data: unknown): void {
    for (const { path, text } of this.#texts) {
      const parent = path.prev ? valueAt(data, path.prev) : data;
      if (parent !== null && typeof parent === "object") (parent as Parent)[path.key] = new ListText(text);
    }
    this.#texts = [];
  }
}

const valueAt = (data: unknown, { prev, key }: ResponsePath): unknown => {
  const parent = prev ? valueAt(data, prev) : data;
  return parent !== null && typeof parent === "object" ? (parent as Parent)[key] : undefined;
};

/** An answer as JSON, with the texts that were put into it. */
export const writeAnswer = (answer: object): string => {
  const texts: string[] = [];
  let around: string;
  ListText.writing = texts;
  try {
    around = JSON.stringify(answer);
  } finally {
    ListText.writing = undefined;
  }
  if (texts.length === 0) return around;
  let text = "";
  for (const [i, piece] of around.split(IN_ITS_PLACE).entries()) text += piece + (texts[i] ?? "");
  return text;
};

/** The operation that a list belongs to, as far as the collection of its fields asks for it. */
type Selecting = Pick<GraphQLResolveInfo, "schema" | "fragments" | "variableValues">;

/** What is read of an operation's context. */
interface Context {
  readonly texts: AnswerTexts;
  readonly session: Pick<Session, "now" | "turn">;
}

/** Writers of the shapes that were asked for last. A shape's name is as long as its selection. */
const WRITERS = { max: 1_000, maxSize: 2_000_000, sizeCalculation: (_write: Write, name: string) => name.length + 1 };

/**
 * A record that was read so long ago and is still at hand comes from memory, and will be shown again. A walk's records are
 * younger, and shown once: to keep their texts would cost more than to write them.
 */
const SHOWN_AGAIN_AFTER = 2 * SECOND;

/** Written, or completed by GraphQL, in a step of the event loop's turns. */
const RECORDS_PER_STEP = 16;

const isListOfObjects = (type: GraphQLOutputType): boolean =>
  isListType(getNullableType(type)) && !isLeafType(getNamedType(type));

/**
 * Lists of objects that are only read are written as JSON at once. GraphQL makes an object for each record, which is
 * written and thrown away: most of a page's time. So the field of such a list gets a resolver that collects the fields
 * below as GraphQL does, with its own function; where all of them only read their object, it writes the list, hands the
 * text to the answer and an empty list to GraphQL. Whatever it does not know (a field with a resolver, an error, a
 * promise) GraphQL completes in the same execution, out of the same list. Changes the schema that it is given.
 */
export const writeListsOf = (schema: GraphQLSchema): GraphQLSchema => {
  const lists = new ListTexts();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) {
      if (!isListOfObjects(field.type)) continue;
      // A resolver that only picks out of what is at hand says so.
      const picks = field.extensions.onlyReads === true;
      if (!picks && (field.resolve || field.args.length > 0)) continue;
      field.resolve = lists.resolver(field.resolve ?? defaultFieldResolver);
      if (!picks) lists.plain.add(field);
    }
  }
  return schema;
};

type Resolve = GraphQLFieldResolver<unknown, Context, Record<string, unknown>>;

class ListTexts {
  /** The fields that have this resolver: they still only read their object. */
  readonly plain = new Set<GraphQLField<unknown, unknown>>();
  readonly #writers = new LRUCache<string, Write>(WRITERS);

  /** As the list's own resolver, and writes what that gives. */
  resolver(read: Resolve): Resolve {
    return (source, args, context, info) => {
      const list: unknown = read(source, args, context, info);
      return list instanceof Promise
        ? list.then((arrived: unknown) => this.#given(arrived, context, info))
        : this.#given(list, context, info);
    };
  }

  #given(list: unknown, context: Context, info: GraphQLResolveInfo): unknown {
    if (!Array.isArray(list)) return list;
    const turn = context.session.turn?.(Math.ceil(list.length / RECORDS_PER_STEP));
    return turn ? turn.then(() => this.#write(list, context, info)) : this.#write(list, context, info);
  }

  #write(list: readonly unknown[], context: Context, info: GraphQLResolveInfo): unknown {
    const below = this.#below(info.returnType, info.fieldNodes, info);
    if (below === null) return list;
    try {
      const write = this.#writer(info.returnType, below);
      context.texts.add(info.path, write(list, context.session.now - SHOWN_AGAIN_AFTER));
      return [];
    } catch (error) {
      if (error instanceof Unwritable) return list;
      throw error;
    }
  }

  /** Null for a selection that does more than read. */
  #below(type: GraphQLOutputType, nodes: readonly FieldNode[], operation: Selecting): ShapeOf | null {
    const named = getNamedType(type);
    if (isLeafType(named)) return undefined;
    const types = isAbstractType(named) ? operation.schema.getPossibleTypes(named) : [named];
    const shapes = new Map<GraphQLObjectType, Shape>();
    for (const each of types) {
      const shape = this.#shape(each, nodes, operation);
      if (!shape) return null;
      shapes.set(each, shape);
    }
    return shapes;
  }

  #shape(type: GraphQLObjectType, nodes: readonly FieldNode[], operation: Selecting): Shape | undefined {
    // A type that judges its objects itself is asked by GraphQL.
    if (type.isTypeOf) return undefined;
    const { schema, fragments, variableValues } = operation;
    let collected: ReturnType<typeof collectSubfields>;
    try {
      collected = collectSubfields(schema, fragments, variableValues, type, nodes);
    } catch {
      // A directive's value is none. Whether that is an error depends on the objects: of this type there may be none.
      return undefined;
    }
    let name = `${type.name}{`;
    const fields: { key: string; name: string; below: ShapeOf }[] = [];
    for (const [key, [node, ...more]] of collected) {
      if (!node) return undefined;
      const fieldName = node.name.value;
      const below = fieldName === "__typename" ? undefined : this.#field(type, [node, ...more], operation);
      if (below === null) return undefined;
      fields.push({ key, name: fieldName, below });
      name += `${key}:${fieldName}`;
      if (below) for (const shape of below.values()) name += shape.name;
      name += ",";
    }
    return { name: `${name}}`, fields };
  }

  #field(type: GraphQLObjectType, nodes: readonly FieldNode[], operation: Selecting): ShapeOf | null {
    const field = type.getFields()[nodes[0]?.name.value ?? ""];
    if (!field || field.args.length > 0 || (field.resolve && !this.plain.has(field))) return null;
    return this.#below(field.type, nodes, operation);
  }

  #writer(type: GraphQLOutputType, below: ShapeOf): Write {
    let name = `${String(type)} `;
    for (const shape of below?.values() ?? []) name += shape.name;
    let write = this.#writers.get(name);
    if (!write) {
      write = writerOf(type, below);
      this.#writers.set(name, write);
    }
    return write;
  }
}
