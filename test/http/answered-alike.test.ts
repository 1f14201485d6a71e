import { encodeId, type NodeRef } from "../../src/audit/id.js";
import { memoryBalancerSource } from "./support/memory-balancer-source.js";
import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type Answer, type Product, startProduct } from "./support/product.js";
import { NOW } from "./support/world.js";

const codesOf = ({ body }: Answer) => body.errors?.map(({ extensions }) => extensions.code);

describe("who may not see a thing is answered alike whether it exists or not, and nothing is looked up", () => {
  const calls: string[] = [];
  let product: Product;

  beforeAll(async () => {
    const sources = [memoryUsageSource({ calls }), memoryDatabaseSource({ calls }), memoryBalancerSource({ calls })];
    const nobody = { key: "nobody", token: undefined, scopes: new Set<never>() };
    product = await startProduct({ sources, access: { callerOf: () => Promise.resolve(nobody) } });
  });
  beforeEach(() => void calls.splice(0));
  afterAll(() => product.stop());

  const period = { source: "compute", begin: Date.UTC(2026, 9, 1), end: Date.UTC(2026, 10, 1) };
  const file = { source: "mysql", instanceId: "one", begin: NOW - 1_800_000, upstreamId: "one-0000" };
  /** Of each type a node that the sources hold, and what changes it into one that they do not. */
  const nodes: readonly (readonly [NodeRef, object])[] = [
    [{ type: "UsageAuditPeriod", ...period }, { begin: 0 }],
    [{ type: "HostUsageAudit", ...period, host: "cmp-01" }, { host: "cmp-99" }],
    [{ type: "DatabaseInstance", source: "mysql", instanceId: "one" }, { instanceId: "nine" }],
    [{ type: "AuditLogFile", ...file }, { upstreamId: "one-9999" }],
    [{ type: "LoadBalancerAudit", source: "lb", loadBalancerId: "1" }, { loadBalancerId: "987654" }],
    [{ type: "LoadBalancerAlert", source: "lb", loadBalancerId: "1", alertId: "1" }, { alertId: "987654" }],
  ];
  const QUERY = `query ($id: ID!, $r: [_Any!]!) {
    node(id: $id) { id } nodes(ids: [$id]) { id } _entities(representations: $r) { __typename }
  }`;
  /** Fields of one operation fail in no order of their own. */
  const told = ({ status, body: { data, errors } }: Answer) => ({
    status,
    data,
    errors: errors?.map((error) => JSON.stringify(error)).sort(),
  });

  test.each(nodes)("by its id: %j", async (ref, other) => {
    const ask = (each: NodeRef) => {
      const id = encodeId(each);
      return product.ask(QUERY, { id, r: [{ __typename: each.type, id }] });
    };
    const present = await ask(ref);
    expect(codesOf(present)).toEqual(["FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]);
    const absent = [
      { ...ref, ...other },
      { ...ref, source: "gone" },
    ] as readonly NodeRef[];
    for (const each of absent) expect(told(await ask(each))).toEqual(told(present));
    expect(calls).toEqual([]);
  });

  test.each([
    ['usageAuditPeriod(source: "compute") { id }', 'usageAuditPeriod(source: "gone") { id }'],
    [
      'usageAuditPeriods(sources: ["compute"]) { nodes { id } }',
      'usageAuditPeriods(sources: ["gone"]) { nodes { id } }',
    ],
    [
      'databaseInstance(ref: { source: "mysql", instanceId: "one" }) { id }',
      'databaseInstance(ref: { source: "mysql", instanceId: "nine" }) { id }',
    ],
    [
      'loadBalancerAudits(filter: { sources: ["lb"] }) { nodes { id } }',
      'loadBalancerAudits(filter: { sources: ["gone"] }) { nodes { id } }',
    ],
  ])("by a field: %s", async (exists, isGone) => {
    const place = (answer: Answer) => ({ ...told(answer), extensions: undefined });
    const [present, absent] = [await product.ask(`{ ${exists} }`), await product.ask(`{ ${isGone} }`)];
    expect(codesOf(present)).toEqual(["FORBIDDEN"]);
    expect(place(absent)).toEqual(place(present));
    expect(calls).toEqual([]);
  });
});
