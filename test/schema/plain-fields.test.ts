import { isInterfaceType, isObjectType } from "graphql";
import { buildAuditSchema } from "../../src/graphql/schema/build-schema.js";
import { recordResolvers } from "../../src/graphql/schema/record-resolvers.js";

const schema = buildAuditSchema().executable;

/** Fields that take arguments, ask a source, or answer with a promise. Every other one is read off its object. */
const resolved = [
  "AuditLogFile.downloadLink",
  "AuditLogFileConnection.totalCount",
  "AuditSource.health",
  "ComputeHost.usageAudits",
  "DatabaseInstance.auditLogFiles",
  "DatabaseInstance.auditPolicy",
  "DatabaseInstance.engine",
  "DatabaseInstance.name",
  "DatabaseInstance.status",
  "DatabaseInstanceConnection.totalCount",
  "HostUsageAuditConnection.totalCount",
  "LoadBalancer.audit",
  "LoadBalancerAudit.alerts",
  "LoadBalancerAuditConnection.totalCount",
  "UsageAuditPeriod.hosts",
  "UsageAuditPeriod.previous",
];

test("a field that only reads its object has no resolver: nothing is done for it in a page of a hundred", () => {
  const found = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && type.name !== "Query" && !type.name.startsWith("_"))
    .flatMap((type) =>
      isObjectType(type)
        ? Object.values(type.getFields()).flatMap((field) => (field.resolve ? [`${type.name}.${field.name}`] : []))
        : [],
    );
  expect(found.sort()).toEqual(resolved);
});

test("a field that is asked of each record is called by GraphQL itself, unless a class is made of its arguments", () => {
  const direct = Object.entries(recordResolvers).flatMap(([type, fields]) =>
    Object.keys(fields as object).map((field) => `${type}.${field}`),
  );
  const withArgumentsOfAClass = ["ComputeHost.usageAudits", "DatabaseInstance.auditLogFiles", "UsageAuditPeriod.hosts"];
  const ofConnections = resolved.filter((name) => name.endsWith("Connection.totalCount"));
  expect([...direct, ...withArgumentsOfAClass, ...ofConnections].sort()).toEqual(resolved);
  for (const [name, fields] of Object.entries(recordResolvers)) {
    const type = schema.getType(name);
    for (const [field, resolve] of Object.entries(fields as object)) {
      expect(isObjectType(type) && type.getFields()[field]?.resolve).toBe(resolve);
    }
  }
});

test("the type of a node is told at once, as compiled operations need it", () => {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isInterfaceType(type)) continue;
    const node = { ref: { type: "AuditLogFile" } };
    expect(type.resolveType?.(node, {}, undefined as never, type)).toBe("AuditLogFile");
  }
});
