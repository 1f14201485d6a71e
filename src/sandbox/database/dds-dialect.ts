import type { Dialect } from "./dialect.js";
import { nodeNaming } from "./file-naming.js";

/** DDS writes the times of its instance list without any offset. */
const bare = (time: number): string => new Date(time).toISOString().slice(0, 19);

/** DDS: sizes in bytes, start_time instead of begin_time, files by node. */
export const dds: Dialect = {
  kind: "dds",
  paths: { files: "auditlog", links: "auditlog-links", policy: "auditlog-policy" },
  keys: { files: "audit_logs", total: "total_record" },
  maxLimit: 100,
  pagingMandatory: false,
  filtersByNode: true,
  hasDetails: false,
  errors: {
    expiredToken: { status: 401, code: "DBS.280056" },
    foreignProject: { status: 403, code: "DBS.200604" },
    noPermission: { status: 403, code: "DBS.280032" },
    instanceMissing: { status: 404, code: "DBS.200002" },
    throttled: { status: 429, code: "DBS.280443" },
  },
  naming: nodeNaming,
  file: ({ id, name, bytes, begin, end, nodeId }, writeTime) => ({
    id,
    name,
    size: bytes,
    node_id: nodeId,
    start_time: writeTime(begin),
    end_time: writeTime(end),
  }),
  policy: ({ keepDays, auditTypes }) => ({ keep_days: keepDays, audit_scope: "all", audit_types: auditTypes }),
  listed: ({ id, name, status, engine, created, nodes }, region) => ({
    id,
    name,
    remark: "",
    status,
    mode: nodes.length > 1 ? "Sharding" : "Single",
    region,
    datastore: engine,
    engine: "wiredTiger",
    created: bare(created),
    updated: bare(created + 86_400_000),
    time_zone: "",
    groups: [
      {
        type: "mongos",
        id: null,
        name: null,
        status: null,
        nodes: nodes.map((node) => ({ ...node, status: "normal" })),
      },
    ],
    actions: [],
    tags: [],
  }),
};
