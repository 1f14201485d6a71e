import { compileRelay, RELAY_SOURCE } from "./relay-project.js";

describe("relay-compiler", () => {
  test("takes the schema, with @connection and @refetchable on each kind of list, and writes a manifest", () => {
    const { status, told, read } = compileRelay(RELAY_SOURCE);
    expect([status, status === 0 ? "" : told]).toEqual([0, ""]);
    expect(read("artifacts/componentsPeriodsPage.graphql.ts")).toContain("usageAuditPeriods");
    expect(read("artifacts/componentsFilesPage.graphql.ts")).toContain("auditLogFiles");
    // A node's list is fetched on by the node's global id.
    const manifest = Object.values(JSON.parse(read("documents.json")) as Record<string, string>);
    expect(manifest.some((text) => text.includes("node(id: $id)") && text.includes("auditLogFiles"))).toBe(true);
  });

  test("refuses what the schema does not have", () => {
    const { status, told } = compileRelay(
      "graphql`query componentsQuery { usageAuditPeriods { edges { node { nothing } } } }`;",
    );
    expect([status, told]).toEqual([1, expect.stringContaining("nothing")]);
  });
});
