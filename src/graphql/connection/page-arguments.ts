import { Field, Int } from "type-graphql";
import { DEFAULT_PAGE, PAGE_CAP } from "../../audit/page-plan.js";
import { RecordOrder } from "../record/record-order.js";

/** Decorators rather than a base class: type-graphql prints inherited arguments first, and the page's come last here. */
const size = (which: string, fallback: string): string =>
  `Take this many records from the ${which} of the list: 1 to ${PAGE_CAP}${fallback}. Anything else is INVALID_ARGUMENT.`;

/** `first`, with the default written into the schema where the list has its own. */
export const First = (defaultValue?: number): PropertyDecorator =>
  Field(() => Int, {
    nullable: true,
    ...(defaultValue === undefined ? {} : { defaultValue }),
    description: size(
      "start",
      defaultValue === undefined ? `; ${DEFAULT_PAGE} when neither it nor a last is given` : "",
    ),
  });

export const After = (): PropertyDecorator =>
  Field(() => String, {
    nullable: true,
    description:
      "Only records after this cursor. It is bound to the arguments that made it; with others it is INVALID_CURSOR.",
  });

export const Last = (): PropertyDecorator =>
  Field(() => Int, {
    nullable: true,
    description: `${size("end", "")} Never together with first.`,
  });

export const Before = (): PropertyDecorator =>
  Field(() => String, {
    nullable: true,
    description:
      "Only records before this cursor. It is bound to the arguments that made it; with others it is INVALID_CURSOR.",
  });

export const OrderBy = (): PropertyDecorator =>
  Field(() => RecordOrder, {
    nullable: true,
    defaultValue: RecordOrder.NEWEST_FIRST,
    description: "By occurredAt; records of one instant by source, instance and id.",
  });
