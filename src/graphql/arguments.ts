import { ArgsType, Field, InputType, Int, registerEnumType } from "type-graphql";
import { invalidArgument } from "../audit/errors.js";
import { DEFAULT_PAGE, type ListWindow, PAGE_CAP } from "../audit/page-plan.js";
import { EARLIEST, RecordOrder } from "../audit/window.js";
import { DateTime } from "./scalars.js";

registerEnumType(RecordOrder, {
  name: "RecordOrder",
  description: "The direction of a list along occurredAt.",
  valuesConfig: {
    OLDEST_FIRST: { description: "Ascending." },
    NEWEST_FIRST: { description: "Descending." },
  },
});

@InputType({
  description:
    "Half-open span of occurredAt: from <= t < to. Any length: windows longer than an upstream allows are cut into " +
    "slices and stitched; nothing is read from before 2009. A window that ends before it begins is INVALID_ARGUMENT.",
})
export class TimeWindowInput {
  @Field(() => DateTime, { description: "The first instant inside." })
  from!: number;

  @Field(() => DateTime, {
    nullable: true,
    description:
      "The first instant outside. Now when omitted; the first page's cursor freezes it for the pages that follow.",
  })
  to?: number | null;
}

/** The input as a list's window: an open end is now on the first page, and the cursor's end on those that follow. */
export const windowOf =
  (input: TimeWindowInput, now: number) =>
  (frozenTo: number | undefined): ListWindow => {
    const end = input.to ?? undefined;
    const window = { from: input.from, to: end ?? frozenTo ?? now, isOpenEnded: end === undefined };
    if (window.from >= window.to) {
      throw invalidArgument("window", "from must be earlier than to (which is now when it is omitted).");
    }
    return { ...window, from: Math.max(window.from, EARLIEST) };
  };

/** The input as cursors are bound to it: as it was written, so that an open end stays open. */
export const boundWindow = (input: TimeWindowInput | null | undefined): unknown =>
  input ? [input.from, input.to ?? null] : null;

const sizeFrom = (end: "start" | "end", fallback = ""): string =>
  `Take this many records from the ${end} of the list: 1 to ${PAGE_CAP}${fallback}. Anything else is INVALID_ARGUMENT.`;

const After = Field(() => String, {
  nullable: true,
  description:
    "Only records after this cursor. It is bound to the arguments that made it; with others it is INVALID_CURSOR.",
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

/** The class of a page's arguments in a list of one order, whose own page size stands in the schema. */
export const pageArgsOf = (defaultSize: number) => {
  @ArgsType()
  class ForwardPageArgs {
    @Field(() => Int, { nullable: true, defaultValue: defaultSize, description: sizeFrom("start") })
    first?: number | null;

    @After
    after?: string | null;
  }
  return ForwardPageArgs;
};

/** As pageArgsOf, for lists that are read from sources. */
export const readPageArgsOf = (defaultSize: number) => {
  @ArgsType()
  class ReadPageArgs extends pageArgsOf(defaultSize) {
    @Refill
    refill?: string | null;

    @PatienceMs
    patienceMs?: number | null;
  }
  return ReadPageArgs;
};

@ArgsType()
export class OrderedPageArgs {
  @Field(() => RecordOrder, {
    nullable: true,
    defaultValue: RecordOrder.NEWEST_FIRST,
    description: "By occurredAt; records of one instant by source, instance and id.",
  })
  orderBy?: RecordOrder | null;

  @Field(() => Int, {
    nullable: true,
    description: sizeFrom("start", `; ${DEFAULT_PAGE} when neither it nor a last is given`),
  })
  first?: number | null;

  @After
  after?: string | null;

  @Refill
  refill?: string | null;

  @PatienceMs
  patienceMs?: number | null;
}

@ArgsType()
export class TwoWayPageArgs extends OrderedPageArgs {
  @Field(() => Int, { nullable: true, description: `${sizeFrom("end")} Never together with first.` })
  last?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Only records before this cursor. It is bound to the arguments that made it; with others it is INVALID_CURSOR.",
  })
  before?: string | null;
}

/** The members that a caller gave: null and absent mean the same in every argument of this API. */
type Present<T> = { [K in keyof T]?: NonNullable<T[K]> };

export const present = <T extends object>(value: T | null | undefined): Present<T> =>
  Object.fromEntries(
    Object.entries(value ?? {}).filter(([, member]) => member !== null && member !== undefined),
  ) as Present<T>;

/** A list argument in the one spelling that cursors are bound to: its order and repeats do not select anything. */
export const asSet = (values: readonly string[] | null | undefined): readonly string[] | null =>
  values ? [...new Set(values)].sort() : null;
