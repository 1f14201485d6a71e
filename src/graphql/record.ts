import { Field, InterfaceType, registerEnumType } from "type-graphql";
import { type AnyRecord, AuditSeverity, severityOf, summaryOf } from "../audit/words.js";
import { Node } from "./node.js";
import { DateTime } from "./scalars.js";
import { AuditSource } from "./source.js";

registerEnumType(AuditSeverity, {
  name: "AuditSeverity",
  description: "Whether somebody should look at a record.",
  valuesConfig: {
    INFO: { description: "All log files; usage audits that are done without errors, or still running." },
    WARNING: {
      description:
        "Usage audits that some hosts did not run, or of which nothing is known; load balancers on their way to a state.",
    },
    ERROR: { description: "Usage audits that did not run, or ended with errors; load balancers in ERROR." },
  },
});

@InterfaceType({
  implements: Node,
  description: "What every audit record shares, whichever upstream it came from.",
})
export abstract class AuditRecord extends Node {
  abstract readonly record: AnyRecord;

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

  @Field(() => AuditSeverity, { description: "Whether somebody should look at it; derived from its status." })
  get severity(): AuditSeverity {
    return severityOf(this.record);
  }

  @Field(() => String, {
    description:
      "What it says, as one sentence of English for people; times are UTC. Its words may change: read the fields.",
  })
  get summary(): string {
    return summaryOf(this.record);
  }
}
