import { Scope } from "../../src/audit/session.js";
import { memoryBalancerSource } from "./support/memory-balancer-source.js";
import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type Product, startProduct } from "./support/product.js";

const calls: string[] = [];
const sources = () => [memoryUsageSource({ calls }), memoryDatabaseSource({ calls }), memoryBalancerSource({ calls })];
const ALL = Object.values(Scope).join(" ");

describe("what stands beside records", () => {
  let product: Product;
  const ask = (query: string, variables?: object, scopes = ALL) =>
    product.ask(query, variables, { "x-scopes": scopes });
  const data = async <T>(query: string, variables?: object): Promise<T> => {
    const { body } = await ask(query, variables);
    expect(body.errors).toBeUndefined();
    return body.data as T;
  };

  beforeAll(async () => {
    product = await startProduct({
      sources: sources(),
      access: {
        callerOf: (headers) =>
          Promise.resolve({
            key: "test",
            token: undefined,
            scopes: new Set(String(headers["x-scopes"]).split(" ") as Scope[]),
          }),
      },
    });
  });
  beforeEach(() => void calls.splice(0));
  afterAll(() => product.stop());

  test("a host and a balancer are there by their names, for no call, as a reference of another subgraph is", async () => {
    const query = `{
      computeHost(source: "compute", name: "gone-07") { id sourceName name }
      loadBalancer(source: "lb", loadBalancerId: 435) { id sourceName loadBalancerId }
    }`;
    const { computeHost, loadBalancer } = await data<Record<string, { id: string }>>(query);
    expect(calls).toEqual([]);
    const references = [
      { __typename: "ComputeHost", sourceName: "compute", name: "gone-07" },
      { __typename: "LoadBalancer", sourceName: "lb", loadBalancerId: "435" },
    ];
    const { _entities } = await data<{ _entities: unknown[] }>(
      `query ($references: [_Any!]!) { _entities(representations: $references) {
        ... on ComputeHost { id sourceName name } ... on LoadBalancer { id sourceName loadBalancerId }
      } }`,
      { references },
    );
    expect(_entities).toEqual([computeHost, loadBalancer]);
  });

  test("each is found again by its id, and a source too, for no call", async () => {
    const found = await data<Record<string, { id: string } | { id: string }[]>>(`{
      computeHost(source: "compute", name: "cmp-01") { id }
      loadBalancer(source: "lb", loadBalancerId: "1") { id }
      auditSources { id }
    }`);
    const ids = Object.values(found).flatMap((each) => (Array.isArray(each) ? each : [each]).map(({ id }) => id));
    expect(new Set(ids).size).toBe(5);
    calls.splice(0);
    const { nodes } = await data<{ nodes: object[] }>(
      `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id
        ... on AuditSource { label: name } ... on ComputeHost { host: name } ... on LoadBalancer { loadBalancerId }
      } }`,
      { ids },
    );
    expect(nodes).toEqual([
      { __typename: "ComputeHost", id: ids[0], host: "cmp-01" },
      { __typename: "LoadBalancer", id: ids[1], loadBalancerId: "1" },
      { __typename: "AuditSource", id: ids[2], label: "compute" },
      { __typename: "AuditSource", id: ids[3], label: "mysql" },
      { __typename: "AuditSource", id: ids[4], label: "lb" },
    ]);
    expect(calls).toEqual([]);
  });

  test("the same thing has the same id wherever it stands", async () => {
    const { computeHost, loadBalancer, auditSources, ...lists } = await data<Record<string, never>>(`{
      computeHost(source: "compute", name: "cmp-01") { id }
      loadBalancer(source: "lb", loadBalancerId: "1") { id }
      auditSources(kinds: [ATLAS]) { id }
      usageAuditPeriod(source: "compute") { hosts(first: 1) { nodes { host { id } } } }
      loadBalancerAudits(first: 1) { nodes { source { id } loadBalancer { id } alerts { loadBalancer { id } } } }
    }`);
    const told = JSON.stringify(lists);
    for (const { id } of [computeHost, loadBalancer, auditSources?.[0]] as unknown as { id: string }[]) {
      expect(told).toContain(id);
    }
  });

  test("hosts are those of the last period, by name; a part of a name finds them in upper or lower case", async () => {
    const query = `query ($part: String) { computeHosts(nameContainsAnyCase: $part) { totalCount nodes { name } } }`;
    const { computeHosts } = await data<Record<string, object>>(query);
    expect(computeHosts).toEqual({
      totalCount: 3,
      nodes: [{ name: "cmp-01" }, { name: "cmp-02" }, { name: "cmp-03" }],
    });
    expect(calls).toEqual(["compute: periodBefore"]);
    expect((await data<Record<string, object>>(query, { part: "MP-02" })).computeHosts).toEqual({
      totalCount: 1,
      nodes: [{ name: "cmp-02" }],
    });
  });

  test.each([
    ["computeHosts", "first: 2", "nodes { name }"],
    ["databaseInstances", "first: 2", "nodes { instanceId }"],
    ["loadBalancers", "first: 5", "nodes { loadBalancerId }"],
  ])(
    "%s turns round, and a cursor of one order is refused in the other, with the argument's name",
    async (list, size, nodes) => {
      interface Pages {
        readonly whole: { nodes: object[] };
        readonly turned: { nodes: object[] };
        readonly page: { pageInfo: { endCursor: string } };
      }
      const { whole, turned, page } = await data<Pages>(`{
      whole: ${list}(orderBy: ASCENDING) { ${nodes} }
      turned: ${list}(orderBy: DESCENDING) { ${nodes} }
      page: ${list}(${size}) { pageInfo { endCursor } }
    }`);
      expect(whole.nodes.length).toBeGreaterThan(1);
      expect(turned.nodes).toEqual(whole.nodes.toReversed());
      const after = JSON.stringify(page.pageInfo.endCursor);
      const { body } = await ask(`{ ${list}(orderBy: DESCENDING, after: ${after}) { ${nodes} } }`);
      expect(body.errors).toMatchObject([{ extensions: { code: "INVALID_CURSOR" } }]);
      expect(body.errors?.[0]?.message).toContain("(orderBy differs)");
    },
  );

  test("balancers have the names that their list tells, for its one call", async () => {
    const { loadBalancers } = await data<Record<string, { nodes: object[] }>>(
      '{ loadBalancers(first: 2, nameContainsAnyCase: "BALANCER-") { totalCount nodes { loadBalancerId name } } }',
    );
    expect(loadBalancers).toEqual({
      totalCount: 8,
      nodes: [
        { loadBalancerId: "1", name: "balancer-1" },
        { loadBalancerId: "2", name: "balancer-2" },
      ],
    });
    expect(new Set(calls)).toEqual(new Set(["lb: balancers"]));
  });

  interface Alerts {
    loadBalancerAlerts: { totalCount: number; nodes: { alertId: string; createdAt: string }[] };
  }
  const ALERTS = `query ($window: TimeWindowInput, $filter: LoadBalancerAlertFilter, $first: Int = 200) {
    loadBalancerAlerts(window: $window, filter: $filter, first: $first) { totalCount nodes { alertId createdAt status } }
  }`;
  const alerts = async (variables: object) => (await data<Alerts>(ALERTS, variables)).loadBalancerAlerts;

  test("alerts are a list of their own, newest first, of all audited balancers", async () => {
    const all = await alerts({});
    expect(all.totalCount).toBe(24);
    const times = all.nodes.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted().reverse());
    expect(new Set(calls)).toEqual(new Set(["lb: alertList"]));
  });

  test.each([
    [{ filter: { statuses: ["UNACKNOWLEDGED"] } }, 8],
    [{ filter: { statuses: [] } }, 0],
    [{ filter: { accountIds: ["11"] } }, 24],
    [{ filter: { accountIds: ["12"] } }, 0],
    [{ filter: { loadBalancerIds: ["2", "3"] } }, 6],
    [{ filter: { loadBalancerIds: [] } }, 0],
    [{ filter: { sources: [] } }, 0],
    [{ window: { from: "2026-11-19T00:00:00Z" } }, 8],
    [{ window: { from: "2026-11-18T00:00:00Z", to: "2026-11-19T00:00:00Z" } }, 8],
    [{ window: { from: "2026-11-18T12:00:00Z", to: "2026-11-19T12:00:00Z" } }, 8],
  ])("of %j there are %i", async (variables, count) => {
    expect((await alerts(variables)).totalCount).toBe(count);
  });

  test.each([
    ['computeHost(source: "lb", name: "a") { id }', "source"],
    ['computeHost(source: "compute", name: "") { id }', "name"],
    [`computeHost(source: "compute", name: "${"a".repeat(513)}") { id }`, "name"],
    ['loadBalancer(source: "compute", loadBalancerId: "1") { id }', "source"],
    ['loadBalancer(source: "lb", loadBalancerId: "../1") { id }', "loadBalancerId"],
    ['computeHosts(sources: ["mysql"]) { nodes { id } }', "sources"],
    ['loadBalancers(sources: ["nope"]) { nodes { id } }', "sources"],
    ['loadBalancerAlerts(filter: { accountIds: ["x"] }) { nodes { id } }', "filter.accountIds[0]"],
    ['loadBalancerAlerts(filter: { loadBalancerIds: ["1", "x/1"] }) { nodes { id } }', "filter.loadBalancerIds[1]"],
    [
      `loadBalancerAlerts(filter: { loadBalancerIds: [${"1 ".repeat(201)}] }) { nodes { id } }`,
      "filter.loadBalancerIds",
    ],
  ])("%s is INVALID_ARGUMENT, and asks for nothing", async (query, argument) => {
    const { body } = await ask(`{ ${query} }`);
    expect(body.errors).toMatchObject([{ extensions: { code: "INVALID_ARGUMENT" } }]);
    expect(body.errors?.[0]?.message.startsWith(`${argument}: `)).toBe(true);
    expect(calls).toEqual([]);
  });

  const READABLE = ['computeHost(source: "compute", name: "cmp-01") { id }', "computeHosts { nodes { id } }"];
  const ADMINISTRABLE = [
    'loadBalancer(source: "lb", loadBalancerId: "1") { id }',
    "loadBalancers { nodes { id } }",
    "loadBalancerAlerts { nodes { id } }",
  ];

  test.each([
    ...READABLE.map((query) => [query, Scope.READ, Scope.ADMIN] as const),
    ...ADMINISTRABLE.map((query) => [query, Scope.ADMIN, Scope.READ] as const),
  ])("%s needs %s, and %s is not enough", async (query, needed, other) => {
    const [granted, refused] = [await ask(`{ ${query} }`, {}, needed), await ask(`{ ${query} }`, {}, other)];
    expect(granted.body.errors).toBeUndefined();
    expect(refused.body.errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
  });

  test("a host's or a balancer's id is not looked at without the scope; a source's is told to everybody", async () => {
    const { computeHost, loadBalancer, auditSources } = await data<Record<string, never>>(`{
      computeHost(source: "compute", name: "cmp-01") { id }
      loadBalancer(source: "lb", loadBalancerId: "1") { id }
      auditSources(kinds: [NOVA]) { id }
    }`);
    const ids = ([computeHost, loadBalancer, auditSources?.[0]] as unknown as { id: string }[]).map(({ id }) => id);
    const { body } = await ask("query ($ids: [ID!]!) { nodes(ids: $ids) { __typename } }", { ids }, "none");
    expect(body.data).toEqual({ nodes: [null, null, { __typename: "AuditSource" }] });
    expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual(["FORBIDDEN", "FORBIDDEN"]);
  });
});

test("a source that fails stands in the coverage of each list", async () => {
  const failure = new Error("no");
  const product = await startProduct({ sources: [memoryUsageSource({ failure }), memoryBalancerSource({ failure })] });
  const { body } = await product.ask(`{
    computeHosts { totalCount nodes { id } coverage { state } }
    loadBalancers { totalCount nodes { id } coverage { state } }
    loadBalancerAlerts { totalCount nodes { id } coverage { state } }
  }`);
  await product.stop();
  const failed = { totalCount: null, nodes: [], coverage: [{ state: "FAILED" }] };
  expect(body.data).toEqual({ computeHosts: failed, loadBalancers: failed, loadBalancerAlerts: failed });
});
