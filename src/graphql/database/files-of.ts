import { asAuditError, type AuditError } from "../../audit/errors.js";
import type { Holds } from "../../audit/patience.js";
import type { AuditLogFileRecord, DatabaseInstanceRecord, LogFileFilter } from "../../audit/sources.js";
import { failedTimeline, type Timeline } from "../../audit/timeline.js";
import type { OperationContext, SourceOf } from "../context.js";
import type { KnownRef } from "./instance.js";

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
  if (!passes) return refs.map((ref) => filesOfInstance(context, ref, filter));
  const opened = refs.map(async (ref): Promise<readonly FileTimeline[]> => {
    const { source, instanceId } = ref;
    try {
      const known = await context.reader(source).instance(instanceId);
      return passes(known ?? UNKNOWN) ? [filesOfInstance(context, ref, filter)] : [];
    } catch (thrown) {
      return [failedTimeline(source.info, asAuditError(thrown), instanceId)];
    }
  });
  return (await Promise.all(opened)).flat();
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
    return ids.map((id) => reader.files(id, filter));
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
