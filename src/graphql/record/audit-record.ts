import { InterfaceType } from "type-graphql";
import type { AuditRecord as Record } from "../../audit/record.js";
import { DateTime } from "../scalars/date-time.js";
import { AuditSource } from "../source/audit-source.js";
import { Node } from "./node.js";
import { GetterField } from "./getter-field.js";

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
