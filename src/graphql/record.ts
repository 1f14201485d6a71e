import { Field, ID, InterfaceType } from "type-graphql";
import { encodeId, type NodeRef } from "../audit/id.js";
import type { AuditRecord as Record } from "../audit/record.js";
import { DateTime, Plain } from "./scalars.js";
import { AuditSource } from "./source.js";

@InterfaceType({ description: "Anything with a global id, by which it can be fetched again." })
export abstract class Node {
  /** What the id names. */
  abstract get ref(): NodeRef;

  @Field(() => ID, {
    description:
      "Opaque and global; the same in every replica and after a restart, as long as the source keeps its name.",
  })
  @Plain
  get id(): string {
    return encodeId(this.ref);
  }
}

@InterfaceType({
  implements: Node,
  description: "What every audit record shares, whichever upstream it came from.",
})
export abstract class AuditRecord extends Node {
  abstract readonly record: Record;

  @Field(() => AuditSource, { description: "The source that it was read from." })
  get source(): AuditSource {
    return new AuditSource(this.record.source);
  }

  @Field(() => DateTime, {
    description: "Where the record stands in time: a period's end, a file's begin, a load balancer's last update.",
  })
  get occurredAt(): number {
    return this.record.key.time;
  }

  @Field(() => DateTime, { description: "When the record was read from its source; its age is now - fetchedAt." })
  get fetchedAt(): number {
    return this.record.fetchedAt;
  }
}
