import { classifyByCode, type DatabaseDialect } from "../dialect.js";

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
    badToken: "280056 280064",
    denied: "280015 280032 280063 280019 200010 200604 200044",
    missing: "200002 201501 201502 201028 200013 216030",
    rejected: "200001 201006 200095",
    throttled: "280443",
    busy: "200011 200019 201000 201014 201015 200998 201509 280005",
  }),
};
