import { type DatabaseUpstream, type Dialect, dialects, startDatabase } from "../../../sandbox/index.js";
import { NOW } from "../support/read.js";

/** How the made-up service speaks: small pages that are mandatory, and words of its own. */
const spoken: Dialect = {
  ...dialects.dds,
  paths: { files: "audit-files", links: "audit-file-links", policy: "audit-file-policy" },
  keys: { files: "audit_files", total: "total_count" },
  maxLimit: 20,
  pagingMandatory: true,
  // A status that alone would mean a wrong request.
  errors: { ...dialects.dds.errors, instanceMissing: { status: 400, code: "DBS.777404" } },
  file: ({ id, name, bytes, begin, end, nodeId }, writeTime) => ({
    id,
    name,
    size: bytes,
    node_id: nodeId,
    from_time: writeTime(begin),
    end_time: writeTime(end),
  }),
};

/** A server of the made-up service, and one of the identity service beside it. */
export const startGemini = (name: string): Promise<DatabaseUpstream> =>
  startDatabase({ name, dialect: spoken, clock: () => NOW });
