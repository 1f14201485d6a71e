import { classifyByCode, type DatabaseDialect } from "../dialect.js";

/** TaurusDB (GaussDB for MySQL) at Huawei Cloud. Open Telekom Cloud does not publish its audit calls. */
export const taurusdb: DatabaseDialect = {
  kind: "TAURUSDB",
  paths: { files: "audit-logs", links: "audit-log-link", policy: "audit-log-policy" },
  keys: { files: "audit_logs", total: "total_count", begin: "begin_time", end: "end_time" },
  size: "KB",
  limitCap: 100,
  hasNodes: false,
  serviceTypes: ["gaussdb", "gaussdbformysql", "gaussdb-mysql"],
  classify: classifyByCode({
    badToken: "280056 280064",
    denied: "280015 280032 280063 280019 200010 200604 200044",
    missing: "200002 200045 200408 201028 290005",
    rejected: "200001 200004 200006",
    busy: "200011 200019 200047 200005 200998 108000",
  }),
};
