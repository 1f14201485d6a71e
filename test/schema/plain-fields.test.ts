import { isInterfaceType, isObjectType } from "graphql";
import { buildAuditSchema } from "../../src/graphql/schema.js";

const schema = buildAuditSchema().executable;

const ROOTS = ["Query", "Subscription"];

/** Fields that take arguments, ask a source, or answer with a promise. Every other one is read off its object. */
const resolved = [
  "AuditLogEntryConnection.coverage",
  "AuditLogFile.downloadLink",
  "AuditLogFile.entries",
  "AuditLogFileConnection.coverage",
  "AuditLogFileConnection.knownCount",
  "AuditLogFileConnection.totalCount",
  "AuditLogFileConnection.uncounted",
  "AuditRecordConnection.coverage",
  "AuditRecordConnection.knownCount",
  "AuditRecordConnection.totalCount",
  "AuditRecordConnection.uncounted",
  "AuditSource.health",
  "ComputeHost.usageAudits",
  "ComputeHostConnection.coverage",
  "ComputeHostConnection.knownCount",
  "ComputeHostConnection.totalCount",
  "ComputeHostConnection.uncounted",
  "DatabaseInstance.auditLogFiles",
  "DatabaseInstance.auditPolicy",
  "DatabaseInstance.engine",
  "DatabaseInstance.name",
  "DatabaseInstance.status",
  "DatabaseInstanceConnection.coverage",
  "DatabaseInstanceConnection.knownCount",
  "DatabaseInstanceConnection.totalCount",
  "DatabaseInstanceConnection.uncounted",
  "HostUsageAuditConnection.coverage",
  "HostUsageAuditConnection.knownCount",
  "HostUsageAuditConnection.totalCount",
  "HostUsageAuditConnection.uncounted",
  "LoadBalancer.audit",
  "LoadBalancer.name",
  "LoadBalancerAlertConnection.coverage",
  "LoadBalancerAlertConnection.knownCount",
  "LoadBalancerAlertConnection.totalCount",
  "LoadBalancerAlertConnection.uncounted",
  "LoadBalancerAudit.alerts",
  "LoadBalancerAudit.components",
  "LoadBalancerAuditConnection.coverage",
  "LoadBalancerAuditConnection.knownCount",
  "LoadBalancerAuditConnection.totalCount",
  "LoadBalancerAuditConnection.uncounted",
  "LoadBalancerConnection.coverage",
  "LoadBalancerConnection.knownCount",
  "LoadBalancerConnection.totalCount",
  "LoadBalancerConnection.uncounted",
  "UsageAuditPeriod.hosts",
  "UsageAuditPeriod.previous",
  "UsageAuditPeriodConnection.coverage",
  "UsageAuditPeriodConnection.knownCount",
  "UsageAuditPeriodConnection.totalCount",
  "UsageAuditPeriodConnection.uncounted",
];

test("a field that only reads its object has no resolver: nothing is done for it in a page of a hundred", () => {
  const found = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !ROOTS.includes(type.name) && !type.name.startsWith("_"))
    .flatMap((type) =>
      isObjectType(type)
        ? Object.values(type.getFields()).flatMap((field) => (field.resolve ? [`${type.name}.${field.name}`] : []))
        : [],
    );
  expect(found.sort()).toEqual(resolved);
});

test("the type of a node is told at once", () => {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isInterfaceType(type)) continue;
    const node = { ref: { type: "AuditLogFile" } };
    expect(type.resolveType?.(node, {}, undefined as never, type)).toBe("AuditLogFile");
  }
});
