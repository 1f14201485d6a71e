import { AuditSourceKind } from "../../../src/audit/record.js";
import { classifyByCode, type DatabaseDialect } from "../../../src/sources/database/dialect.js";

/** The one enum value: a line of src/audit/record.ts, were the kind a real one. */
Object.assign(AuditSourceKind, { GEMINI: "GEMINI" });

/** The one dialect object, of a database service that there is none of. */
export const gemini: DatabaseDialect = {
  kind: "GEMINI" as string as AuditSourceKind,
  paths: { files: "audit-files", links: "audit-file-links", policy: "audit-file-policy" },
  keys: { files: "audit_files", total: "total_count", begin: "from_time", end: "end_time" },
  size: "bytes",
  limitCap: 20,
  hasNodes: true,
  serviceTypes: ["geminidb"],
  // A table of its own: what means a missing instance here means nothing to the others.
  classify: classifyByCode({ badToken: "280056", denied: "280032", missing: "777404", throttled: "280443" }),
};
