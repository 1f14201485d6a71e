import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { UsageError } from "./config/problems.js";
import { INSPECTED, inspectLog } from "./contents/inspect.js";

/** The form of a file, blanked. Throws UsageError for one that cannot be read. */
export const inspectedFile = (file: string): string => {
  const first = Buffer.alloc(INSPECTED);
  try {
    const opened = openSync(file, "r");
    try {
      const length = readSync(opened, first, 0, INSPECTED, 0);
      return inspectLog(first.subarray(0, length), fstatSync(opened).size);
    } finally {
      closeSync(opened);
    }
  } catch {
    throw new UsageError(`auditgraph: ${JSON.stringify(file)} cannot be read.`);
  }
};
