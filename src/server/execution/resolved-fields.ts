import {
  type FieldNode,
  getNullableType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  isListType,
  type ResponsePath,
} from "graphql";
import type { Turn } from "../../audit/session.js";
import { type Ask, Resolved, type ShapeOf, shapeOf, Unwritable } from "./json-writer.js";

/** As GraphQL knows it: whatever is given, it finds out itself. */
export type Resolve<Context> = GraphQLFieldResolver<unknown, Context, Record<string, unknown>>;

/** The calls of one field, with arguments that are the same for all objects of a list. */
export const asksOf = <Context>(
  field: GraphQLField<unknown, unknown>,
  resolve: Resolve<Context>,
  asked: {
    readonly args: Record<string, unknown>;
    readonly parentType: GraphQLObjectType;
    readonly fieldNodes: readonly FieldNode[];
    readonly key: string;
  },
  { context, info }: { readonly context: Context; readonly info: GraphQLResolveInfo },
): Ask => {
  const { args, parentType, fieldNodes, key } = asked;
  const below = { ...info, fieldName: field.name, fieldNodes, returnType: field.type, parentType };
  const typename = parentType.name;
  return (object, prev) => resolve(object, args, context, { ...below, path: { prev, key, typename } });
};

/** Objects whose resolvers are called in one turn of the event loop: what they ask for together goes out together. */
const CHUNK = 100;
/** Steps of the event loop's turns that these take. */
const STEPS_OF_CHUNK = 20;

const ignored = (): void => undefined;

/**
 * Before anything is waited for that a list's promises do not wait for themselves: one that fails meanwhile, as all do when the
 * caller goes away, would end the process. Whoever takes the list hears of it all the same.
 */
export const heard = (list: readonly unknown[]): void => {
  for (const item of list) if (item instanceof Promise) item.catch(ignored);
};

/**
 * A list that was read, for GraphQL to complete it in parts: it completes in one go whatever is there, and makes an error for
 * each place that failed.
 */
export const inParts = (list: readonly unknown[], turn: Turn | undefined): readonly unknown[] => {
  if (!turn || list.length <= CHUNK) return list;
  let before: Promise<void> | undefined;
  const parts = list.map((item, at) => {
    // Who has ended has its turns all the same, and GraphQL finds in each place what it would have found.
    if (at > 0 && at % CHUNK === 0)
      before = (before ?? Promise.resolve()).then(() => turn(STEPS_OF_CHUNK)).catch(ignored);
    return before ? before.then(() => item) : item;
  });
  heard(parts);
  return parts;
};

/** What is waited for below a list. What arrives late is put where it belongs. */
class Resolution {
  /** None of them rejects: it could do so long before anybody hears, and end the process. */
  #pending: Promise<void>[] = [];
  #failure: { readonly error: unknown } | undefined;

  /** As many items as there are, those that wait for something still empty. Throws where one fails at once. */
  list(items: readonly unknown[], type: GraphQLOutputType, below: ShapeOf, path: ResponsePath, from = 0): unknown[] {
    const made = new Array<unknown>(items.length);
    // By index: an iterator makes an object for each item.
    for (let i = 0; i < items.length; i += 1) {
      const at = { prev: path, key: from + i, typename: undefined };
      this.#put(made, i, items[i], (there) => this.#resolved(there, type, below, at));
    }
    return made;
  }

  /** Once everything is in its place; undefined where it is already. Rejects with what failed first. */
  settled(): Promise<void> | undefined {
    return this.#pending.length > 0 ? this.#settle() : undefined;
  }

  /** Nothing more is asked. */
  fail(error: unknown): void {
    this.#failure ??= { error };
  }

  async #settle(): Promise<void> {
    while (this.#pending.length > 0 && !this.#failure) await Promise.all(this.#pending.splice(0));
    if (this.#failure) throw this.#failure.error;
  }

  #put(into: unknown[], at: number, value: unknown, make: (there: unknown) => unknown): void {
    if (!(value instanceof Promise)) {
      into[at] = make(value);
      return;
    }
    const put = (there: unknown): void => {
      if (this.#failure) return;
      try {
        into[at] = make(there);
      } catch (error) {
        this.fail(error);
      }
    };
    this.#pending.push(
      value.then(put, (error: unknown) => {
        this.fail(error);
      }),
    );
  }

  /** A value of a type with what the resolvers below answer; itself, where its fields are only read. */
  #resolved(value: unknown, type: GraphQLOutputType, below: ShapeOf, path: ResponsePath): unknown {
    if (value === null || value === undefined || !below?.needsResolvers) return value;
    const ofType = getNullableType(type);
    if (isListType(ofType)) {
      if (!Array.isArray(value)) throw new Unwritable();
      return this.list(value, ofType.ofType, below, path);
    }
    if (typeof value !== "object" || value instanceof Error) throw new Unwritable();
    const { type: named, fields, needsResolvers } = shapeOf(value, ofType, below);
    if (!needsResolvers) return value;
    const values = new Array<unknown>(fields.length);
    for (const [i, { key, name, below: further, ask }] of fields.entries()) {
      const given = ask ? ask(value, path) : (value as Readonly<Record<string, unknown>>)[name];
      const field = named.getFields()[name];
      if (!field) continue;
      this.#put(values, i, given, (there) => {
        if (!further?.needsResolvers) return there;
        return this.#resolved(there, field.type, further, { prev: path, key, typename: named.name });
      });
    }
    return new Resolved(value, values);
  }
}

/**
 * A list's items with all that resolvers answer below them, at once where nothing is waited for. Rejects or throws where one
 * of them fails: where its error belongs is GraphQL's to say.
 */
export const resolvedList = (
  list: readonly unknown[],
  type: GraphQLOutputType,
  below: ShapeOf,
  { info: { path }, turn }: { readonly info: GraphQLResolveInfo; readonly turn: Turn | undefined },
): readonly unknown[] | Promise<readonly unknown[]> => {
  if (!below?.needsResolvers && !list.some((item) => item instanceof Promise)) return list;
  const resolution = new Resolution();
  try {
    if (list.length > CHUNK && below?.needsResolvers)
      return chunkByChunk(list, type, below, { path, turn, resolution });
    const items = resolution.list(list, type, below, path);
    return resolution.settled()?.then(() => items) ?? items;
  } catch (error) {
    resolution.fail(error);
    throw error;
  }
};

const chunkByChunk = async (
  list: readonly unknown[],
  type: GraphQLOutputType,
  below: ShapeOf,
  {
    path,
    turn,
    resolution,
  }: { readonly path: ResponsePath; readonly turn: Turn | undefined; readonly resolution: Resolution },
): Promise<unknown[]> => {
  heard(list);
  const chunks: unknown[][] = [];
  try {
    for (let from = 0; from < list.length; from += CHUNK) {
      if (from > 0) await turn?.(STEPS_OF_CHUNK);
      chunks.push(resolution.list(list.slice(from, from + CHUNK), type, below, path, from));
    }
  } catch (error) {
    resolution.fail(error);
    throw error;
  }
  await resolution.settled();
  return chunks.flat();
};
