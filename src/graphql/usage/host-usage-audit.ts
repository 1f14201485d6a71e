import { Directive, Int, ObjectType } from "type-graphql";
import type { NodeRef } from "../../audit/global-id.js";
import type { HostUsageRecord } from "../../audit/host-usage.js";
import { Node } from "../record/node.js";
import { ComputeHost } from "./compute-host.js";
import { HostAuditState } from "./host-audit-state.js";
import { UsageAuditPeriod } from "./usage-audit-period.js";
import { GetterField } from "../record/getter-field.js";

@ObjectType({
  implements: [Node],
  simpleResolvers: true,
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

  @GetterField(() => ComputeHost, { description: "The host: log's key, or a name in hosts_not_run." })
  get host(): ComputeHost {
    return new ComputeHost(this.entry.source.name, this.entry.usage.host);
  }

  @GetterField(() => UsageAuditPeriod, { description: "The period that the entry belongs to." })
  get period(): UsageAuditPeriod {
    return new UsageAuditPeriod(this.entry.period);
  }

  @GetterField(() => HostAuditState, { description: "log[host].state, or NOT_RUN for a name in hosts_not_run." })
  get state(): HostAuditState {
    return this.entry.usage.state;
  }

  @GetterField(() => Int, { nullable: true, description: "log[host].instances; null when the host did not run." })
  get instances(): number | null {
    return this.entry.usage.instances;
  }

  @GetterField(() => Int, { nullable: true, description: "log[host].errors; null when the host did not run." })
  get errors(): number | null {
    return this.entry.usage.errors;
  }

  @GetterField(() => String, {
    nullable: true,
    description: "log[host].message, verbatim; null when the host did not run.",
  })
  get message(): string | null {
    return this.entry.usage.message;
  }
}
