import {
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  GraphQLID,
  type GraphQLInterfaceType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLString,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { AuditRecord } from "../../graphql/record/audit-record.js";
import { Node } from "../../graphql/record/node.js";

/**
 * A value as GraphQL answers it, as JSON. Throws Unwritable where the answer would hold an error. Texts of records that
 * were read before `keepBefore` (milliseconds since the epoch) are kept.
 */
export type JsonWriter = (value: unknown, keepBefore: number) => string;

/** What stands here is not for a writer that knows no errors: GraphQL has to say it. */
export class Unwritable extends Error {}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;
interface Part {
  /** The response key with its colon, and the comma before it. */
  readonly key: string;
  /** Of the object that the field belongs to. */
  readonly write: JsonWriter;
}
interface Text {
  readonly by: JsonWriter;
  readonly text: string;
}

/** What each record was written as last: a record that is shown again is not written again. Gone with the record. */
const written = new WeakMap<object, Text>();

/**
 * Makes writers for selections that only read their objects: no resolvers, arguments or directives below. What a compiled
 * operation makes of such a list is an object for each record, only to be written to text and thrown away; a writer
 * writes the text, and the text of a record is a function of the record alone.
 */
export class JsonWriters {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: Fragments,
  ) {}

  /** Undefined for a selection that does more than read. */
  of(type: GraphQLOutputType, selection: SelectionSetNode | undefined): JsonWriter | undefined {
    const write = this.#present(getNullableType(type), selection);
    if (!write) return undefined;
    const isNullable = !isNonNullType(type);
    return (value, keepBefore) => {
      if (value !== null && value !== undefined) return write(value, keepBefore);
      if (isNullable) return "null";
      throw new Unwritable();
    };
  }

  #present(type: GraphQLOutputType, selection: SelectionSetNode | undefined): JsonWriter | undefined {
    if (isListType(type)) return this.#list(type.ofType as GraphQLOutputType, selection);
    if (isLeafType(type)) return leafWriter(type);
    if (!selection || isNonNullType(type) || isUnionType(type)) return undefined;
    return isObjectType(type) ? this.#object(type, selection) : this.#anyOf(type, selection);
  }

  #list(item: GraphQLOutputType, selection: SelectionSetNode | undefined): JsonWriter | undefined {
    const write = this.of(item, selection);
    return (
      write &&
      ((value, keepBefore) => {
        if (!Array.isArray(value)) throw new Unwritable();
        let text = "[";
        for (const item of value as readonly unknown[]) text += (text === "[" ? "" : ",") + write(item, keepBefore);
        return `${text}]`;
      })
    );
  }

  /** Nodes tell their type themselves. */
  #anyOf(type: GraphQLInterfaceType, selection: SelectionSetNode): JsonWriter | undefined {
    const writers = new Map<string, JsonWriter>();
    for (const possible of this.schema.getPossibleTypes(type)) {
      const write = this.#object(possible, selection);
      if (!write) return undefined;
      writers.set(possible.name, write);
    }
    return (value, keepBefore) => {
      const write = value instanceof Node ? writers.get(value.ref.type) : undefined;
      if (!write) throw new Unwritable();
      return write(value, keepBefore);
    };
  }

  #object(type: GraphQLObjectType, selection: SelectionSetNode): JsonWriter | undefined {
    const parts = this.#parts(type, selection);
    if (!parts || parts.length === 0) return undefined;
    const compose: JsonWriter = (value, keepBefore) => {
      let text = "";
      for (const { key, write } of parts) text += key + write(value, keepBefore);
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
  }

  #parts(type: GraphQLObjectType, selection: SelectionSetNode): readonly Part[] | undefined {
    const keys = new Set<string>();
    const parts: Part[] = [];
    const add = (selections: readonly SelectionNode[]): boolean =>
      selections.every((node) => {
        if (node.directives && node.directives.length > 0) return false;
        if (node.kind !== Kind.FIELD) {
          const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : this.fragments.get(node.name.value);
          if (!fragment) return false;
          return !this.#applies(fragment.typeCondition?.name.value, type) || add(fragment.selectionSet.selections);
        }
        const key = node.alias?.value ?? node.name.value;
        // Selections of one key are merged; GraphQL knows how.
        if (keys.has(key)) return false;
        keys.add(key);
        const write = this.#field(type, node.name.value, node.selectionSet);
        if (write) parts.push({ key: `${parts.length === 0 ? "{" : ","}${JSON.stringify(key)}:`, write });
        return write !== undefined;
      });
    return add(selection.selections) ? parts : undefined;
  }

  #field(type: GraphQLObjectType, name: string, selection: SelectionSetNode | undefined): JsonWriter | undefined {
    if (name === "__typename") {
      const text = JSON.stringify(type.name);
      return () => text;
    }
    const field = type.getFields()[name];
    if (!field || field.resolve || field.args.length > 0) return undefined;
    const write = this.of(field.type, selection);
    return write && ((object, keepBefore) => write((object as Readonly<Record<string, unknown>>)[name], keepBefore));
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const wanted = this.schema.getType(condition);
    return isAbstractType(wanted) && this.schema.isSubType(wanted, type);
  }
}

/** V8 keeps text that was put together as its pieces until somebody looks into it, and pieces take several times the room. */
const inOnePiece = (text: string): string => {
  text.charCodeAt(0);
  return text;
};

// eslint-disable-next-line no-control-regex -- JSON escapes them
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/** As JSON.stringify, which takes twice as long for a short text. */
function toJson(value: string): string;
function toJson(value: unknown): string | undefined;
function toJson(value: unknown): string | undefined {
  if (typeof value === "string" && !ESCAPED.test(value)) return `"${value}"`;
  return JSON.stringify(value);
}

/** Types that answer a string with itself. */
const TEXTS = new Set<string>([GraphQLString.name, GraphQLID.name]);

const leafWriter = (type: GraphQLLeafType): JsonWriter => {
  const isText = TEXTS.has(type.name);
  return (value) => {
    if (isText && typeof value === "string") return toJson(value);
    if (typeof value === "function" || value instanceof Error) throw new Unwritable();
    let text: string | undefined;
    try {
      text = toJson(type.serialize(value));
    } catch {
      throw new Unwritable();
    }
    if (text === undefined || text === "null") throw new Unwritable();
    return text;
  };
};

/** May a field of this type be written by a writer at once? Leaves alone are not worth it. */
export const isListOfObjects = (type: GraphQLOutputType): boolean =>
  isListType(getNullableType(type)) && !isLeafType(getNamedType(type));
