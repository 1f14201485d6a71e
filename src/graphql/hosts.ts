import { Directive, Field, Int, ObjectType, registerEnumType } from "type-graphql";
import type { NodeRef } from "../audit/id.js";
import { HostAuditState, type HostUsageRecord } from "../audit/sources.js";
import { Formerly, Node } from "./record.js";
import { UsageAuditPeriod } from "./usage.js";

@ObjectType({
  implements: [Node],
  description: "A compute host. Another subgraph may own it; here it gains usageAudits.",
})
@Directive('@key(fields: "sourceName name")')
export class ComputeHost extends Node {
  @Field(() => String, { description: "The configured name of the Nova that the host belongs to." })
  readonly sourceName: string;

  @Field(() => String, { description: "The host's name as it stands in log and hosts_not_run." })
  readonly name: string;

  constructor(sourceName: string, name: string) {
    super();
    this.sourceName = sourceName;
    this.name = name;
  }

  get ref(): NodeRef {
    return { type: "ComputeHost", source: this.sourceName, host: this.name };
  }
}

registerEnumType(HostAuditState, {
  name: "HostAuditState",
  description: "How one host's audit of one period stands: log[host].state, or membership in hosts_not_run.",
  valuesConfig: {
    DONE: { description: "log[host].state is DONE." },
    RUNNING: { description: "log[host].state is RUNNING." },
    NOT_RUN: { description: "The host stands in hosts_not_run." },
    OTHER: { description: "log[host].state is a word that is not known here." },
  },
});

@ObjectType({
  implements: [Node],
  description: "How one host fared in one period: its entry in log, or its place in hosts_not_run.",
})
@Directive('@key(fields: "id")')
export class HostUsageAudit extends Node {
  constructor(readonly entry: HostUsageRecord) {
    super();
  }

  get ref(): NodeRef {
    const { period, usage } = this.entry;
    const { source, begin, end } = period;
    return { type: "HostUsageAudit", source: source.name, begin, end, host: usage.host };
  }

  @Field(() => ComputeHost, { description: "The host: log's key, or a name in hosts_not_run." })
  get host(): ComputeHost {
    return new ComputeHost(this.entry.source.name, this.entry.usage.host);
  }

  @Field(() => UsageAuditPeriod, { description: "The period that the entry belongs to." })
  get period(): UsageAuditPeriod {
    return new UsageAuditPeriod(this.entry.period);
  }

  @Field(() => HostAuditState, { description: "log[host].state, or NOT_RUN for a name in hosts_not_run." })
  get state(): HostAuditState {
    return this.entry.usage.state;
  }

  @Field(() => Int, { nullable: true, description: "log[host].instances; null when the host did not run." })
  get instanceCount(): number | null {
    return this.entry.usage.instances;
  }

  @Formerly(() => Int, { instances: "instanceCount", errors: "errorCount" }, true)
  @Field(() => Int, { nullable: true, description: "log[host].errors; null when the host did not run." })
  get errorCount(): number | null {
    return this.entry.usage.errors;
  }

  @Field(() => String, {
    nullable: true,
    description: "log[host].message, verbatim; null when the host did not run.",
  })
  get message(): string | null {
    return this.entry.usage.message;
  }
}
