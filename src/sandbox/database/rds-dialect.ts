import { hex } from "../world/random.js";
import { kilobytes, type Dialect } from "./dialect.js";
import { uuidNaming } from "./file-naming.js";
import { writeOffsetTime } from "./offset-time.js";

/** RDS: the list key is one word, and a page is at most 50. */
export const rds: Dialect = {
  kind: "rds",
  paths: { files: "auditlog", links: "auditlog-links", policy: "auditlog-policy" },
  keys: { files: "auditlogs", total: "total_record" },
  maxLimit: 50,
  pagingMandatory: true,
  filtersByNode: false,
  hasDetails: false,
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
  // OTC's answer has keep_days alone; Huawei's has the types too.
  policy: ({ keepDays, auditTypes }) => ({
    keep_days: keepDays,
    ...(auditTypes.length > 0 && { audit_types: auditTypes }),
  }),
  listed: ({ id, name, status, engine, created, nodes }, region) => ({
    id,
    name,
    alias: "",
    status,
    type: nodes.length > 1 ? "Ha" : "Single",
    port: 3306,
    datastore: engine,
    created: writeOffsetTime(created, "+0800"),
    updated: writeOffsetTime(created + 86_400_000, "+0800"),
    region,
    enterprise_project_id: "0",
    vpc_id: hex(32, id, "vpc"),
    subnet_id: hex(32, id, "subnet"),
    nodes: nodes.map((node) => ({ ...node, status: "ACTIVE" })),
    tags: [],
  }),
};
