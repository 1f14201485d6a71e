import { Directive, Field, ID, InputType, InterfaceType, ObjectType, registerEnumType } from "type-graphql";
import { invalidArgument } from "../audit/errors.js";
import { encodeId, type NodeRef } from "../audit/id.js";
import type { ListWindow } from "../audit/page-plan.js";
import { type AuditRecord as Record, AuditSourceKind, kindDescriptions, type SourceInfo } from "../audit/record.js";
import { EARLIEST, RecordOrder } from "../audit/window.js";
import { DateTime } from "./scalars.js";

type FieldArguments = Parameters<typeof Field>;

/**
 * A field that a getter answers. As Field, but type-graphql does not come to see that it is a getter: it would put a
 * resolver before it, which for each value checks the parent's class and passes an empty chain of middlewares. That was
 * half of the time of a page; GraphQL reads a getter by itself. The class must have simpleResolvers, and the getter must
 * not answer with a promise.
 */
export const GetterField =
  (type: FieldArguments[0], options: FieldArguments[1] = {}): MethodDecorator =>
  (target, key) =>
    Field(type, options)(target, key);

@InterfaceType({ description: "Anything with a global id, by which it can be fetched again." })
export abstract class Node {
  /** What the id names. */
  abstract get ref(): NodeRef;

  @GetterField(() => ID, {
    description:
      "Opaque and global; the same in every replica and after a restart, as long as the source keeps its name.",
  })
  get id(): string {
    return encodeId(this.ref);
  }
}

registerEnumType(AuditSourceKind, {
  name: "AuditSourceKind",
  description: "What a source is: which service is asked, and in which dialect.",
  valuesConfig: kindDescriptions,
});

@ObjectType({
  simpleResolvers: true,
  description: "One configured upstream: a service of one kind, in one region and project.",
})
@Directive('@key(fields: "name")')
export class AuditSource {
  @Field(() => String, { description: "Its name in the configuration; unique, and what `source` arguments take." })
  readonly name: string;

  @Field(() => AuditSourceKind, { description: "Which service it is." })
  readonly kind: AuditSourceKind;

  @Field(() => String, { nullable: true, description: "The region of its configuration; null where none is written." })
  readonly region: string | null;

  constructor(info: SourceInfo) {
    this.name = info.name;
    this.kind = info.kind;
    this.region = info.region;
  }
}

@InterfaceType({
  implements: Node,
  description: "What every audit record shares, whichever upstream it came from.",
})
export abstract class AuditRecord extends Node {
  abstract readonly record: Record;

  @GetterField(() => AuditSource, { description: "The source that it was read from." })
  get source(): AuditSource {
    return new AuditSource(this.record.source);
  }

  @GetterField(() => DateTime, {
    description: "Where the record stands in time: a period's end, a file's begin, a load balancer's last update.",
  })
  get occurredAt(): number {
    return this.record.key.time;
  }

  @GetterField(() => DateTime, { description: "When the record was read from its source; its age is now - fetchedAt." })
  get fetchedAt(): number {
    return this.record.fetchedAt;
  }
}

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

export { AuditSourceKind, RecordOrder };
