import { Directive, Extensions } from "type-graphql";
import { PAGE_CAP } from "../../audit/page-plan.js";
import type { Subject } from "../context/source-catalog.js";

/** How many objects a selection is made of, at most, and how they came. */
export interface Level {
  /** The objects themselves. */
  readonly objects: number;
  /** How often each of them stands in the answer: what is asked for twice is read once. */
  readonly copies: number;
  /** Lists that they stand in: reads that are batched by list are counted by it. */
  readonly lists: number;
  /** File lists of database instances that were merged for them, one for each instance. */
  readonly timelines: number;
  /** Slices of the window that each file list is read in. */
  readonly slices: number;
  /** What is known of a database instance came with it; otherwise it takes a call. */
  readonly isKnown: boolean;
}

export const TOP: Level = { objects: 1, copies: 1, lists: 1, timelines: 0, slices: 1, isKnown: false };

/** What one field costs. */
export interface Price {
  /** Upstream calls, at most, as long as no call is tried again. */
  readonly calls: number;
  /** Records that it lists. */
  readonly records?: number;
  /** The objects below it; those of its parent when absent. */
  readonly below?: Level;
}

/** What is configured, as far as it decides how many calls a list takes. */
export interface World {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The sources of one subject that are wanted. */
  count(subject: Subject, wanted: Wanted): number;
}

export interface Wanted {
  readonly sources?: readonly string[] | null | undefined;
  readonly kinds?: readonly string[] | null | undefined;
}

/** Arguments as GraphQL coerced them: of the schema's types, but not yet judged by a resolver. */
export type Arguments = Readonly<Record<string, unknown>>;

/** Undefined where the resolver refuses the arguments, in words of its own, before anything is asked. */
export type PriceOf = (args: Arguments, parent: Level, world: World) => Price | undefined;

/** A field's price in its `extensions`, where the plan finds it: a field that is renamed keeps it. */
export interface PricedExtensions {
  readonly price?: PriceOf;
}

/** Of a page: its size where the caller names none, and the arguments that name one. */
export interface PageSize {
  readonly size: number;
  readonly arguments: readonly string[];
}

/** A record's weight is one, so a call's is ten: limits.cost counts one point for a call and one for ten records. */
const WEIGHT_OF_CALL = 10;
/** For a router, which knows neither windows nor sources: one source of each kind, a window of one slice. */
const nominal: World = { now: 0, count: () => 1 };

/** Sizes that planPage refuses: those out of range, and two at once. */
const isRefusedSize = (args: Arguments, names: readonly string[]): boolean => {
  const sizes = names.map((name) => args[name] ?? undefined).filter((size) => size !== undefined);
  return sizes.length > 1 || sizes.some((size) => typeof size !== "number" || size < 1 || size > PAGE_CAP);
};

/**
 * What a field costs, beside the field. Every field with a resolver has one, or the schema does not build. The SDL tells
 * it to routers as @cost and @listSize.
 */
export const Priced = (priceOf: PriceOf, page?: PageSize): MethodDecorator & PropertyDecorator => {
  const calls = priceOf({}, TOP, nominal)?.calls ?? 0;
  const price: PriceOf = (args, parent, world) =>
    page && isRefusedSize(args, page.arguments) ? undefined : priceOf(args, parent, world);
  return ((target: object, key: string | symbol, descriptor: PropertyDescriptor) => {
    Extensions({ price })(target, key, descriptor);
    if (page) {
      const { size, arguments: names } = page;
      const sized = `sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false`;
      const list = `@listSize(assumedSize: ${size}, slicingArguments: ${JSON.stringify(names)}, ${sized})`;
      Directive(list)(target, key, descriptor);
    }
    Directive(`@cost(weight: ${Math.ceil(calls * WEIGHT_OF_CALL)})`)(target, key, descriptor);
  }) as MethodDecorator & PropertyDecorator;
};

/** A list of up to `size` records, and what reading it takes, below every parent. */
export const listPrice = (parent: Level, size: number, calls: number, more: Partial<Level> = {}): Price => {
  const objects = parent.objects * size;
  const below = { ...TOP, objects, copies: parent.copies, lists: parent.objects, ...more };
  return { calls: parent.objects * calls, records: objects * parent.copies, below };
};

/** Calls that take `size` objects of one list at once. */
export const batches = ({ objects, lists }: Level, size: number): number =>
  lists * Math.ceil(objects / Math.max(1, lists) / size);

/** One call for each object. */
export const onePerObject: PriceOf = (_args, parent) => ({ calls: parent.objects });
/** Answered out of what is at hand. */
export const free: PriceOf = () => ({ calls: 0 });
