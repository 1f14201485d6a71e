import { Directive, ObjectType } from "type-graphql";
import type { NodeRef } from "../../audit/global-id.js";
import type { AuditLogFileRecord } from "../../audit/log-file.js";
import { AuditRecord } from "../record/audit-record.js";
import { Node } from "../record/node.js";
import { DateTime } from "../scalars/date-time.js";
import { SafeInt } from "../scalars/safe-int.js";
import { DatabaseInstance } from "./database-instance.js";
import { GetterField } from "../record/getter-field.js";

@ObjectType({
  implements: [AuditRecord, Node],
  simpleResolvers: true,
  description: "One audit log file of one database instance (TaurusDB, DDS: audit_logs[]; RDS: auditlogs[]).",
})
@Directive('@key(fields: "id")')
export class AuditLogFile extends AuditRecord {
  constructor(readonly record: AuditLogFileRecord) {
    super();
  }

  get ref(): NodeRef {
    const { source, instanceId, begin, upstreamId } = this.record;
    return { type: "AuditLogFile", source: source.name, instanceId, begin, upstreamId };
  }

  @GetterField(() => DatabaseInstance, { description: "The instance that wrote it." })
  get instance(): DatabaseInstance {
    return new DatabaseInstance(this.record.source, this.record.instanceId);
  }

  @GetterField(() => String, {
    nullable: true,
    description: "node_id: the cluster node that wrote the file, where the source tells it (DDS); else null.",
  })
  get nodeId(): string | null {
    return this.record.nodeId;
  }

  @GetterField(() => String, { description: "id: the source's own; unique only inside its instance." })
  get upstreamId(): string {
    return this.record.upstreamId;
  }

  @GetterField(() => String, { description: "name: the file's name." })
  get name(): string {
    return this.record.name;
  }

  @GetterField(() => SafeInt, {
    description:
      "size, in bytes. DDS reports bytes; TaurusDB and RDS report KB of 1024 bytes, here rounded to the nearest byte.",
  })
  get sizeBytes(): number {
    return this.record.sizeBytes;
  }

  @GetterField(() => Boolean, { description: "False where the byte count was derived from KB." })
  get sizeIsExact(): boolean {
    return this.record.sizeIsExact;
  }

  @GetterField(() => DateTime, { description: "begin_time (DDS: start_time): the first moment that the file covers." })
  get begin(): number {
    return this.record.begin;
  }

  @GetterField(() => DateTime, { description: "end_time: the last moment that the file covers." })
  get end(): number {
    return this.record.end;
  }
}
