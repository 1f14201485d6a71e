import { registerEnumType } from "type-graphql";
import { AuditSourceKind } from "../../audit/source.js";

registerEnumType(AuditSourceKind, {
  name: "AuditSourceKind",
  description: "What a source is: which service is asked, and in which dialect.",
  valuesConfig: {
    NOVA: { description: "OpenStack Compute: the instance usage audit log (os-instance_usage_audit_log)." },
    TAURUSDB: { description: "Huawei Cloud TaurusDB, formerly GaussDB(for MySQL): SQL audit log files." },
    RDS: { description: "Huawei Cloud and Open Telekom Cloud Relational Database Service: SQL audit log files." },
    DDS: { description: "Huawei Cloud and Open Telekom Cloud Document Database Service: audit log files." },
    ATLAS: { description: "OpenStack Atlas, also Rackspace Cloud Load Balancers: the load balancer status audit." },
  },
});

export { AuditSourceKind };
