import type { DatabaseDialect } from "../dialect.js";
import { classifyDds } from "../fault.js";

/** DDS (MongoDB) at Huawei Cloud and Open Telekom Cloud. A cluster's files are written by its mongos nodes. */
export const dds: DatabaseDialect = {
  kind: "DDS",
  paths: { files: "auditlog", links: "auditlog-links", policy: "auditlog-policy" },
  keys: { files: "audit_logs", total: "total_record", begin: "start_time", end: "end_time" },
  size: "bytes",
  limitCap: 100,
  hasNodes: true,
  serviceTypes: ["ddsv3", "dds"],
  classify: classifyDds,
};
