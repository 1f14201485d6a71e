import { Directive, Field, InputType, ObjectType } from "type-graphql";
import { invalidArgument } from "../../audit/errors.js";
import type { NodeRef } from "../../audit/id.js";
import type { AuditLogFileRecord, DatabaseInstanceRecord, LogFileFilter } from "../../audit/sources.js";
import { AuditSourceKind } from "../../audit/record.js";
import { asSet, present } from "../arguments.js";
import type { OperationContext, SourceOf } from "../context.js";
import type { Arguments } from "../price.js";
import { AuditRecord, Formerly, insteadOf, Node } from "../record.js";
import { namePasses } from "../listed.js";
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

  @Formerly(() => String, { nodeId: "clusterNodeId" }, true)
  @Field(() => String, {
    nullable: true,
    description: "node_id: the cluster node that wrote the file, where the source tells it (DDS); otherwise null.",
  })
  get clusterNodeId(): string | null {
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
  get beganAt(): number {
    return this.record.begin;
  }

  @Formerly(() => DateTime, { begin: "beganAt", end: "endedAt" })
  @Field(() => DateTime, { description: "end_time: the last moment that the file covers." })
  get endedAt(): number {
    return this.record.end;
  }
}

@InputType({ description: "Which files to list; every condition given must hold." })
export class AuditLogFileFilter {
  @Field(() => [String], {
    nullable: true,
    description: "Files of the sources of these names. All when omitted, none when empty.",
  })
  sources?: string[] | null;

  @Field(() => [AuditSourceKind], {
    nullable: true,
    description: "Files of sources of these kinds. All when omitted, none when empty.",
  })
  kinds?: AuditSourceKind[] | null;

  @Field(() => SafeInt, { nullable: true, description: "Files of at least this many bytes; 0 or more." })
  minSizeBytes?: number | null;

  @Field(() => SafeInt, { nullable: true, description: "Files of at most this many bytes." })
  maxSizeBytes?: number | null;

  @Field(() => String, {
    nullable: true,
    description: "Files whose name contains this text; upper and lower case differ.",
  })
  nameContains?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Files whose name contains this text, in upper or lower case.",
  })
  nameContainsAnyCase?: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      "Files of these cluster nodes; all when omitted, none when empty. Only DDS tells nodes: files of other sources never match.",
  })
  clusterNodeIds?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    deprecationReason: insteadOf("clusterNodeIds"),
    description: "The same as clusterNodeIds.",
  })
  nodeIds?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      "Files of instances of these engines, as DatabaseInstance.engine has them, in upper or lower case. All when omitted, none when empty.",
  })
  engines?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: "Files of instances whose name contains this text, in upper or lower case.",
  })
  instanceNameContainsAnyCase?: string | null;
}

/** The nodes that both names ask for; undefined where neither does. */
const nodesIn = (input: AuditLogFileFilter | null | undefined): readonly string[] | undefined => {
  const [nodes, former] = [input?.clusterNodeIds ?? undefined, input?.nodeIds ?? undefined];
  return nodes && former ? nodes.filter((node) => former.includes(node)) : (nodes ?? former);
};

/** What is judged on the instance that wrote a file; undefined where every instance passes. */
export const instanceTest = (
  input: AuditLogFileFilter | null | undefined,
): ((instance: Pick<DatabaseInstanceRecord, "name" | "engine">) => boolean) | undefined => {
  const engines = input?.engines && new Set(input.engines.map((engine) => engine.toLowerCase()));
  const part = input?.instanceNameContainsAnyCase ?? "";
  if (!engines && part === "") return undefined;
  const namePass = namePasses(part);
  return ({ name, engine }) =>
    (!engines || (engine !== null && engines.has(engine.toLowerCase()))) && (part === "" || namePass(name));
};

/** Calls that look named instances up, where the filter asks what they are. */
export const callsOfInstanceTest = (args: Arguments, instances: number): number =>
  instanceTest(args.filter as AuditLogFileFilter | null | undefined) ? instances : 0;

/** Throws INVALID_ARGUMENT. What every file passes is no condition, so that the list stays countable. */
export const logFileFilter = (input: AuditLogFileFilter | null | undefined): LogFileFilter | undefined => {
  const { minSizeBytes = 0, maxSizeBytes, nameContains = "", nameContainsAnyCase = "" } = present(input);
  const nodeIds = nodesIn(input);
  if (minSizeBytes < 0) throw invalidArgument("filter.minSizeBytes", "a file has 0 bytes or more.");
  if (maxSizeBytes !== undefined && maxSizeBytes < minSizeBytes) {
    throw invalidArgument("filter.maxSizeBytes", "it must be filter.minSizeBytes or more; a file has 0 bytes or more.");
  }
  const filter: LogFileFilter = {
    ...(minSizeBytes === 0 ? {} : { minSizeBytes }),
    ...(maxSizeBytes === undefined ? {} : { maxSizeBytes }),
    ...(nameContains === "" ? {} : { nameContains }),
    ...(nameContainsAnyCase === "" ? {} : { nameContainsAnyCase }),
    ...(nodeIds ? { nodeIds } : {}),
  };
  return Object.keys(filter).length === 0 ? undefined : filter;
};

/** The filter as cursors are bound to it. What came later stands apart, so that older cursors are still good. */
export const boundFileFilter = (input: AuditLogFileFilter | null | undefined): unknown => {
  const [sources, kinds] = [input?.sources, input?.kinds];
  const [maxSizeBytes, nameContainsAnyCase] = [input?.maxSizeBytes ?? null, input?.nameContainsAnyCase ?? null];
  const first = [input?.minSizeBytes ?? null, input?.nameContains ?? null, asSet(nodesIn(input))];
  const ofInstances = [asSet(input?.engines), input?.instanceNameContainsAnyCase ?? null];
  const isOfInstances = ofInstances.some((each) => each !== null);
  if (!sources && !kinds && maxSizeBytes === null && !nameContainsAnyCase && !isOfInstances) return first;
  const second = [...first, asSet(sources), asSet(kinds), maxSizeBytes, nameContainsAnyCase];
  return isOfInstances ? [...second, ...ofInstances] : second;
};

/** The database services whose files pass, in the configuration's order. Throws INVALID_ARGUMENT for a name that is none. */
export const sourcesOfFiles = (
  { catalog }: Pick<OperationContext, "catalog">,
  input: AuditLogFileFilter | null | undefined,
): readonly SourceOf<"database">[] => {
  const kinds = input?.kinds ?? undefined;
  return catalog
    .select("database", input?.sources, "filter.sources")
    .filter(({ info }) => kinds?.includes(info.kind) ?? true);
};

@ObjectType({
  description: "A pre-signed link to a file's content. Valid for 5 minutes from the moment it was asked for. A secret.",
})
export class DownloadLink {
  @Field(() => Url, { description: "links[]; needs no token, so whoever holds it can read the file." })
  readonly url!: string;

  @Field(() => DateTime, { description: "When it stops working: 5 minutes after the source was asked." })
  readonly expiresAt!: number;
}
