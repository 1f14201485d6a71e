import { Field, InputType } from "type-graphql";
import { invalidArgument } from "../../audit/audit-error.js";
import type { ListWindow } from "../../audit/page-plan.js";
import { EARLIEST } from "../../audit/window.js";
import { DateTime } from "../scalars/date-time.js";

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
