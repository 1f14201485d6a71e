import { ArgsType, Field, registerEnumType } from "type-graphql";
import type { NamedArguments } from "../audit/cursor.js";
import type { AuditError } from "../audit/errors.js";
import type { ListSpec, PageArguments } from "../audit/page-plan.js";
import type { AuditRecord, SourceInfo } from "../audit/record.js";
import { snapshotTimeline, type Timeline } from "../audit/timeline.js";
import { RecordOrder, type TimeWindow } from "../audit/window.js";
import { readPageArgsOf } from "./arguments.js";

/** A thing of a source that has no time, in a list: all stand at the epoch, so that source and id order them. */
export interface Listed<Thing> extends AuditRecord {
  readonly thing: Thing;
}

const EPOCH = 0;
export const epoch: TimeWindow = { from: EPOCH, to: EPOCH + 1 };

interface Things<Thing> {
  readonly things: readonly Thing[];
  /** Some things could not be taken over; the rest could. */
  readonly problem?: AuditError | undefined;
}

/** What a source tells of at once, by its id. */
export const listedTimeline = <Thing>(
  source: SourceInfo,
  now: number,
  idOf: (thing: Thing) => string,
  load: () => Promise<Things<Thing>>,
): Timeline<Listed<Thing>> =>
  snapshotTimeline(source, async () => {
    const { things, problem } = await load();
    const records = things.map((thing) => ({
      key: { time: EPOCH, source: source.name, instance: "", id: idOf(thing) },
      source,
      fetchedAt: now,
      thing,
    }));
    return { records, ...(problem ? { problem } : {}) };
  });

/** A test of names; a thing without a name never passes one. */
export const namePasses = (part: string | null | undefined): ((name: string | null) => boolean) => {
  if (part === null || part === undefined) return () => true;
  const wanted = part.toLowerCase();
  return (name) => name?.toLowerCase().includes(wanted) ?? false;
};

/** The direction of a list whose records have no time of their own. */
export enum NameOrder {
  ASCENDING = "ASCENDING",
  DESCENDING = "DESCENDING",
}

registerEnumType(NameOrder, {
  name: "NameOrder",
  description: "The direction of a list along its source's name, then its records' own name or id, both by code units.",
  valuesConfig: {
    ASCENDING: { description: "From the first name to the last: `a` before `b`, and upper case before lower case." },
    DESCENDING: { description: "The exact reverse." },
  },
});

export const ByName = Field(() => NameOrder, {
  nullable: true,
  defaultValue: NameOrder.ASCENDING,
  description: "By source, then by name or id, as the list says.",
});

/** As readPageArgsOf, for lists whose records have names alone. */
export const namedPageArgsOf = (standard?: number) => {
  @ArgsType()
  class NamedPageArgs extends readPageArgsOf(standard) {
    @ByName
    orderBy?: NameOrder | null;
  }
  return NamedPageArgs;
};

export type NamedPage = PageArguments & { readonly orderBy?: NameOrder | null };

/**
 * What makes a list one in the order of names: all its records have one time, so that their names order them, and the order of
 * times turns the list round. `bound` is what cursors are bound to beside the order.
 */
export const inNameOrder = (
  { orderBy }: NamedPage,
  bound: readonly unknown[],
  named: NamedArguments,
): Pick<ListSpec, "binding" | "named" | "order"> => {
  const isTurned = orderBy === NameOrder.DESCENDING;
  return {
    binding: isTurned ? [...bound, orderBy] : bound,
    named: { ...named, orderBy: orderBy ?? NameOrder.ASCENDING },
    order: isTurned ? RecordOrder.NEWEST_FIRST : RecordOrder.OLDEST_FIRST,
  };
};
