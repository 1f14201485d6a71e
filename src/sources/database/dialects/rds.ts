import { classifyByCode, type DatabaseDialect } from "../dialect.js";

/** RDS at Huawei Cloud and Open Telekom Cloud: MySQL, and PostgreSQL at Huawei Cloud. */
export const rds: DatabaseDialect = {
  kind: "RDS",
  paths: { files: "auditlog", links: "auditlog-links", policy: "auditlog-policy" },
  keys: { files: "auditlogs", total: "total_record", begin: "begin_time", end: "end_time" },
  size: "KB",
  limitCap: 50,
  hasNodes: false,
  serviceTypes: ["rdsv3", "rds"],
  classify: classifyByCode({
    badToken: "280056 280064",
    denied: "280015 280032 280063 280019 200010 200604 200044",
    missing: "200002 200045 200408 201028 290005",
    rejected: "200001 200004 200006",
    busy: "200011 200019 200047 200005 200998 108000",
  }),
};
