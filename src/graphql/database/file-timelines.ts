import { asAuditError } from "../../audit/coverage.js";
import type { AuditLogFileRecord, LogFileFilter } from "../../audit/log-file.js";
import { failedTimeline } from "../../audit/snapshot-timeline.js";
import type { Timeline } from "../../audit/timeline.js";
import type { OperationContext } from "../context/operation-context.js";
import type { SourceOf } from "../context/source-catalog.js";
import type { KnownRef } from "./database-instance-ref.js";

type FileTimeline = Timeline<AuditLogFileRecord>;

export const filesOfInstance = (context: OperationContext, ref: KnownRef, filter?: LogFileFilter): FileTimeline =>
  context.reader(ref.source).files(ref.instanceId, filter);

/** The files of every instance of one source. When its instances cannot be listed, one failed timeline says so. */
const filesOfSource = async (
  context: OperationContext,
  source: SourceOf<"database">,
  filter?: LogFileFilter,
): Promise<readonly FileTimeline[]> => {
  const reader = context.reader(source);
  try {
    const ids = await reader.instanceIds();
    return ids.map((id) => reader.files(id, filter));
  } catch (thrown) {
    return [failedTimeline(source.info, asAuditError(thrown))];
  }
};

export const filesOfSources = async (
  context: OperationContext,
  sources: readonly SourceOf<"database">[],
  filter?: LogFileFilter,
): Promise<readonly FileTimeline[]> =>
  (await Promise.all(sources.map((source) => filesOfSource(context, source, filter)))).flat();
