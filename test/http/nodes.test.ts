import { memoryBalancerSource } from "./support/memory-balancer-source.js";
import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type Product, startProduct } from "./support/product.js";

const EVERYTHING = `{
  usageAuditPeriods(first: 1) { nodes { id hosts(first: 1) { nodes { id } } } }
  databaseInstances(first: 1) { nodes { id } }
  auditLogFiles(window: { from: "2026-11-01T00:00:00Z" }, first: 1) { nodes { id } }
  loadBalancerAudits(first: 1) { nodes { id alerts { id } } }
}`;
interface Found {
  id: string;
  hosts?: { nodes: Found[] };
  alerts?: Found[];
}

describe("nodes", () => {
  let product: Product;
  let ids: string[];

  beforeAll(async () => {
    product = await startProduct({ sources: [memoryUsageSource(), memoryDatabaseSource(), memoryBalancerSource()] });
    const data = await product.data<Record<string, { nodes: Found[] }>>(EVERYTHING);
    ids = Object.values(data)
      .flatMap(({ nodes }) => nodes)
      .flatMap(({ id, hosts, alerts = [] }) => [
        id,
        ...(hosts?.nodes ?? []).map((each) => each.id),
        ...alerts.map((each) => each.id),
      ]);
  });
  afterAll(() => product.stop());

  test("every type of node is found again by its id, in the order of the ids", async () => {
    const { nodes } = await product.data<{ nodes: { __typename: string; id: string }[] }>(
      "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }",
      { ids },
    );
    expect(nodes.map(({ id }) => id)).toEqual(ids);
    expect([...new Set(nodes.map(({ __typename }) => __typename))]).toEqual([
      "UsageAuditPeriod",
      "HostUsageAudit",
      "DatabaseInstance",
      "AuditLogFile",
      "LoadBalancerAudit",
      "LoadBalancerAlert",
    ]);
  });

  test("an id outlives the process and works in every replica", async () => {
    const replica = await startProduct({
      sources: [memoryUsageSource(), memoryDatabaseSource(), memoryBalancerSource()],
    });
    const { node } = await replica.data<{ node: { id: string } }>("query ($id: ID!) { node(id: $id) { id } }", {
      id: ids[3],
    });
    await replica.stop();
    expect(node.id).toBe(ids[3]);
  });

  test("ids of a source that is not configured any more are unknown: null, without an error", async () => {
    const other = await startProduct({
      sources: [
        memoryUsageSource({ name: "a" }),
        memoryDatabaseSource({ name: "b" }),
        memoryBalancerSource({ name: "c" }),
      ],
    });
    const { nodes } = await other.data<{ nodes: unknown[] }>("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {
      ids,
    });
    await other.stop();
    expect(nodes).toEqual(ids.map(() => null));
  });

  test("an id of a thing that the source does not hold is null", async () => {
    const other = await startProduct({ sources: [memoryDatabaseSource({ instances: ["else"] })] });
    const { node } = await other.data<{ node: object | null }>("query ($id: ID!) { node(id: $id) { id } }", {
      id: ids[2],
    });
    await other.stop();
    expect(node).toBeNull();
  });

  test("a malformed id is INVALID_ID in its own place and leaves the others alone", async () => {
    const { body } = await product.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {
      ids: [ids[0], "x", ids[2]],
    });
    expect(body.data).toEqual({ nodes: [{ id: ids[0] }, null, { id: ids[2] }] });
    expect(body.errors).toEqual([
      expect.objectContaining({
        path: ["nodes", 1],
        message: "ids[1]: this is not an id that this API gave out.",
        extensions: { code: "INVALID_ID", retryable: false },
      }),
    ]);
  });
});
