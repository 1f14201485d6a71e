import { hex } from "../world/random.js";
import { kilobytes, type Dialect } from "./dialect.js";
import { uuidNaming } from "./file-naming.js";
import { writeOffsetTime } from "./offset-time.js";

/** TaurusDB's list page shows the offset after an underscore: 2018-08-20T02:33:49_0800. */
const underscored = (time: number): string => writeOffsetTime(time, "+0800").replace("+", "_");

/** TaurusDB, GaussDB for MySQL before. */
export const taurusdb: Dialect = {
  kind: "taurusdb",
  paths: { files: "audit-logs", links: "audit-log-link", policy: "audit-log-policy" },
  keys: { files: "audit_logs", total: "total_count" },
  maxLimit: 100,
  pagingMandatory: true,
  filtersByNode: false,
  hasDetails: true,
  errors: {
    expiredToken: { status: 403, code: "DBS.280056" },
    foreignProject: { status: 403, code: "DBS.200010" },
    noPermission: { status: 403, code: "DBS.280015" },
    instanceMissing: { status: 404, code: "DBS.200002" },
    throttled: undefined,
  },
  naming: (_projectId, instanceId) => uuidNaming(instanceId),
  file: ({ id, name, bytes, begin, end }, writeTime) => ({
    id,
    name,
    size: kilobytes(bytes),
    begin_time: writeTime(begin),
    end_time: writeTime(end),
  }),
  policy: ({ keepDays, auditTypes }) => ({
    keep_days: keepDays,
    audit_types: auditTypes,
    all_audit_log_action: "INSERT,DELETE,UPDATE,SELECT,CREATE,DROP,ALTER,GRANT,LOGIN",
  }),
  listed: ({ id, name, status, engine, created }, region) => ({
    id,
    name,
    status,
    type: "Cluster",
    // The documents call it a string, their samples show a number.
    port: 3306,
    datastore: { type: engine.type, version: engine.version, kernel_version: "2.0.60.1" },
    created: underscored(created),
    updated: underscored(created + 86_400_000),
    private_ips: ["192.168.0.142"],
    region,
    enterprise_project_id: 0,
    vpc_id: hex(32, id, "vpc"),
    subnet_id: hex(32, id, "subnet"),
    tags: [],
  }),
};
