import { hex, writeOffsetTime, writeParts } from "../world.js";
import type { AuditFile, FileNaming } from "./files.js";
import type { DatabaseInstance } from "./instances.js";

export type DatabaseKind = "taurusdb" | "rds" | "dds";

/** An error's status and code; the same meaning has another status in each service. */
export interface ErrorCode {
  readonly status: number;
  readonly code: string;
}

/** In what one database service differs from the others. */
export interface Dialect {
  readonly kind: DatabaseKind;
  readonly paths: { readonly files: string; readonly links: string; readonly policy: string };
  readonly keys: { readonly files: string; readonly total: string };
  readonly maxLimit: number;
  /** TaurusDB and RDS refuse a call without offset and limit; DDS has defaults. */
  readonly pagingMandatory: boolean;
  readonly filtersByNode: boolean;
  readonly hasDetails: boolean;
  readonly errors: {
    readonly expiredToken: ErrorCode;
    readonly foreignProject: ErrorCode;
    readonly noPermission: ErrorCode;
    readonly instanceMissing: ErrorCode;
    readonly throttled: ErrorCode | undefined;
  };
  naming(projectId: string, instanceId: string): FileNaming;
  file(file: AuditFile, writeTime: (time: number) => string): Record<string, unknown>;
  policy(instance: DatabaseInstance): Record<string, unknown>;
  listed(instance: DatabaseInstance, region: string): Record<string, unknown>;
}

/** KB with six digits of fraction, as the documented 20481.835938. */
const kilobytes = (bytes: number): number => Math.round((bytes / 1024) * 1e6) / 1e6;

const SCRAMBLE = 0x9e3779b1;
/** SCRAMBLE's inverse modulo 2^32, by Newton's steps. */
const UNSCRAMBLE = [1, 2, 3, 4, 5].reduce((x) => Math.imul(x, 2 - Math.imul(SCRAMBLE, x)), SCRAMBLE);

const hex8 = (number: number): string => (number >>> 0).toString(16).padStart(8, "0");

const compact = (time: number): string => writeParts(time, "", "", "");

/** TaurusDB and RDS: `<host>t<parts of a UUID>br01`, the same UUID in the file's name. */
const uuidNaming = (instanceId: string): FileNaming => {
  const host = `fa163e${hex(6, instanceId, "host")}`;
  const [mid, clock] = [hex(4, instanceId, "mid"), `9${hex(3, instanceId, "clock")}`];
  const prefix = `${host}t11e9${mid}`;
  return {
    name: (index, begin) => {
      const low = hex8(Math.imul(index + 1, SCRAMBLE));
      const uuid = `${low}-${mid}-11e9-${clock}-${host}`;
      return {
        id: `${prefix}${low}${clock}br01`,
        name: `${300_000 + index}_${compact(begin)}_${instanceId}_Audit_${uuid}`,
      };
    },
    indexOf: (id) => {
      if (!id.startsWith(prefix)) return undefined;
      const low = Number.parseInt(id.slice(prefix.length, prefix.length + 8), 16);
      return Number.isNaN(low) ? undefined : (Math.imul(low, UNSCRAMBLE) >>> 0) - 1;
    },
  };
};

/** DDS: `<node id>_<epoch millis>`, named `<project>_audit_log_<instance>_<id>`. The millis are the moment of the cut. */
const nodeNaming = (projectId: string, instanceId: string): FileNaming => ({
  name: (_index, _begin, end, nodeId) => {
    const id = `${nodeId ?? "node"}_${end + ((end / 1000) % 1000)}`;
    return { id, name: `${projectId}_audit_log_${instanceId}_${id}` };
  },
  indexOf: (id, files) => {
    const [nodeId, millis] = id.split("_");
    const first = files.firstEndAt(Math.floor(Number(millis) / 1000) * 1000);
    for (let index = Math.max(0, first - files.stride); index <= first + files.stride; index += 1) {
      if (files.spec.nodes[index % files.stride] === nodeId && files.at(index).id === id) return index;
    }
    return undefined;
  },
});

/** TaurusDB's list page shows the offset after an underscore: 2018-08-20T02:33:49_0800. */
const underscored = (time: number): string => writeOffsetTime(time, "+0800").replace("+", "_");

/** TaurusDB, GaussDB for MySQL before. */
const taurusdb: Dialect = {
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

/** RDS: the list key is one word, and a page is at most 50. */
const rds: Dialect = {
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

/** DDS writes the times of its instance list without any offset. */
const bare = (time: number): string => new Date(time).toISOString().slice(0, 19);

/** DDS: sizes in bytes, start_time instead of begin_time, files by node. */
const dds: Dialect = {
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

export const dialects = { taurusdb, rds, dds } as const;
