import { Directive, Extensions } from "type-graphql";
import { DEFAULT_PAGE, namedSizes, PAGE_CAP } from "../audit/page-plan.js";
import { DAY } from "../audit/window.js";
import type { Subject } from "./context.js";
import { spanIn } from "./arguments.js";

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
  /** Usage audit periods that their window has, of all Novas: calls that counting them takes. */
  readonly periods?: number;
  /** They are news: the reading that found them gives out the next token too. */
  readonly areNews?: boolean;
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

interface Wanted {
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
  /** It stands in the schema, as the default of `first`. */
  readonly isStandard?: boolean;
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
  const price: PriceOf = (given, parent, world) => {
    const args = page?.isStandard === true ? { ...given, ...namedSizes(given, page.size) } : given;
    return page && isRefusedSize(args, page.arguments) ? undefined : priceOf(args, parent, world);
  };
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

/** The services take 30 days at once. */
const SLICE = 30 * DAY;

export const member = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Arguments)[name] : undefined;

/** Records that a page may have. One of a size that is refused has no price (Priced). */
export const pageSize = (
  { first, last }: { readonly first?: unknown; readonly last?: unknown },
  fallback = DEFAULT_PAGE,
): number => {
  const size = first ?? last ?? fallback;
  return typeof size === "number" && size >= 1 ? Math.min(size, PAGE_CAP) : PAGE_CAP;
};

/** Does the page begin or end at a cursor? Then the record before it may have to be looked for. */
export const goesOn = ({ after, before }: { readonly after?: unknown; readonly before?: unknown }): boolean =>
  typeof (after ?? before) === "string";

export const lengthOf = (value: unknown): number | undefined => (Array.isArray(value) ? value.length : undefined);

/** How many database instances a list of references names, each counted once; undefined where none is given. */
export const instancesNamed = (refs: unknown): number | undefined =>
  Array.isArray(refs)
    ? new Set(refs.map((ref: unknown) => [member(ref, "source"), member(ref, "instanceId")].join("/"))).size
    : undefined;

/** Slices of the window, at least one. */
export const slicesOf = (args: { readonly window?: unknown }, now: number): number => {
  const span = spanIn(args, now);
  return span ? Math.max(1, Math.ceil((span.to - span.from) / SLICE)) : 1;
};

const textsIn = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : undefined;

export const wantedBy = (filter: unknown): Wanted => ({
  sources: textsIn(member(filter, "sources")),
  kinds: textsIn(member(filter, "kinds")),
});

/** Looked up one by one at most, of one source; then its list is read, which may have more pages than the plan counts. */
const LOOK_UPS_OF_A_SOURCE = 3;

/** What is known of instances that are only named. */
export const callsOfLookUps = ({
  instances,
  sources,
}: {
  readonly instances: number;
  readonly sources: number;
}): number => Math.min(instances, LOOK_UPS_OF_A_SOURCE * sources);

const YEARS_OF_PERIODS = 3;

/**
 * Periods that the window of a list has. The setting hour, day, month or year is Nova's: the plan counts on days.
 */
const periodsIn = (args: { readonly window?: unknown }, now: number): number => {
  if (!args.window) return YEARS_OF_PERIODS * 366;
  const span = spanIn(args, now);
  return span ? Math.max(1, Math.ceil((span.to - span.from) / DAY)) : 1;
};

/** Calls that reading all periods of the window takes. */
export const callsOfAllPeriods = (args: { readonly window?: unknown }, novas: number, now: number): number =>
  novas * callsOfPeriods({ novas: Math.min(1, novas), size: periodsIn(args, now) });

/**
 * A call for each period, for one beyond the page and for the cursor's own. Of several Novas each is asked for its
 * share, and the one that holds more in growing steps, which may be twice too many; oldest first, one call more shows
 * the calendar.
 */
export const callsOfPeriods = ({ novas, size }: { readonly novas: number; readonly size: number }): number => {
  if (novas === 0) return 0;
  const expected = size + 2;
  if (novas === 1) return expected + 1;
  const share = Math.ceil(expected / novas);
  return novas * (share + 3) + 2 * (expected - share) + 2;
};
