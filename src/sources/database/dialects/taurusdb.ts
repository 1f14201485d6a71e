import type { DatabaseDialect } from "../dialect.js";
import { classifyTaurusdb } from "../fault.js";

/** TaurusDB (GaussDB for MySQL) at Huawei Cloud. Open Telekom Cloud does not publish its audit calls. */
export const taurusdb: DatabaseDialect = {
  kind: "TAURUSDB",
  paths: { files: "audit-logs", links: "audit-log-link", policy: "audit-log-policy" },
  keys: { files: "audit_logs", total: "total_count", begin: "begin_time", end: "end_time" },
  size: "KB",
  limitCap: 100,
  hasNodes: false,
  serviceTypes: ["gaussdb", "gaussdbformysql", "gaussdb-mysql"],
  classify: classifyTaurusdb,
};
