import { ArgsType, Field, InputType, Int, registerEnumType } from "type-graphql";
import { DEFAULT_PAGE, type ListWindow, PAGE_CAP } from "../audit/page-plan.js";
import {
  type Duration as Length,
  durationBefore,
  durationText,
  EARLIEST,
  RecordOrder,
  type TimeWindow,
} from "../audit/window.js";
import { invalidArgument } from "../audit/errors.js";
import { DateTime, Duration } from "./scalars.js";

registerEnumType(RecordOrder, {
  name: "RecordOrder",
  description: "The direction of a list along occurredAt.",
  valuesConfig: {
    OLDEST_FIRST: { description: "Ascending." },
    NEWEST_FIRST: { description: "Descending." },
  },
});

const sizeFrom = (end: "start" | "end", more = ""): string =>
  `Take this many records from the ${end} of the list: 1 to ${PAGE_CAP}${more}. Anything else is INVALID_ARGUMENT.`;

const First = (standard: number | undefined) =>
  standard === undefined
    ? Field(() => Int, {
        nullable: true,
        description: sizeFrom("start", `; ${DEFAULT_PAGE} when neither it nor a last is given`),
      })
    : Field(() => Int, { nullable: true, defaultValue: standard, description: sizeFrom("start") });

const After = Field(() => String, {
  nullable: true,
  description:
    "Only records after this cursor. It is bound to the arguments that made it; with others it is INVALID_CURSOR.",
});

const Last = (standard: number | undefined) => {
  const beside = standard === undefined ? "Never together with first." : `A first of ${standard} gives way to it.`;
  return Field(() => Int, { nullable: true, description: `${sizeFrom("end")} ${beside}` });
};

const Before = Field(() => String, {
  nullable: true,
  description:
    "Only records before this cursor. It is bound to the arguments that made it; with others it is INVALID_CURSOR.",
});

const Refill = Field(() => String, {
  nullable: true,
  description:
    "A cursor of a walk whose coverage names something as missing: the page shows just that, in the list's order, in " +
    "place of what comes after the cursor. Its last cursor names what is missing still, and is good for both: for the " +
    "next page of the refill, and as `after` (`before` with `last`) for the walk, which goes on where it was. Stands " +
    "in the place of after and before; hasPreviousPage (with `last`: hasNextPage) is false.",
});

const PatienceMs = Field(() => Int, {
  nullable: true,
  description:
    "Milliseconds that a slow source may hold this page while others are there; then the page comes without it, and " +
    "coverage says so. 1 to the server's maxPatienceMs, its patienceMs when omitted. It changes no list and no cursor.",
});

/** Of what is read whole: a source that comes on is waited for. */
export const SilenceMs = Field(() => Int, {
  nullable: true,
  description:
    "Milliseconds for which a slow source may show nothing while others are there; then the answer comes without the " +
    "rest of it, and coverage says so. 1 to the server's maxPatienceMs, its patienceMs when omitted.",
});

@ArgsType()
export class PatienceArgs {
  @SilenceMs
  patienceMs?: number | null;
}

/** The class of a page's arguments in a list that is read in one direction only. */
export const forwardPageArgsOf = (standard: number) => {
  @ArgsType()
  class ForwardPageArgs {
    @First(standard)
    first?: number | null;

    @After
    after?: string | null;
  }
  return ForwardPageArgs;
};

/** The class of a page's arguments; `standard` is the size that stands in the schema as the default of `first`. */
export const pageArgsOf = (standard?: number) => {
  @ArgsType()
  class PageArgs {
    @First(standard)
    first?: number | null;

    @After
    after?: string | null;

    @Last(standard)
    last?: number | null;

    @Before
    before?: string | null;
  }
  return PageArgs;
};

/** As pageArgsOf, for lists that are read from sources. */
export const readPageArgsOf = (standard?: number) => {
  @ArgsType()
  class ReadPageArgs extends pageArgsOf(standard) {
    @Refill
    refill?: string | null;

    @PatienceMs
    patienceMs?: number | null;
  }
  return ReadPageArgs;
};

/** As readPageArgsOf, for lists whose records have a time. */
export const orderedPageArgsOf = (standard?: number) => {
  @ArgsType()
  class OrderedPageArgs extends readPageArgsOf(standard) {
    @Field(() => RecordOrder, {
      nullable: true,
      defaultValue: RecordOrder.NEWEST_FIRST,
      description: "By occurredAt (of an alert: createdAt); records of one instant by source, instance and id.",
    })
    orderBy?: RecordOrder | null;
  }
  return OrderedPageArgs;
};

@ArgsType()
export class TwoWayPageArgs extends orderedPageArgsOf() {}

/** An order as cursors are bound to it, in a list that once had only the first of its orders: cursors of then are still good. */
export const boundLaterOrder = (order: RecordOrder): readonly RecordOrder[] =>
  order === RecordOrder.NEWEST_FIRST ? [] : [order];

/** The members that a caller gave: null and absent mean the same in every argument of this API. */
type Present<T> = { [K in keyof T]?: NonNullable<T[K]> };

export const present = <T extends object>(value: T | null | undefined): Present<T> =>
  Object.fromEntries(
    Object.entries(value ?? {}).filter(([, member]) => member !== null && member !== undefined),
  ) as Present<T>;

/** A list argument in the one spelling that cursors are bound to: its order and repeats do not select anything. */
export const asSet = (values: readonly string[] | null | undefined): readonly string[] | null =>
  values ? [...new Set(values)].sort() : null;

@InputType({
  description:
    "Half-open span of occurredAt: from <= t < to. Say where it begins by `from`, or how long it is by `last`. Any length: " +
    "windows longer than an upstream allows are cut into slices and stitched; nothing is read from before 2009. A window " +
    "that ends before it begins is INVALID_ARGUMENT, and so is one with both or neither of `from` and `last`.",
})
export class TimeWindowInput {
  @Field(() => DateTime, { nullable: true, description: "The first instant inside." })
  from?: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      "The first instant outside. Now when omitted; the first page's cursor freezes it for the pages that follow.",
  })
  to?: number | null;

  @Field(() => Duration, {
    nullable: true,
    description:
      'In the place of `from`: the window begins so long before it ends. `{ last: "P7D" }` is the seven days up to now; ' +
      "the first page's cursor freezes both ends for the pages that follow.",
  })
  last?: Length | null;
}

/** The members as the caller wrote them, checked or not. */
type Written = Pick<TimeWindowInput, "from" | "to" | "last">;

const startOf = ({ from, last }: Written, to: number): number | undefined =>
  from ?? (last ? durationBefore(to, last) : undefined);

/** The input as a list's window: an open end is now on the first page, and the cursor's end on those that follow. */
export const windowOf =
  (input: Written, now: number) =>
  (frozenTo: number | undefined): ListWindow => {
    const end = input.to ?? undefined;
    const to = end ?? frozenTo ?? now;
    const from = startOf(input, to);
    if (from === undefined || (typeof input.from === "number" && input.last)) {
      throw invalidArgument("window", "say where it begins: by from, or by last, such as P7D, and not by both.");
    }
    if (from >= to) {
      throw invalidArgument("window", "from must be earlier than to (which is now when it is omitted).");
    }
    return { from: Math.max(from, EARLIEST), to, isOpenEnded: end === undefined };
  };

/** The input as cursors are bound to it: as it was written, so that an open end stays open. */
export const boundWindow = (input: Written | null | undefined): unknown =>
  input ? [input.from ?? null, input.to ?? null, ...(input.last ? [durationText(input.last)] : [])] : null;

/** The span that a window asks for, for its price; undefined where the resolver refuses it. */
export const spanIn = ({ window }: { readonly window?: unknown }, now: number): TimeWindow | undefined => {
  const written = (window ?? {}) as Written;
  const to = written.to ?? now;
  const from = startOf(written, to);
  return from === undefined || from >= to ? undefined : { from: Math.max(from, EARLIEST), to };
};
