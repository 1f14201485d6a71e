import { Directive, Field, InputType, Int, ObjectType } from "type-graphql";
import { asAuditError, AuditError, invalidArgument } from "../../audit/errors.js";
import type { NodeRef } from "../../audit/id.js";
import { mapInTurns } from "../../audit/in-turns.js";
import type { SourceInfo } from "../../audit/record.js";
import {
  type AuditLogFileRecord,
  type DatabaseInstanceRecord,
  isInstanceId,
  type LogFileFilter,
} from "../../audit/sources.js";
import type { OperationContext, SourceOf } from "../context.js";
import { AuditSource, Node } from "../record.js";
import type { Holds } from "../../audit/patience.js";
import { failedTimeline, type Timeline } from "../../audit/timeline.js";

@ObjectType({
  implements: [Node],
  description:
    "A database instance; another subgraph may own it and reference it by (sourceName, instanceId). A reference costs " +
    "no upstream call until name, status or engine is asked for.",
})
@Directive('@key(fields: "id")')
@Directive('@key(fields: "sourceName instanceId")')
export class DatabaseInstance extends Node {
  @Field(() => String, { description: "The configured name of the source that the instance belongs to." })
  readonly sourceName: string;

  @Field(() => String, {
    description: "instances[].id: the source's own id, such as one ending in in01, in02 or in07.",
  })
  readonly instanceId: string;

  /** What the source told of it, where it was asked already. */
  readonly known: DatabaseInstanceRecord | undefined;
  private readonly info: SourceInfo;

  constructor(info: SourceInfo, instanceId: string, known?: DatabaseInstanceRecord) {
    super();
    this.info = info;
    this.sourceName = info.name;
    this.instanceId = instanceId;
    this.known = known;
  }

  get ref(): NodeRef {
    return { type: "DatabaseInstance", source: this.sourceName, instanceId: this.instanceId };
  }

  @Field(() => AuditSource, { description: "The source that the instance belongs to." })
  get source(): AuditSource {
    return new AuditSource(this.info);
  }
}

@InputType({ description: "Names one database instance." })
export class DatabaseInstanceRef {
  @Field(() => String, { description: "Name of a TAURUSDB, RDS or DDS source." })
  source!: string;

  @Field(() => String, {
    description: "The source's own instance id: 1 to 64 letters, digits, hyphens or underscores.",
  })
  instanceId!: string;
}

/** A reference whose source is configured and whose id may go into a URL. Whether the source knows it is another question. */
export interface KnownRef {
  readonly source: SourceOf<"database">;
  readonly instanceId: string;
}

/** Refuses an instance id that could not be one, before it comes near a URL. */
export const requireInstanceId = (value: string, argument: string): string => {
  if (isInstanceId(value)) return value;
  throw invalidArgument(argument, "an instance id has 1 to 64 letters, digits, hyphens or underscores.");
};

/** Throws INVALID_ARGUMENT, naming the member. */
export const requireRef = (
  ref: Pick<DatabaseInstanceRef, "source" | "instanceId">,
  context: OperationContext,
  argument: string,
): KnownRef => ({
  source: context.catalog.require("database", ref.source, `${argument}.source`),
  instanceId: requireInstanceId(ref.instanceId, `${argument}.instanceId`),
});

const nameOf = ({ source, instanceId }: KnownRef): string => `${source.info.name}/${instanceId}`;

/** Checks every reference and leaves out repeats, which would list each file twice. */
export const requireRefs = (
  refs: readonly DatabaseInstanceRef[],
  context: OperationContext,
  argument = "instances",
): readonly KnownRef[] => {
  const known = new Map<string, KnownRef>();
  for (const [i, { source: name, instanceId }] of refs.entries()) {
    const source = context.catalog.find("database", name);
    // Where it stands is put into words only for one that is refused: there may be thousands.
    const isGood = source !== undefined && isInstanceId(instanceId);
    const ref = isGood
      ? { source, instanceId }
      : requireRef({ source: name, instanceId }, context, `${argument}[${i}]`);
    known.set(nameOf(ref), ref);
  }
  return [...known.values()];
};

/** References as cursors are bound to them. */
export const boundRefs = (refs: readonly KnownRef[] | null): unknown => refs?.map(nameOf).sort() ?? null;

@ObjectType({
  description: "Whether an instance writes audit logs, and for how long they are kept.",
})
export class AuditPolicy {
  @Field(() => Boolean, { description: "keep_days is not 0. When false, an empty list of files means nothing." })
  readonly enabled!: boolean;

  @Field(() => Int, { description: "keep_days: days that files are kept; 0 when auditing is off." })
  readonly keepDays!: number;

  @Field(() => [String], {
    description: "audit_types, as the source spells them; empty where the source does not tell.",
  })
  readonly auditTypes!: readonly string[];
}

export type FileTimeline = Timeline<AuditLogFileRecord>;

export const filesOfInstance = (context: OperationContext, ref: KnownRef, filter?: LogFileFilter): FileTimeline =>
  context.reader(ref.source).files(ref.instanceId, filter);

/** Which files of which instances. */
interface Wanted {
  readonly filter?: LogFileFilter | undefined;
  /** Judged on each instance; absent where all pass. */
  readonly passes?: ((instance: Pick<DatabaseInstanceRecord, "name" | "engine">) => boolean) | undefined;
}

const UNKNOWN = { name: null, engine: null };

/** The files of the instances that are named, and pass. One that cannot be looked up is a failed timeline. */
export const filesOfRefs = async (
  context: OperationContext,
  refs: readonly KnownRef[],
  { filter, passes }: Wanted,
): Promise<readonly FileTimeline[]> => {
  const { turn } = context.session;
  if (!passes) return mapInTurns(refs, turn, (ref) => filesOfInstance(context, ref, filter));
  // Asked for together, so that few calls bring all of them.
  const known = await Promise.all(
    refs.map(({ source, instanceId }) => context.reader(source).instance(instanceId).catch(asAuditError)),
  );
  const opened = await mapInTurns(refs, turn, (ref, i): readonly FileTimeline[] => {
    const found = known[i];
    if (found instanceof AuditError) return [failedTimeline(ref.source.info, found, ref.instanceId)];
    return passes(found ?? UNKNOWN) ? [filesOfInstance(context, ref, filter)] : [];
  });
  return opened.flat();
};

/** The files of every instance of one source. When its instances cannot be listed, one failed timeline says so. */
const filesOfSource = async (
  context: OperationContext,
  source: SourceOf<"database">,
  { filter, passes }: Wanted,
): Promise<readonly FileTimeline[]> => {
  const reader = context.reader(source);
  try {
    const ids = passes
      ? (await reader.instances()).filter(passes).map(({ instanceId }) => instanceId)
      : await reader.instanceIds();
    return await mapInTurns(ids, context.session.turn, (id) => reader.files(id, filter));
  } catch (thrown) {
    return [failedTimeline(source.info, asAuditError(thrown))];
  }
};

/**
 * The files of every instance of several sources. `others`: how many more sources the page has; they are there while
 * instances are still listed. A source that takes longer than it may hold the page is one that failed.
 */
export const filesOfSources = async (
  context: OperationContext,
  sources: readonly SourceOf<"database">[],
  { holds, others, ...wanted }: Wanted & { readonly holds: Holds | undefined; readonly others: number },
): Promise<readonly FileTimeline[]> => {
  const opened: (readonly FileTimeline[])[] = sources.map(() => []);
  const waits = sources.map((source, i) => ({
    source: source.info.name,
    arrived: filesOfSource(context, source, wanted).then((timelines) => {
      // Given up, it comes too late.
      if (opened[i]?.length === 0) opened[i] = timelines;
    }),
    giveUp: (why: AuditError) => {
      opened[i] = [failedTimeline(source.info, why)];
    },
  }));
  if (holds) await holds.all(waits, (waitedFor) => waitedFor.size < sources.length + others);
  else await Promise.all(waits.map(({ arrived }) => arrived));
  return [...opened].flat();
};
