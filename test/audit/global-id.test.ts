import { openJson, sealJson } from "../../src/audit/seal.js";
import { decodeId, decodeIdOf, encodeId, type NodeRef } from "../../src/audit/id.js";
import { codeOf, mutationsOf } from "./support.js";

const refs: NodeRef[] = [
  { type: "AuditSource", source: "compute-eu" },
  { type: "ComputeHost", source: "compute-eu", host: "cmp-01.eu.example" },
  { type: "LoadBalancer", source: "octavia-eu", loadBalancerId: "00000000-0000-4000-8000-000000000001" },
  { type: "UsageAuditPeriod", source: "compute-eu", begin: 1_354_320_000_000, end: 1_356_998_400_000 },
  { type: "HostUsageAudit", source: "compute-eu", begin: -1, end: 0, host: "cmp-01.eu.example" },
  { type: "DatabaseInstance", source: "dds-eu", instanceId: "65d3fe0c50984b35bc1a36e9b7c7de98in02" },
  {
    type: "AuditLogFile",
    source: "dds-eu",
    instanceId: "65d3in02",
    begin: 1_607_681_689_000,
    upstreamId: "no02_16076/?#",
  },
  { type: "LoadBalancerAudit", source: "lb", loadBalancerId: "435" },
  { type: "LoadBalancerAlert", source: "lb", loadBalancerId: "435", alertId: "1" },
];

describe.each(refs)("the id of a $type", (ref) => {
  const id = encodeId(ref);

  test("names the node whole, and is safe in a URL", () => {
    expect(decodeId(id)).toEqual(ref);
    expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  test("is the same whatever order the fields are written in", () => {
    expect(encodeId(Object.fromEntries(Object.entries(ref).reverse()) as unknown as NodeRef)).toBe(id);
  });

  test("is refused when any one character is changed, lost or added", () => {
    const accepted = [...mutationsOf(id)].filter((mutation) => codeOf(() => decodeId(mutation)) !== "INVALID_ID");
    expect(accepted).toEqual([]);
  });

  test("stands only where its own type may stand", () => {
    for (const { type } of refs) {
      expect(codeOf(() => decodeIdOf(type, id, "ids"))).toBe(type === ref.type ? undefined : "INVALID_ID");
    }
  });

  test("of another version, of no type, and with a field more or less is refused", () => {
    const whole = openJson(id) as unknown[];
    for (const other of [
      whole.with(0, 2),
      whole.with(1, "Query"),
      whole.with(1, "toString"),
      whole.slice(0, -1),
      [...whole, 1],
    ]) {
      expect(codeOf(() => decodeId(sealJson(other)))).toBe("INVALID_ID");
    }
  });
});

test.each([
  ["a source that no configuration can name", [1, "LoadBalancerAudit", "LB!", "435"]],
  ["an instance that leaves its path segment", [1, "DatabaseInstance", "dds-eu", "../../v3/projects"]],
  ["an instance longer than any", [1, "DatabaseInstance", "dds-eu", "a".repeat(65)]],
  ["an empty instance", [1, "DatabaseInstance", "dds-eu", ""]],
  ["a balancer that is no number", [1, "LoadBalancerAudit", "lb", "435&id=1"]],
  ["a balancer that is not a text", [1, "LoadBalancerAudit", "lb", 435]],
  ["a time that is a text", [1, "UsageAuditPeriod", "compute-eu", "0", 1]],
  ["a time that is not whole", [1, "UsageAuditPeriod", "compute-eu", 0.5, 1]],
  ["a time that no Date can hold", [1, "UsageAuditPeriod", "compute-eu", 0, 8.64e15 + 1]],
  ["a year of five digits", [1, "AuditLogFile", "dds-eu", "65d3in02", Date.UTC(10_000, 0), "a"]],
  ["a time after which no source can be asked", [1, "UsageAuditPeriod", "compute-eu", 0, Date.UTC(9_999, 11, 31)]],
  ["a year before 0", [1, "UsageAuditPeriod", "compute-eu", Date.UTC(-1, 0), 0]],
  ["a file without an id", [1, "AuditLogFile", "dds-eu", "65d3in02", 0, ""]],
  ["a file whose id has no end", [1, "AuditLogFile", "dds-eu", "65d3in02", 0, "a".repeat(513)]],
])("an id with %s is refused, even where its check is right", (_what, value) => {
  expect(() => decodeId(sealJson(value), "ids")).toThrow("ids: this is not an id that this API gave out.");
});

test("an id of the wrong type is refused in words that name both", () => {
  const period = refs.filter(({ type }) => type === "UsageAuditPeriod").map(encodeId)[0];
  expect(() => decodeIdOf("AuditLogFile", period ?? "", "id")).toThrow(
    "id: this is the id of a UsageAuditPeriod, not of a AuditLogFile.",
  );
});
