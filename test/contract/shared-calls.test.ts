import { type SandboxProduct, startSandboxProduct } from "./support/sandbox-product.js";

const INSTANCE = { source: "mysql-eu", instanceId: "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07" };
const REF = `{ source: "${INSTANCE.source}", instanceId: "${INSTANCE.instanceId}" }`;
/** Less than a page of the source's. */
const WINDOW = '{ from: "2026-11-01T00:00:00Z", to: "2026-11-02T00:00:00Z" }';

describe("what one operation asks twice goes out once", () => {
  let product: SandboxProduct;
  const ask: SandboxProduct["ask"] = (query, variables) => product.ask(query, variables);
  /** Asks, and tells which calls that cost, in words such as "GET files". */
  const calls = async (query: string, variables?: object): Promise<string[]> => {
    product.sandbox.control.log.reset();
    await ask(query, variables);
    return product.sandbox.control.log
      .requests()
      .filter(({ source }) => source !== "keystone")
      .map(({ method, route }) => `${method} ${route}`);
  };
  beforeAll(async () => {
    product = await startSandboxProduct();
  });
  afterAll(() => product.stop());

  test("a period under aliases, in a fragment and from a walk back", async () => {
    const twice = `
      query { a: usageAuditPeriod(source: "compute-eu") { ...whole } b: usageAuditPeriod(source: "compute-eu") { ...whole }
              usageAuditPeriods(sources: ["compute-eu"], first: 1) { nodes { ...whole } pageInfo { hasNextPage } } }
      fragment whole on UsageAuditPeriod { end status hosts { nodes { state } } }`;
    // The page's own period, and the one beyond it that tells whether there is a next page.
    expect(await calls(twice)).toEqual(["GET audit.show", "GET audit.show"]);
    const urls = product.sandbox.control.log.requests("compute-eu").map(({ url }) => url);
    expect(new Set(urls).size).toBe(2);
  });

  test("a file list under aliases, in a fragment, and by the instance as an entity", async () => {
    const once = await calls(
      `{ databaseInstance(ref: ${REF}) { auditLogFiles(window: ${WINDOW}) { nodes { name } } } }`,
    );
    const twice = await calls(
      `query ($representations: [_Any!]!) {
        a: databaseInstance(ref: ${REF}) { ...files }
        b: databaseInstance(ref: ${REF}) { ...files }
        auditLogFiles(instances: [${REF}], window: ${WINDOW}) { nodes { name } }
        _entities(representations: $representations) { ...files }
      }
      fragment files on DatabaseInstance {
        one: auditLogFiles(window: ${WINDOW}) { nodes { name } }
        two: auditLogFiles(window: ${WINDOW}) { nodes { name size: sizeBytes } }
      }`,
      {
        representations: [
          { __typename: "DatabaseInstance", sourceName: INSTANCE.source, instanceId: INSTANCE.instanceId },
        ],
      },
    );
    expect(twice.toSorted()).toEqual(once.toSorted());
    expect(once.filter((call) => call === "GET files")).toHaveLength(1);
  });

  test("an instance and its policy under aliases", async () => {
    const fields = "name status engine auditPolicy { enabled }";
    const asked = await calls(
      `{ a: databaseInstance(ref: ${REF}) { ${fields} } b: databaseInstance(ref: ${REF}) { ${fields} } }`,
    );
    expect(asked.toSorted()).toEqual(["GET instances", "GET policy"]);
  });

  test("a hundred download links of one instance are two POSTs of fifty ids each", async () => {
    const list = `{ auditLogFiles(instances: [${REF}],
      window: { from: "2026-11-01T00:00:00Z", to: "2026-11-08T00:00:00Z" }, first: 100) { nodes { upstreamId downloadLink { url } } } }`;
    const asked = await calls(list);
    expect(asked.filter((call) => call === "POST links")).toHaveLength(2);
    const posts = product.sandbox.control.log.requests("mysql-eu").filter(({ method }) => method === "POST");
    const ids = posts.map(({ body }) => (JSON.parse(body ?? "{}") as { ids: string[] }).ids);
    expect(ids.map(({ length }) => length)).toEqual([50, 50]);
    expect(new Set(ids.flat()).size).toBe(100);
  });

  test("each link is the link of its own file", async () => {
    const { auditLogFiles } = (await ask(`{ auditLogFiles(instances: [${REF}], window: ${WINDOW}, first: 48) {
      nodes { upstreamId name downloadLink { url expiresAt } } } }`)) as {
      auditLogFiles: {
        nodes: { upstreamId: string; name: string; downloadLink: { url: string; expiresAt: string } }[];
      };
    };
    expect(auditLogFiles.nodes).toHaveLength(48);
    for (const { upstreamId, name, downloadLink } of auditLogFiles.nodes) {
      expect(downloadLink.url).toMatch(new RegExp(`${upstreamId}|${name}`));
      expect(downloadLink.expiresAt).toBe("2026-11-20T12:05:00Z");
    }
  });

  test("two load balancer queries that differ only in status are one report", async () => {
    const query = (status: string) =>
      `loadBalancerAudits(filter: { sources: ["lb"], statuses: [${status}] }) { nodes { status } }`;
    expect(await calls(`{ a: ${query("ERROR")} b: ${query("BUILD")} c: ${query("ERROR, PENDING_UPDATE")} }`)).toEqual([
      "GET audit",
    ]);
  });

  test("a balancer's audit, as an entity and in the list, and all alerts of the page are two calls", async () => {
    const asked = await calls(
      `query ($representations: [_Any!]!) {
        loadBalancerAudits(filter: { sources: ["lb"] }, first: 20) { nodes { alerts { alertId } all: alerts(statuses: [UNACKNOWLEDGED]) { alertId } } }
        _entities(representations: $representations) { ... on LoadBalancer { audit { status } } }
      }`,
      { representations: [{ __typename: "LoadBalancer", sourceName: "lb", loadBalancerId: "435" }] },
    );
    expect(asked.toSorted()).toEqual(["GET alerts.byloadbalancerids", "GET audit"]);
  });
});
