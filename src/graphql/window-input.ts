import { Field, InputType } from "type-graphql";
import { type Duration as Length, durationBefore, durationText } from "../audit/duration.js";
import { invalidArgument } from "../audit/errors.js";
import type { ListWindow } from "../audit/page-plan.js";
import { EARLIEST, type TimeWindow } from "../audit/window.js";
import { DateTime, Duration } from "./scalars.js";

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
