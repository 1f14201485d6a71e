import { classifyByCode, type DatabaseDialect } from "./dialect.js";

/** Codes that all services of the family have. */
const common = { badToken: "280056 280064", denied: "280015 280032 280063 280019 200010 200604 200044" };
const ofMySql = classifyByCode({
  ...common,
  missing: "200002 200045 200408 201028 290005",
  rejected: "200001 200004 200006",
  busy: "200011 200019 200047 200005 200998 108000",
});

/** TaurusDB (GaussDB for MySQL) at Huawei Cloud. Open Telekom Cloud does not publish its audit calls. */
export const taurusdb: DatabaseDialect = {
  kind: "TAURUSDB",
  paths: { files: "audit-logs", links: "audit-log-link", policy: "audit-log-policy" },
  keys: { files: "audit_logs", total: "total_count", begin: "begin_time", end: "end_time" },
  size: "KB",
  limitCap: 100,
  hasNodes: false,
  serviceTypes: ["gaussdb", "gaussdbformysql", "gaussdb-mysql"],
  classify: ofMySql,
};

/** RDS at Huawei Cloud and Open Telekom Cloud: MySQL, and PostgreSQL at Huawei Cloud. */
export const rds: DatabaseDialect = {
  kind: "RDS",
  paths: { files: "auditlog", links: "auditlog-links", policy: "auditlog-policy" },
  keys: { files: "auditlogs", total: "total_record", begin: "begin_time", end: "end_time" },
  size: "KB",
  limitCap: 50,
  hasNodes: false,
  serviceTypes: ["rdsv3", "rds"],
  classify: ofMySql,
};

/** DDS (MongoDB) at Huawei Cloud and Open Telekom Cloud. A cluster's files are written by its mongos nodes. */
export const dds: DatabaseDialect = {
  kind: "DDS",
  paths: { files: "auditlog", links: "auditlog-links", policy: "auditlog-policy" },
  keys: { files: "audit_logs", total: "total_record", begin: "start_time", end: "end_time" },
  size: "bytes",
  limitCap: 100,
  hasNodes: true,
  serviceTypes: ["ddsv3", "dds"],
  classify: classifyByCode({
    ...common,
    missing: "200002 201501 201502 201028 200013 216030",
    rejected: "200001 201006 200095",
    throttled: "280443",
    busy: "200011 200019 201000 201014 201015 200998 201509 280005",
  }),
};

/** All members of the family. */
export const dialects: readonly DatabaseDialect[] = [taurusdb, rds, dds];
