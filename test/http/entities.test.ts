import { readFileSync } from "node:fs";
import { memoryBalancerSource } from "./support/memory-balancer-source.js";
import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type Product, startProduct } from "./support/product.js";

const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on AuditSource { kind health }
    ... on DatabaseInstance { id sourceName instanceId }
    ... on ComputeHost { usageAudits(first: 2) { nodes { state period { end } } pageInfo { hasNextPage } totalCount } }
    ... on LoadBalancer { audit { status alerts(statuses: [UNACKNOWLEDGED]) { alertId status } } }
    ... on UsageAuditPeriod { end }
  }
}`;

describe("entities", () => {
  let product: Product;
  const calls: string[] = [];
  const entities = (...representations: object[]) => product.ask(ENTITIES, { representations });

  beforeAll(async () => {
    const sources = [memoryUsageSource({ calls }), memoryDatabaseSource({ calls }), memoryBalancerSource({ calls })];
    product = await startProduct({ sources });
  });
  beforeEach(() => void calls.splice(0));
  afterAll(() => product.stop());

  test("the federated schema is served as it was reviewed", async () => {
    const { _service } = await product.data<{ _service: { sdl: string } }>("{ _service { sdl } }");
    expect(_service.sdl.trim()).toBe(readFileSync("schema/subgraph.graphql", "utf8").trim());
  });

  test("sources, hosts and balancers resolve by their keys", async () => {
    const { body } = await entities(
      { __typename: "AuditSource", name: "lb" },
      { __typename: "ComputeHost", sourceName: "compute", name: "cmp-02" },
      { __typename: "LoadBalancer", sourceName: "lb", loadBalancerId: "2" },
      { __typename: "LoadBalancer", sourceName: "lb", loadBalancerId: "99" },
    );
    expect(body.errors).toBeUndefined();
    expect(body.data?._entities).toEqual([
      { __typename: "AuditSource", kind: "ATLAS", health: "HEALTHY" },
      {
        __typename: "ComputeHost",
        usageAudits: {
          nodes: [
            { state: "RUNNING", period: { end: "2026-11-01T00:00:00Z" } },
            { state: "RUNNING", period: { end: "2026-10-01T00:00:00Z" } },
          ],
          pageInfo: { hasNextPage: true },
          totalCount: null,
        },
      },
      { __typename: "LoadBalancer", audit: { status: "ERROR", alerts: [{ alertId: "21", status: "UNACKNOWLEDGED" }] } },
      { __typename: "LoadBalancer", audit: null },
    ]);
  });

  test("a database instance resolves by either key, without an upstream call", async () => {
    const first = await entities({ __typename: "DatabaseInstance", sourceName: "mysql", instanceId: "one" });
    const [instance] = first.body.data?._entities as unknown as { id: string }[];
    const second = await entities({ __typename: "DatabaseInstance", id: instance?.id });
    expect(second.body).toEqual(first.body);
    expect(calls).toEqual([]);
  });

  test("an entity of a source that is not configured is null", async () => {
    const { body } = await entities(
      { __typename: "AuditSource", name: "gone" },
      { __typename: "ComputeHost", sourceName: "mysql", name: "cmp-01" },
      { __typename: "DatabaseInstance", sourceName: "gone", instanceId: "one" },
    );
    expect([body.errors, body.data]).toEqual([undefined, { _entities: [null, null, null] }]);
  });

  test("a malformed representation fails alone, with a code", async () => {
    const period = await product.data<{ usageAuditPeriod: { id: string } }>(
      '{ usageAuditPeriod(source: "compute") { id } }',
    );
    const { id } = period.usageAuditPeriod;
    const { body } = await entities(
      { __typename: "UsageAuditPeriod", id },
      { __typename: "UsageAuditPeriod", id: "x" },
      { __typename: "AuditLogFile", id },
      { __typename: "LoadBalancer", sourceName: "lb", loadBalancerId: "1/../2" },
      { __typename: "ComputeHost", sourceName: "compute" },
      { __typename: "DatabaseInstance", sourceName: "mysql", instanceId: "a/b" },
    );
    expect(body.data?._entities).toEqual([
      { __typename: "UsageAuditPeriod", end: "2026-11-01T00:00:00Z" },
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(body.errors?.map(({ path, message, extensions }) => [path?.[1], extensions.code, message])).toEqual([
      [1, "INVALID_ID", "representations: this is not an id that this API gave out."],
      [2, "INVALID_ID", "representations: this is the id of a UsageAuditPeriod, not of a AuditLogFile."],
      [3, "INVALID_ID", "representations: a load balancer id is a whole number."],
      [4, "INVALID_ID", "representations: ComputeHost needs its key field name."],
      [5, "INVALID_ARGUMENT", expect.stringContaining("instance id")],
    ]);
  });

  test.each([
    ["names no type", { sourceName: "lb" }],
    ["names a type that is none", { __typename: "Nothing" }],
    ["names a type that is no entity", { __typename: "AuditLogFileConnection" }],
    ["is a text", "LoadBalancer"],
    ["is a list", []],
  ])("a representation that %s fails alone, and the error names the entities", async (_what, wrong) => {
    const representations = [{ __typename: "AuditSource", name: "lb" }, wrong];
    const { body } = await product.ask(ENTITIES, { representations });
    expect(body.data?._entities).toEqual([{ __typename: "AuditSource", kind: "ATLAS", health: "HEALTHY" }, null]);
    expect(body.errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [["_entities", 1], "INVALID_ARGUMENT"],
    ]);
    expect(body.errors?.[0]?.message).toContain("AuditSource, UsageAuditPeriod, HostUsageAudit, ComputeHost");
  });
});
