import { Directive, Field, InputType, ObjectType } from "type-graphql";
import { invalidArgument } from "../../audit/errors.js";
import type { NodeRef } from "../../audit/id.js";
import type { AuditLogFileRecord, LogFileFilter } from "../../audit/sources.js";
import { asSet, present } from "../arguments.js";
import { AuditRecord, Node } from "../record.js";
import { DateTime, SafeInt, Url } from "../scalars.js";
import { DatabaseInstance } from "./instance.js";

@ObjectType({
  implements: [AuditRecord, Node],
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

  @Field(() => DatabaseInstance, { description: "The instance that wrote it." })
  get instance(): DatabaseInstance {
    return new DatabaseInstance(this.record.source, this.record.instanceId);
  }

  @Field(() => String, {
    nullable: true,
    description: "node_id: the cluster node that wrote the file, where the source tells it (DDS); else null.",
  })
  get nodeId(): string | null {
    return this.record.nodeId;
  }

  @Field(() => String, { description: "id: the source's own; unique only inside its instance." })
  get upstreamId(): string {
    return this.record.upstreamId;
  }

  @Field(() => String, { description: "name: the file's name." })
  get name(): string {
    return this.record.name;
  }

  @Field(() => SafeInt, {
    description:
      "size, in bytes. DDS reports bytes; TaurusDB and RDS report KB of 1024 bytes, here rounded to the nearest byte.",
  })
  get sizeBytes(): number {
    return this.record.sizeBytes;
  }

  @Field(() => Boolean, { description: "False where the byte count was derived from KB." })
  get sizeIsExact(): boolean {
    return this.record.sizeIsExact;
  }

  @Field(() => DateTime, { description: "begin_time (DDS: start_time): the first moment that the file covers." })
  get begin(): number {
    return this.record.begin;
  }

  @Field(() => DateTime, { description: "end_time: the last moment that the file covers." })
  get end(): number {
    return this.record.end;
  }
}

@InputType({ description: "Which files to list; every condition given must hold." })
export class AuditLogFileFilter {
  @Field(() => SafeInt, { nullable: true, description: "Files of at least this many bytes; 0 or more." })
  minSizeBytes?: number | null;

  @Field(() => String, {
    nullable: true,
    description: "Files whose name contains this text; upper and lower case differ.",
  })
  nameContains?: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      "Files of these cluster nodes; all when omitted, none when empty. Only DDS tells nodes: files of other sources never match.",
  })
  nodeIds?: string[] | null;
}

/** Throws INVALID_ARGUMENT. What every file passes is no condition, so that the list stays countable. */
export const logFileFilter = (input: AuditLogFileFilter | null | undefined): LogFileFilter | undefined => {
  const { minSizeBytes = 0, nameContains = "", nodeIds } = present(input);
  if (minSizeBytes < 0) throw invalidArgument("filter.minSizeBytes", "a file has 0 bytes or more.");
  const filter: LogFileFilter = {
    ...(minSizeBytes === 0 ? {} : { minSizeBytes }),
    ...(nameContains === "" ? {} : { nameContains }),
    ...(nodeIds ? { nodeIds } : {}),
  };
  return Object.keys(filter).length === 0 ? undefined : filter;
};

/** The filter as cursors are bound to it. */
export const boundFileFilter = (input: AuditLogFileFilter | null | undefined): unknown => [
  input?.minSizeBytes ?? null,
  input?.nameContains ?? null,
  asSet(input?.nodeIds),
];

@ObjectType({
  description: "A pre-signed link to a file's content. Valid for 5 minutes from the moment it was asked for. A secret.",
})
export class DownloadLink {
  @Field(() => Url, { description: "links[]; needs no token, so whoever holds it can read the file." })
  readonly url!: string;

  @Field(() => DateTime, { description: "When it stops working: 5 minutes after the source was asked." })
  readonly expiresAt!: number;
}
