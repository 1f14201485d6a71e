import { encodeId } from "../../src/audit/id.js";
import { linesOf, sha256 } from "./support/access-lines.js";
import { type ConfiguredProduct, startConfigured } from "./support/configured-product.js";

const CANARY = "canary-7b3e";
const ADMIN = "user:0805a9548fc04a50a0cdd05ceeaa810e project:";
const INSTANCE = "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07";
const PERIOD = 'query Period { usageAuditPeriod(source: "compute-eu") { id } }';
const LINKS = `query Links($instances: [DatabaseInstanceRef!], $window: TimeWindowInput!, $filter: AuditLogFileFilter) {
  auditLogFiles(instances: $instances, window: $window, filter: $filter, first: 2) {
    nodes { upstreamId downloadLink { url } }
  }
}`;
const NOVEMBER = { from: "2026-11-01T00:00:00Z", to: "2026-11-02T00:00:00Z" };
const ITS_FILES = { instances: [{ source: "mysql-eu", instanceId: INSTANCE }], window: NOVEMBER };

describe("the access log where Keystone says who asks", () => {
  let product: ConfiguredProduct;
  const keystone = () => product.sandbox.control.keystone;
  const ask = (query: string, token?: string, variables: object = {}) =>
    product.ask(query, variables, {
      "x-request-id": "router-7",
      ...(token !== undefined && { "x-auth-token": token }),
    });
  const asked = (...args: Parameters<typeof ask>) => linesOf(product, () => ask(...args));

  beforeAll(async () => {
    product = await startConfigured((sandbox) => {
      const [source] = sandbox.configuration().sources;
      const { keystone: authUrl } = sandbox.urls;
      return { access: { mode: "keystone", keystone: { authUrl, credentials: source?.credentials } } };
    });
  });
  beforeEach(() => product.sandbox.control.reset());
  afterAll(() => product.stop());

  test("is on by itself, and its line has all its fields", async () => {
    expect(await asked(PERIOD, keystone().issue())).toEqual([
      {
        level: "info",
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
        service: "auditgraph",
        type: "access",
        requestId: "router-7",
        subject: expect.stringMatching(new RegExp(`^${ADMIN}[0-9a-f]{32}$`)) as string,
        caller: expect.stringMatching(/^[\w-]{43}$/) as string,
        scopes: ["audit:read", "audit:admin", "audit:download", "audit:content"],
        operation: "Period",
        documentHash: sha256(PERIOD),
        outcome: "ok",
        codes: [],
        sources: ["compute-eu"],
        instances: [],
        links: [],
        cost: expect.any(Number) as number,
        upstreamCalls: expect.any(Number) as number,
        durationMs: expect.any(Number) as number,
      },
    ]);
  });

  test("tells which links were handed out, by their files and never by themselves", async () => {
    const lines = await linesOf(product, async () => {
      const { body } = await ask(LINKS, keystone().issue(), ITS_FILES);
      const { nodes } = (body.data as unknown as { auditLogFiles: { nodes: { upstreamId: string }[] } }).auditLogFiles;
      expect(nodes).toHaveLength(2);
      for (const { upstreamId } of nodes) expect(product.lines.at(-1)).toContain(JSON.stringify(upstreamId));
    });
    const place = { source: "mysql-eu", instance: INSTANCE };
    const link = { ...place, file: expect.any(String) as string };
    expect(lines).toMatchObject([{ outcome: "ok", sources: ["mysql-eu"], instances: [place], links: [link, link] }]);
  });

  test.each([
    ["a list of instances' files", LINKS.replace(" downloadLink { url }", ""), ITS_FILES],
    [
      "an instance by its id",
      `query I($ref: DatabaseInstanceRef!) { databaseInstance(ref: $ref) { name } }`,
      { ref: ITS_FILES.instances[0] },
    ],
    [
      "a node",
      `query N($id: ID!) { node(id: $id) { id } }`,
      { id: encodeId({ type: "DatabaseInstance", source: "mysql-eu", instanceId: INSTANCE }) },
    ],
    [
      "an entity's policy",
      `query E($of: [_Any!]!) { _entities(representations: $of) { ... on DatabaseInstance { auditPolicy { keepDays } } } }`,
      { of: [{ __typename: "DatabaseInstance", sourceName: "mysql-eu", instanceId: INSTANCE }] },
    ],
  ])("names the instance that is read by %s, which no coverage tells of", async (_what, query, variables) => {
    expect(await asked(query, keystone().issue(), variables)).toMatchObject([
      { sources: ["mysql-eu"], instances: [{ source: "mysql-eu", instance: INSTANCE }], links: [] },
    ]);
  });

  test("names a source that failed: it was asked", async () => {
    product.sandbox.control.faults.add({ source: "compute-us", kind: "wrong-envelope" });
    expect(await asked(PERIOD.replace("-eu", "-us"), keystone().issue())).toMatchObject([
      { outcome: "error", codes: ["UPSTREAM_CONTRACT_VIOLATION"], sources: ["compute-us"] },
    ]);
  });

  test("tells of a caller without a credential as of nobody, and that nothing was read", async () => {
    expect(await asked(PERIOD)).toMatchObject([
      { subject: null, caller: "anonymous", scopes: [], outcome: "refused", codes: ["UNAUTHENTICATED"], sources: [] },
    ]);
  });

  test("tells of a token that is not believed, and of nobody with it", async () => {
    expect(await asked(PERIOD, "gAAAAABmade-up")).toMatchObject([
      { subject: null, caller: null, scopes: [], outcome: "refused", codes: ["UNAUTHENTICATED"], sources: [] },
    ]);
  });

  test("tells who asked for what was refused, and that nothing was read", async () => {
    const token = keystone().issue({ user: "demo-reader", project: "demo" });
    expect(await asked(PERIOD, token)).toMatchObject([
      {
        subject: expect.stringMatching(/^user:b81d4e6f20a34c5d9e7f8a0b1c2d3e4f project:/) as string,
        scopes: [],
        operation: "Period",
        outcome: "refused",
        codes: ["FORBIDDEN"],
        sources: [],
      },
    ]);
  });

  test("an unscoped token has a user alone", async () => {
    const [line] = await asked(PERIOD, keystone().issue({ project: null }));
    expect(line).toMatchObject({ subject: ADMIN.replace(" project:", "") });
  });

  test.each([
    ["asks for too much", `{ ${"auditSources { name } ".repeat(21)} }`, "QUERY_TOO_COMPLEX"],
    ["is not of the schema", "{ nothing }", "GRAPHQL_VALIDATION_FAILED"],
    ["is no GraphQL", "{", "GRAPHQL_PARSE_FAILED"],
    ["changes something", "mutation { nothing }", "INVALID_ARGUMENT"],
  ])("knows the text of an operation that %s by its hash", async (_what, query, code) => {
    expect(await asked(query, keystone().issue())).toMatchObject([
      { outcome: "refused", codes: [code], documentHash: sha256(query), operation: null },
    ]);
  });

  test.each([
    ["is no JSON", { method: "POST", headers: { "content-type": "application/json" }, body: "{" }],
    [
      "is too large",
      { method: "POST", headers: { "content-type": "application/json" }, body: `"${" ".repeat(1_100_000)}"` },
    ],
    ["another site's page could send", { method: "GET" }],
  ])("has a line of a request that %s", async (_what, request) => {
    const lines = await linesOf(product, () => fetch(`${product.baseUrl}/graphql?query={__typename}`, request));
    expect(lines).toMatchObject([{ outcome: "refused", caller: null, documentHash: null, sources: [] }]);
  });

  test("holds no credential, no word of variables, of a link or of an upstream's answer", async () => {
    const before = product.lines.length;
    const admin = keystone().issue();
    const { body } = await ask(LINKS, admin, { ...ITS_FILES, filter: { nameContains: "" } });
    const { nodes } = (body.data as unknown as { auditLogFiles: { nodes: { downloadLink: { url: string } }[] } })
      .auditLogFiles;
    const links = nodes.map(({ downloadLink }) => downloadLink.url);
    await ask(LINKS, admin, { ...ITS_FILES, filter: { nameContains: CANARY } });
    await ask("query Q($id: ID!, $s: String!) { node(id: $id) { id } usageAuditPeriod(source: $s) { id } }", admin, {
      id: CANARY,
      s: CANARY,
    });
    await ask(PERIOD, CANARY);
    await product.ask(PERIOD, {}, { authorization: `Bearer ${CANARY}`, cookie: CANARY, "x-request-id": "two words" });
    for (const kind of ["duplicated-json", "wrong-envelope", "ill-typed-field"] as const) {
      product.sandbox.control.faults.add({ source: "*", kind });
      await ask(PERIOD.replace("-eu", "-us"), admin);
      product.sandbox.control.reset();
    }
    const text = product.lines
      .slice(before)
      .filter((line) => line.includes('"type":"access"'))
      .join("");
    expect(text.split("\n")).toHaveLength(9);
    expect(links).toHaveLength(2);
    const paths = links.flatMap((url) => [url, new URL(url).pathname, new URL(url).search]);
    const words = [CANARY, admin, "admin-pw", "http://", "127.0.0.1", "gAAAA", "instance_usage_audit_log", ...paths];
    expect(words.filter((word) => text.includes(word))).toEqual([]);
  });
});
