import {
  defaultFieldResolver,
  type FieldNode,
  getArgumentValues,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isListType,
  isObjectType,
} from "graphql";
// No public door leads to it, and another collection of our own could come to another answer than GraphQL's.
import { collectSubfields } from "graphql/execution/collectFields.js";
import { LRUCache } from "lru-cache";
import type { Session } from "../../audit/session.js";
import { SECOND } from "../../audit/window.js";
import { Shape, type ShapeField, type ShapeOf, Shapes, type Write, writerOf } from "./json-writer.js";
import type { AnswerTexts } from "./answer-texts.js";
import { asksOf, heard, inParts, resolvedList, type Resolve } from "./resolved-fields.js";

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
 * Lists of objects are written as JSON at once. GraphQL makes an object for each record, which is written and thrown away:
 * most of a page's time. So the field of such a list gets a resolver that collects the fields below as GraphQL does, with
 * its own function; where they only read their object, or have resolvers that may be asked twice, it writes the list, hands
 * the text to the answer and an empty list to GraphQL. Whatever it does not know (another resolver, an error) GraphQL
 * completes in the same execution, out of the same list. Changes the schema that it is given.
 */
export const writeListsOf = (schema: GraphQLSchema): GraphQLSchema => {
  const lists = new ListTexts();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) {
      if (isListOfObjects(field.type)) lists.write(field);
    }
  }
  return schema;
};

type Field = GraphQLField<unknown, unknown>;

class ListTexts {
  /** The lists' own resolvers; undefined for those that only read their object, as they still do. */
  readonly #own = new Map<Field, Resolve<Context> | undefined>();
  readonly #writers = new LRUCache<string, Write>(WRITERS);

  /** The field's list is written from now on. */
  write(field: Field): void {
    const own = field.resolve as Resolve<Context> | undefined;
    this.#own.set(field, own);
    const read = own ?? (defaultFieldResolver as Resolve<Context>);
    field.resolve = this.#resolver(read) as Resolve<unknown>;
  }

  /** As the list's own resolver, and writes what that gives. */
  #resolver(read: Resolve<Context>): Resolve<Context> {
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
    if (!turn) return this.#write(list, context, info);
    heard(list);
    return turn.then(() => this.#write(list, context, info));
  }

  #write(list: readonly unknown[], context: Context, info: GraphQLResolveInfo): unknown {
    const below = this.#below(info.returnType, info.fieldNodes, context, info);
    const ofType = getNullableType(info.returnType);
    if (below === null || !isListType(ofType)) return list;
    const { turn } = context.session;
    let items: ReturnType<typeof resolvedList>;
    const left = (): readonly unknown[] => inParts(list, turn);
    try {
      items = resolvedList(list, ofType.ofType, below, { info, turn });
    } catch {
      return left();
    }
    const put = (all: readonly unknown[]): unknown => (this.#isPut(all, below, context, info) ? [] : left());
    return items instanceof Promise ? items.then(put, left) : put(items);
  }

  #isPut(items: readonly unknown[], below: ShapeOf, context: Context, info: GraphQLResolveInfo): boolean {
    let text: string;
    try {
      text = this.#writer(info.returnType, below)(items, context.session.now - SHOWN_AGAIN_AFTER);
    } catch {
      // Whatever it is, it belongs to a field: GraphQL says to which.
      return false;
    }
    context.texts.add(info.path, text);
    return true;
  }

  /** Null for a selection that does what is not known here. */
  #below(
    type: GraphQLOutputType,
    nodes: readonly FieldNode[],
    context: Context,
    info: GraphQLResolveInfo,
  ): ShapeOf | null {
    const named = getNamedType(type);
    if (isLeafType(named)) return undefined;
    const types = isAbstractType(named) ? info.schema.getPossibleTypes(named) : [named];
    const shapes: Shape[] = [];
    for (const each of types) {
      const shape = this.#shape(each, nodes, context, info);
      if (!shape) return null;
      shapes.push(shape);
    }
    return new Shapes(shapes);
  }

  #shape(
    type: GraphQLObjectType,
    nodes: readonly FieldNode[],
    context: Context,
    info: GraphQLResolveInfo,
  ): Shape | undefined {
    // A type that judges its objects itself is asked by GraphQL.
    if (type.isTypeOf) return undefined;
    let collected: ReturnType<typeof collectSubfields>;
    try {
      collected = collectSubfields(info.schema, info.fragments, info.variableValues, type, nodes);
    } catch {
      // A directive's value is none. Whether that is an error depends on the objects: of this type there may be none.
      return undefined;
    }
    let name = `${type.name}{`;
    const fields: ShapeField[] = [];
    for (const [key, [node, ...more]] of collected) {
      if (!node) return undefined;
      const field = this.#field(type, key, [node, ...more], context, info);
      if (!field) return undefined;
      fields.push(field);
      name += `${key}:${field.name}${field.below?.name ?? ""},`;
    }
    return new Shape(type, `${name}}`, fields);
  }

  #field(
    parentType: GraphQLObjectType,
    key: string,
    fieldNodes: readonly [FieldNode, ...FieldNode[]],
    context: Context,
    info: GraphQLResolveInfo,
  ): ShapeField | undefined {
    const [node] = fieldNodes;
    const name = node.name.value;
    if (name === "__typename") return { key, name, below: undefined };
    const field: Field | undefined = parentType.getFields()[name];
    if (!field) return undefined;
    const resolve = this.#own.has(field) ? this.#own.get(field) : (field.resolve as Resolve<Context> | undefined);
    const isRepeatable = field.extensions.isRepeatable === true;
    if (!isRepeatable && (resolve || field.args.length > 0)) return undefined;
    const below = this.#below(field.type, fieldNodes, context, info);
    if (below === null) return undefined;
    if (!resolve) return { key, name, below };
    try {
      const args = getArgumentValues(field, node, info.variableValues);
      return {
        key,
        name,
        below,
        ask: asksOf(field, resolve, { args, parentType, fieldNodes, key }, { context, info }),
      };
    } catch {
      // A value that is none: an error of each object.
      return undefined;
    }
  }

  #writer(type: GraphQLOutputType, below: ShapeOf): Write {
    const name = `${String(type)} ${below?.name ?? ""}`;
    let write = this.#writers.get(name);
    if (!write) {
      write = writerOf(type, below);
      this.#writers.set(name, write);
    }
    return write;
  }
}
