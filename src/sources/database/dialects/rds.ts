import type { DatabaseDialect } from "../dialect.js";
import { classifyRds } from "../fault.js";

/** RDS at Huawei Cloud and Open Telekom Cloud: MySQL, and PostgreSQL at Huawei Cloud. */
export const rds: DatabaseDialect = {
  kind: "RDS",
  paths: { files: "auditlog", links: "auditlog-links", policy: "auditlog-policy" },
  keys: { files: "auditlogs", total: "total_record", begin: "begin_time", end: "end_time" },
  size: "KB",
  limitCap: 50,
  hasNodes: false,
  serviceTypes: ["rdsv3", "rds"],
  classify: classifyRds,
};
