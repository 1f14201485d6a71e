import { Directive, Int, ObjectType } from "type-graphql";
import type { NodeRef } from "../../audit/global-id.js";
import type { UsageAuditPeriodRecord } from "../../audit/usage-audit.js";
import { AuditRecord } from "../record/audit-record.js";
import { Node } from "../record/node.js";
import { DateTime } from "../scalars/date-time.js";
import { UsageAuditHostCounts } from "./usage-audit-host-counts.js";
import { UsageAuditStatus } from "./usage-audit-status.js";
import { GetterField } from "../record/getter-field.js";

@ObjectType({
  implements: [AuditRecord, Node],
  simpleResolvers: true,
  description: "One completed period of a Nova's instance usage audit (instance_usage_audit_log).",
})
@Directive('@key(fields: "id")')
export class UsageAuditPeriod extends AuditRecord {
  constructor(readonly record: UsageAuditPeriodRecord) {
    super();
  }

  get ref(): NodeRef {
    const { source, begin, end } = this.record;
    return { type: "UsageAuditPeriod", source: source.name, begin, end };
  }

  @GetterField(() => DateTime, { description: "period_beginning, read as UTC. Inside the period." })
  get begin(): number {
    return this.record.begin;
  }

  @GetterField(() => DateTime, { description: "period_ending, read as UTC. The first instant after the period." })
  get end(): number {
    return this.record.end;
  }

  @GetterField(() => UsageAuditStatus, {
    description: "Derived from log, hosts_not_run, num_hosts and total_errors; never from the sentence.",
  })
  get status(): UsageAuditStatus {
    return this.record.status;
  }

  @GetterField(() => String, { description: "overall_status, verbatim: a sentence for people." })
  get statusText(): string {
    return this.record.statusText;
  }

  @GetterField(() => UsageAuditHostCounts, { description: "The source's own counts of hosts, by how they fared." })
  get hostCounts(): UsageAuditPeriodRecord["hostCounts"] {
    return this.record.hostCounts;
  }

  @GetterField(() => Int, { description: "total_instances: instances audited over all hosts." })
  get totalInstances(): number {
    return this.record.totalInstances;
  }

  @GetterField(() => Int, { description: "total_errors: errors over all hosts." })
  get totalErrors(): number {
    return this.record.totalErrors;
  }
}
