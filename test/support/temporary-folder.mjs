import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One folder for all that a run's tests and their processes put aside; remove-temporary-folder.mjs takes it away. */
export default () => {
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), "auditgraph-tests-"));
};
