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

  test("an ID key may be a whole number; a text key may not", async () => {
    const { body } = await entities(
      { __typename: "LoadBalancer", sourceName: "lb", loadBalancerId: 2 },
      { __typename: "LoadBalancer", sourceName: "lb", loadBalancerId: Number.MAX_SAFE_INTEGER },
      { __typename: "LoadBalancer", sourceName: "lb", loadBalancerId: -2 },
      { __typename: "UsageAuditPeriod", id: 7 },
      { __typename: "LoadBalancer", sourceName: "lb", loadBalancerId: 2.5 },
      { __typename: "LoadBalancer", sourceName: "lb", loadBalancerId: true },
      { __typename: "LoadBalancer", sourceName: "lb", loadBalancerId: 2 ** 60 },
      { __typename: "ComputeHost", sourceName: "compute", name: 2 },
      { __typename: "AuditSource", name: ["lb"] },
    );
    expect(body.data?._entities).toMatchObject([
      { audit: { status: "ERROR" } },
      { audit: null },
      ...Array.from({ length: 7 }, () => null),
    ]);
    const asId =
      "representations: LoadBalancer needs its key field loadBalancerId as a text or a whole number below 2^53.";
    expect(body.errors?.map(({ path, message, extensions }) => [path?.[1], extensions.code, message])).toEqual([
      [2, "INVALID_ID", "representations: a load balancer id is a whole number, or a UUID in lower case."],
      [3, "INVALID_ID", "representations: this is not an id that this API gave out."],
      [4, "INVALID_ID", asId],
      [5, "INVALID_ID", asId],
      [6, "INVALID_ID", asId],
      [7, "INVALID_ID", "representations: ComputeHost needs its key field name as a text."],
      [8, "INVALID_ID", "representations: AuditSource needs its key field name as a text."],
    ]);
  });

  test("of several keys the one that is whole counts", async () => {
    const names = { sourceName: "mysql", instanceId: "one" };
    const whole = await entities({ __typename: "DatabaseInstance", ...names });
    const [instance] = whole.body.data?._entities as unknown as { id: string }[];
    const { body } = await entities(
      { __typename: "DatabaseInstance", id: null, ...names },
      { __typename: "DatabaseInstance", id: "", ...names },
      { __typename: "DatabaseInstance", id: instance?.id, sourceName: "mysql" },
      { __typename: "DatabaseInstance", id: instance?.id, sourceName: null, instanceId: null },
      { __typename: "DatabaseInstance", id: instance?.id, ...names },
    );
    expect([body.errors, body.data?._entities]).toEqual([undefined, Array.from({ length: 5 }, () => instance)]);
    const broken = await entities(
      { __typename: "DatabaseInstance" },
      { __typename: "DatabaseInstance", id: null, sourceName: "mysql" },
      { __typename: "DatabaseInstance", id: 1.5, instanceId: "one" },
      { __typename: "DatabaseInstance", sourceName: "mysql", instanceId: 1 },
    );
    expect(broken.body.data?._entities).toEqual([null, null, null, null]);
    for (const { message, extensions } of broken.body.errors ?? []) {
      expect([extensions.code, message]).toEqual([
        "INVALID_ID",
        "representations: DatabaseInstance needs one of its keys whole: id, or sourceName and instanceId.",
      ]);
    }
    expect(broken.body.errors).toHaveLength(4);
  });

  test("what a router sends beside a key is passed over", async () => {
    const { body } = await entities(
      { __typename: "AuditSource", name: "lb", kind: "NOVA", __proto: 1, required: { deep: [null] } },
      { __typename: "LoadBalancer", sourceName: "lb", loadBalancerId: "99", audit: "theirs", id: null },
    );
    expect([body.errors, body.data?._entities]).toEqual([
      undefined,
      [
        { __typename: "AuditSource", kind: "ATLAS", health: "HEALTHY" },
        { __typename: "LoadBalancer", audit: null },
      ],
    ]);
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
      [3, "INVALID_ID", "representations: a load balancer id is a whole number, or a UUID in lower case."],
      [4, "INVALID_ID", "representations: ComputeHost needs its key field name."],
      [5, "INVALID_ARGUMENT", expect.stringContaining("instance id")],
    ]);
  });

  test.each([
    ["names no type", { sourceName: "lb" }],
    ["names a type that is none", { __typename: "Nothing" }],
    ["names a type that is no entity", { __typename: "AuditLogFileConnection" }],
    ["names an interface", { __typename: "AuditRecord", id: "x" }],
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
