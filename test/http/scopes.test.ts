import { Scope } from "../../src/audit/session.js";
import { memoryBalancerSource } from "./support/memory-balancer-source.js";
import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type Product, startProduct } from "./support/product.js";

const WINDOW = 'window: { from: "2026-11-01T00:00:00Z" }';

describe("scopes", () => {
  let product: Product;
  const calls: string[] = [];
  /** The header names the scopes, so that each test is the caller that it needs. */
  const ask = (query: string, scopes: readonly Scope[], variables?: object) =>
    product.ask(query, variables, { "x-scopes": scopes.join(" ") });
  const codes = async (query: string, scopes: readonly Scope[]) =>
    (await ask(query, scopes)).body.errors?.map(({ path, extensions }) => [path?.join("."), extensions.code]);

  beforeAll(async () => {
    product = await startProduct({
      sources: [memoryUsageSource({ calls }), memoryDatabaseSource({ calls }), memoryBalancerSource({ calls })],
      access: {
        callerOf: (headers) => {
          const scopes = String(headers["x-scopes"]).split(" ") as Scope[];
          return Promise.resolve({ key: "test", token: undefined, scopes: new Set(scopes) });
        },
      },
    });
  });
  beforeEach(() => void calls.splice(0));
  afterAll(() => product.stop());

  test("without audit:read every list is FORBIDDEN before anything is asked, and auditSources still answers", async () => {
    const { body } = await ask(
      `{ auditSources { name } usageAuditPeriods { nodes { id } } usageAuditPeriod(source: "compute") { id }
         databaseInstance(ref: { source: "mysql", instanceId: "one" }) { id } databaseInstances { nodes { id } }
         auditLogFiles(${WINDOW}) { nodes { id } } loadBalancerAudits { nodes { id } } auditRecords(${WINDOW}) { nodes { id } } }`,
      [],
    );
    expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual(Array.from({ length: 7 }, () => "FORBIDDEN"));
    expect(body.data?.auditSources).toHaveLength(3);
    expect(calls).toEqual([]);
  });

  test("audit:admin opens the load balancers, audit:read does not", async () => {
    expect(await codes("{ loadBalancerAudits { nodes { id } } }", [Scope.READ])).toEqual([
      ["loadBalancerAudits", "FORBIDDEN"],
    ]);
    expect(await codes("{ loadBalancerAudits { nodes { id } } }", [Scope.ADMIN])).toBeUndefined();
  });

  test("a load balancer is not to be had by its id or as an entity either", async () => {
    const admin = await ask("{ loadBalancerAudits(first: 1) { nodes { id alerts { id } } } }", [Scope.ADMIN]);
    const data = admin.body.data as unknown as {
      loadBalancerAudits: { nodes: { id: string; alerts: { id: string }[] }[] };
    };
    const [audit] = data.loadBalancerAudits.nodes;
    calls.splice(0);
    const { body } = await ask(
      `query ($id: ID!, $alert: ID!, $representations: [_Any!]!) {
        node(id: $id) { id } nodes(ids: [$alert]) { id } _entities(representations: $representations) { __typename }
      }`,
      [Scope.READ, Scope.DOWNLOAD],
      {
        id: audit?.id,
        alert: audit?.alerts[0]?.id,
        representations: [
          { __typename: "LoadBalancerAudit", id: audit?.id },
          { __typename: "LoadBalancer", sourceName: "lb", loadBalancerId: "1" },
        ],
      },
    );
    expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual(Array.from({ length: 4 }, () => "FORBIDDEN"));
    expect(body.data).toEqual({ node: null, nodes: [null], _entities: [null, null] });
    expect(calls).toEqual([]);
  });

  test("without audit:download only the links are missing", async () => {
    const { body } = await ask(`{ auditLogFiles(${WINDOW}, first: 2) { nodes { name downloadLink { url } } } }`, [
      Scope.READ,
    ]);
    expect(body.errors?.map(({ path, extensions }) => [path?.join("."), extensions.code])).toEqual([
      ["auditLogFiles.nodes.0.downloadLink", "FORBIDDEN"],
      ["auditLogFiles.nodes.1.downloadLink", "FORBIDDEN"],
    ]);
    expect(body.data?.auditLogFiles).toEqual({
      nodes: [
        { name: "two-0000.log", downloadLink: null },
        { name: "one-0000.log", downloadLink: null },
      ],
    });
    expect(calls.filter((call) => call.includes("downloadLink"))).toEqual([]);
  });

  test("a signed link is answered as the source wrote it", async () => {
    const { body } = await ask(`{ auditLogFiles(${WINDOW}, first: 1) { nodes { downloadLink { url expiresAt } } } }`, [
      Scope.READ,
      Scope.DOWNLOAD,
    ]);
    expect(body.data?.auditLogFiles).toEqual({
      nodes: [
        {
          downloadLink: {
            url: "https://files.example/two/two-0000?Signature=a%2Bb",
            expiresAt: "2026-11-20T12:05:00Z",
          },
        },
      ],
    });
  });

  test("the time line leaves load balancers out and says why", async () => {
    const { body } = await ask(
      `{ auditRecords(${WINDOW}) { nodes { __typename } coverage { source { name } state recordsRead problem { code } } } }`,
      [Scope.READ],
    );
    const { nodes, coverage } = body.data?.auditRecords as unknown as {
      nodes: { __typename: string }[];
      coverage: object[];
    };
    expect(nodes.some(({ __typename }) => __typename === "LoadBalancerAudit")).toBe(false);
    expect(coverage.at(-1)).toEqual({
      source: { name: "lb" },
      state: "SKIPPED",
      recordsRead: 0,
      problem: { code: "FORBIDDEN" },
    });
    expect(calls.filter((call) => call.startsWith("lb"))).toEqual([]);
  });
});
