import type { AuditLogFileRecord, LogFileFilter } from "../../audit/log-file.js";

/** The filter as a sieve, or undefined where it lets everything pass. */
export const judgeFiles = (
  filter: LogFileFilter,
): ((files: readonly AuditLogFileRecord[]) => readonly AuditLogFileRecord[]) | undefined => {
  const { minSizeBytes, nameContains, nodeIds } = filter;
  if (minSizeBytes === undefined && nameContains === undefined && nodeIds === undefined) return undefined;
  const nodes = nodeIds && new Set(nodeIds);
  return (files) =>
    files.filter(
      (file) =>
        (minSizeBytes === undefined || file.sizeBytes >= minSizeBytes) &&
        (nameContains === undefined || file.name.includes(nameContains)) &&
        (nodes === undefined || (file.nodeId !== null && nodes.has(file.nodeId))),
    );
};
