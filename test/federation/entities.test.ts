import { DENSE } from "../../sandbox/index.js";
import { type GuardedProduct, startGuarded } from "./support/guarded-product.js";

const MANY = 1_000;
const times = <T>(thing: T): T[] => Array.from({ length: MANY }, () => thing);

const asText = (thing: unknown): string => JSON.stringify(thing);

const dense = { __typename: "DatabaseInstance", sourceName: "mysql-eu", instanceId: DENSE.id };
const balancer = { __typename: "LoadBalancer", sourceName: "lb", loadBalancerId: "435" };
const host = { __typename: "ComputeHost", sourceName: "compute-eu", name: "cmp-02.eu.example" };

const ASKED = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on DatabaseInstance { name }
    ... on ComputeHost { usageAudits(first: 1) { nodes { state } } }
    ... on LoadBalancer { audit { status } }
    ... on AuditLogFile { upstreamId }
    ... on UsageAuditPeriod { end }
  }
}`;

/** Twelve hours apart: sixty-five of them reach over a slice of thirty days, so a walk takes several calls. */
const sparse = { ...dense, instanceId: "5be81d0f3c7a4e92a4f6b1c8d7e29035in07" };
const FILES = 'auditLogFiles(window: { from: "2026-08-15T00:00:00Z" }, first: 65)';

describe("entities over real upstreams", () => {
  let product: GuardedProduct;
  const entities = async (representations: readonly object[]) => {
    product.calls();
    const { body } = await product.asAdmin(ASKED, { representations });
    return { found: (body.data as { _entities: unknown[] } | undefined)?._entities, errors: body.errors };
  };

  beforeAll(async () => {
    product = await startGuarded();
  });
  afterAll(() => product.stop());

  test.each([
    ["instance", sparse, `name ${FILES} { nodes { upstreamId } pageInfo { hasNextPage } }`],
    ["host", host, "usageAudits(first: 6) { nodes { state period { end } } pageInfo { hasNextPage } }"],
    ["load balancer", balancer, "audit { status alerts { alertId } }"],
  ])("a thousand representations of one %s are one walk", async (_what, representation, fields) => {
    const query = `query ($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on ${representation.__typename} { ${fields} } }
    }`;
    // A process of its own for each, so that nothing that is kept between operations saves the calls.
    const walkOf = async (representations: readonly object[]) => {
      const fresh = await startGuarded();
      const { body } = await fresh.asAdmin(query, { representations });
      const calls = fresh.calls();
      await fresh.stop();
      expect(body.errors).toBeUndefined();
      const found = (body.data as { _entities: unknown[] } | undefined)?._entities ?? [];
      return { calls: calls.toSorted(), count: found.length, distinct: [...new Set(found.map(asText))] };
    };
    const one = await walkOf([representation]);
    const all = await walkOf(times(representation));
    expect(one.calls.length).toBeGreaterThan(1);
    expect(all.calls).toEqual(one.calls);
    expect(one.distinct).toEqual([expect.stringMatching(/"(DONE|ERROR)"|"hasNextPage":true/)]);
    expect([all.count, all.distinct]).toEqual([MANY, one.distinct]);
  });

  test("good, unknown, malformed and gone ones answer or err each by itself, in their own places", async () => {
    const { body } = await product.asAdmin('{ usageAuditPeriod(source: "compute-eu") { id } }');
    const { id } = (body.data as { usageAuditPeriod: { id: string } } | undefined)?.usageAuditPeriod ?? {};
    const { found, errors } = await entities([
      { ...dense, instanceId: "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07" },
      { ...dense, sourceName: "gone" },
      { __typename: "AuditLogFile", id },
      { __typename: "UsageAuditPeriod", id },
      { ...balancer, loadBalancerId: "no-number" },
      balancer,
      { __typename: "ComputeHost", name: "cmp-02.eu.example" },
      { ...host, name: "cmp-99.eu.example" },
    ]);
    expect(found).toMatchObject([
      { name: "orders-primary" },
      null,
      null,
      { __typename: "UsageAuditPeriod", end: "2026-11-01T00:00:00Z" },
      null,
      { audit: { status: "ERROR" } },
      null,
      { usageAudits: { nodes: [] } },
    ]);
    expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [["_entities", 2], "INVALID_ID"],
      [["_entities", 4], "INVALID_ID"],
      [["_entities", 6], "INVALID_ID"],
    ]);
  });

  test("what the caller may not have is FORBIDDEN in its own place, before anything is asked for it", async () => {
    product.calls();
    const headers = { "x-auth-token": product.tokens.reader };
    const { body } = await product.ask(ASKED, { representations: [balancer, dense, balancer, host] }, headers);
    expect(body.data).toMatchObject({
      _entities: [null, { name: "clickstream" }, null, { __typename: "ComputeHost" }],
    });
    expect(body.errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [["_entities", 0], "FORBIDDEN"],
      [["_entities", 2], "FORBIDDEN"],
    ]);
    expect(product.calls().filter((call) => call.startsWith("lb"))).toEqual([]);
  });

  test("a source that fails takes only its own entities' fields with it", async () => {
    product.sandbox.control.faults.add({ source: "lb", kind: "server-error" });
    const { found, errors } = await entities([balancer, dense]);
    product.sandbox.control.reset();
    expect(found).toMatchObject([{ audit: null }, { name: "clickstream" }]);
    expect(errors?.map(({ path }) => path)).toEqual([["_entities", 0, "audit"]]);
  });
});
