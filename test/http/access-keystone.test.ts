import { readFileSync } from "node:fs";
import { encodeId } from "../../src/audit/id.js";
import type { GraphqlFailure } from "./support/product.js";
import { type ConfiguredProduct, startConfigured } from "./support/configured-product.js";

const PERIOD = '{ usageAuditPeriod(source: "compute-eu") { id } auditSources { name } }';
const BALANCERS = "{ loadBalancerAudits(first: 1) { nodes { id } } }";

const codes = (errors: readonly GraphqlFailure[] | undefined) =>
  errors?.map(({ path, extensions }) => [path?.join("."), extensions.code]);

test("left to the defaults, a member reads nothing that the sources keep to admins, and an admin reads all", async () => {
  const product = await startConfigured((upstreams) => {
    const [source] = upstreams.configuration().sources;
    return {
      access: {
        mode: "keystone",
        keystone: { authUrl: upstreams.urls.keystone, credentials: source?.credentials },
      },
    };
  });
  const query = `{ usageAuditPeriods(first: 1) { nodes { id } } databaseInstances(first: 1) { nodes { id } } ${BALANCERS.slice(1)}`;
  const { keystone } = product.sandbox.control;
  const answerTo = (token: string) => product.ask(query, {}, { "x-auth-token": token });
  for (const user of ["demo", "demo-reader"]) {
    const { body } = await answerTo(keystone.issue({ user, project: "demo" }));
    expect(codes(body.errors)?.map(([, code]) => code)).toEqual(["FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]);
  }
  expect((await answerTo(keystone.issue())).body.errors).toBeUndefined();
  await product.stop();
});

describe("access by Keystone's tokens", () => {
  let product: ConfiguredProduct;
  const asked = (): number => product.sandbox.control.log.counters("keystone").byRoute["token.validate"] ?? 0;
  const ask = (query: string, token?: string, variables: object = {}) =>
    product.ask(query, variables, token === undefined ? {} : { "x-auth-token": token });
  const reader = () => product.sandbox.control.keystone.issue({ user: "demo-reader", project: "demo" });
  const admin = () => product.sandbox.control.keystone.issue();

  beforeAll(async () => {
    product = await startConfigured((sandbox) => {
      const { sources } = sandbox.configuration();
      const authUrl = sandbox.urls.keystone;
      const forwarded = { name: "own", kind: "nova", endpoint: sandbox.urls.nova, credentials: { type: "forward" } };
      const credentials = {
        type: "password",
        username: "admin",
        password: "admin-pw",
        userDomainName: "Default",
        projectName: "admin",
      };
      const roles = { "audit:read": ["reader"] };
      return {
        access: { mode: "keystone", keystone: { authUrl, credentials, roles } },
        sources: [...sources, forwarded],
      };
    });
  });
  beforeEach(() => product.sandbox.control.reset());
  afterAll(() => product.stop());

  test("a valid token's roles grant the scopes: reader reads, admin sees load balancers too", async () => {
    const token = reader();
    const read = await ask(PERIOD, token);
    expect([read.status, read.body.errors]).toEqual([200, undefined]);
    const refused = await ask(BALANCERS, token);
    expect([refused.status, codes(refused.body.errors)]).toEqual([200, [["loadBalancerAudits", "FORBIDDEN"]]]);
    expect((await ask(BALANCERS, admin())).body.errors).toBeUndefined();
  });

  test("a token without any role is a known caller without scopes", async () => {
    const { status, body } = await ask(PERIOD, product.sandbox.control.keystone.issue({ project: null }));
    expect([status, codes(body.errors)]).toEqual([200, [["usageAuditPeriod", "FORBIDDEN"]]]);
  });

  test("no credential: what needs none is answered, the rest is UNAUTHENTICATED, and nobody is asked", async () => {
    const { status, body } = await ask(`{ __typename __schema { queryType { name } } ${PERIOD.slice(1)}`);
    expect([status, codes(body.errors)]).toEqual([200, [["usageAuditPeriod", "UNAUTHENTICATED"]]]);
    expect(body.data).toMatchObject({ __typename: "Query", usageAuditPeriod: null });
    expect(product.sandbox.control.log.requests()).toEqual([]);
  });

  test("an Authorization of mode jwt is no credential here", async () => {
    const { status, body } = await product.ask(PERIOD, {}, { authorization: "Bearer anything" });
    expect([status, codes(body.errors)]).toEqual([200, [["usageAuditPeriod", "UNAUTHENTICATED"]]]);
  });

  test("no credential: every field that the SDL protects is UNAUTHENTICATED, and so are nodes and entities", async () => {
    const query = `query ($id: ID!, $r: [_Any!]!, $w: TimeWindowInput!, $ref: DatabaseInstanceRef!) {
      usageAuditPeriods { nodes { id } } usageAuditPeriod(source: "nope") { id } databaseInstance(ref: $ref) { id }
      databaseInstances { nodes { id } } auditLogFiles(window: $w) { nodes { id } } auditRecords(window: $w) { nodes { id } }
      computeHost(source: "nope", name: "one") { id } computeHosts { nodes { id } } loadBalancerAlerts { nodes { __typename } }
      loadBalancer(source: "nope", loadBalancerId: "1") { id } loadBalancers { nodes { id } }
      auditLogEntries(window: $w, instances: [$ref]) { nodes { __typename } } loadBalancerAudits { nodes { id } }
      auditLogFileVolume(window: $w) { __typename } auditRecordVolume(window: $w) { __typename }
      usageAuditSummary { __typename } loadBalancerAuditSummary { __typename } node(id: $id) { id } nodes(ids: [$id]) { id } _entities(representations: $r) { __typename }
    }`;
    const sdl = readFileSync("schema/subgraph.graphql", "utf8");
    const [, root = ""] = /^type Query[^{]*{(.*?)^}/ms.exec(sdl) ?? [];
    const guarded = [
      ...root.matchAll(/^ {2}(\w+)(?:\((?:(?!\n {2}\)).)*\n {2}\))?: \S+ @(?:authenticated|requiresScopes)/gms),
    ];
    for (const [, field = ""] of guarded) expect(query).toMatch(new RegExp(`\\b${field}\\b`));
    const { body } = await product.ask(query, {
      id: encodeId({ type: "DatabaseInstance", source: "mysql-eu", instanceId: "one" }),
      r: ["ComputeHost", "DatabaseInstance", "LoadBalancer"].map((__typename) => ({ __typename })),
      w: { from: new Date(product.clock() - 3_600_000).toISOString() },
      ref: { source: "nope", instanceId: "one" },
    });
    expect([guarded.length, body.errors?.length]).toEqual([17, 22]);
    expect(new Set(body.errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(["UNAUTHENTICATED"]));
    expect(product.sandbox.control.log.requests()).toEqual([]);
  });

  test.each([
    ["a made-up token", () => "gAAAAABmade-up"],
    ["a token that has expired", () => product.sandbox.control.keystone.issue({ ttlMs: 0 })],
    ["what cannot be a token", () => "two words"],
    ["two tokens in one header", () => `${admin()}, ${admin()}`],
  ])("%s is answered 401, with no word of why and no data", async (_what, token) => {
    const { status, headers, body } = await ask(PERIOD, token());
    expect([status, headers.get("www-authenticate")]).toEqual([401, "Keystone"]);
    expect(body).toEqual({
      errors: [
        {
          message: "The request's credentials are not valid.",
          extensions: { code: "UNAUTHENTICATED", retryable: false },
        },
      ],
    });
  });

  test("one validation serves everybody who comes with the same token at the same time, and for a minute after", async () => {
    const token = reader();
    product.sandbox.control.faults.add({ source: "keystone", route: "token.validate", kind: "latency", ms: 50 });
    await Promise.all(Array.from({ length: 8 }, () => ask("{ __typename }", token)));
    expect(asked()).toBe(1);
    product.clock.advance(59_000);
    await ask("{ __typename }", token);
    expect(asked()).toBe(1);
    product.clock.advance(1_000);
    await ask("{ __typename }", token);
    expect(asked()).toBe(2);
  });

  test("a revoked token is refused a minute after its validation at the latest", async () => {
    const token = reader();
    expect((await ask("{ __typename }", token)).status).toBe(200);
    product.sandbox.control.keystone.revoke(token);
    product.clock.advance(60_000);
    expect((await ask("{ __typename }", token)).status).toBe(401);
  });

  test("a token is never believed past its own end", async () => {
    const token = product.sandbox.control.keystone.issue({ ttlMs: 20_000 });
    expect((await ask("{ __typename }", token)).status).toBe(200);
    product.clock.advance(20_000);
    expect((await ask("{ __typename }", token)).status).toBe(401);
    expect(asked()).toBe(2);
  });

  test("an unknown token is not asked about again for ten seconds", async () => {
    for (let i = 0; i < 3; i += 1) expect((await ask("{ __typename }", "unknown-one")).status).toBe(401);
    expect(asked()).toBe(1);
    product.clock.advance(10_000);
    await ask("{ __typename }", "unknown-one");
    expect(asked()).toBe(2);
  });

  test.each([
    ["answers 503", { kind: "unavailable" }],
    ["answers in HTML", { kind: "bad-gateway" }],
    ["cuts its answer", { kind: "cut-body" }],
    ["answers with half a JSON", { kind: "truncated-json" }],
    ["answers elsewhere", { kind: "redirect" }],
    ["answers without a body", { kind: "empty-body" }],
  ] as const)("while Keystone %s nobody is let in: 503 and UPSTREAM_UNAVAILABLE", async (_what, fault) => {
    product.sandbox.control.faults.add({ source: "keystone", route: "token.validate", ...fault });
    const { status, body } = await ask(PERIOD, reader());
    expect([status, body.data, body.errors?.map(({ extensions }) => extensions.code)]).toEqual([
      503,
      undefined,
      ["UPSTREAM_UNAVAILABLE"],
    ]);
    expect((await ask(PERIOD)).status).toBe(200);
    product.clock.advance(60_000);
  });

  test("when the service account's own token has ended, it logs in anew and the caller notices nothing", async () => {
    await ask("{ __typename }", reader());
    product.sandbox.control.keystone.expireAll();
    expect((await ask("{ __typename }", reader())).status).toBe(200);
  });

  test("a source with forward credentials is asked with the caller's own token", async () => {
    const token = reader();
    const { body } = await ask('{ usageAuditPeriod(source: "own") { id } }', token);
    expect(codes(body.errors)).toEqual([["usageAuditPeriod", "UPSTREAM_REJECTED"]]);
    const granted = await ask('{ usageAuditPeriod(source: "own") { id } }', admin());
    expect(granted.body.errors).toBeUndefined();
  });

  test("a load balancer that exists and one that does not are answered alike to who may not see them", async () => {
    const listed = await ask(BALANCERS, admin());
    const { nodes } = listed.body.data?.loadBalancerAudits as unknown as { nodes: { id: string }[] };
    const id = nodes[0]?.id ?? "";
    const missing = encodeId({ type: "LoadBalancerAudit", source: "lb", loadBalancerId: "987654" });
    const representation = (loadBalancerId: string) => ({
      __typename: "LoadBalancer",
      sourceName: "lb",
      loadBalancerId,
    });
    const answers = await Promise.all(
      [
        { id, r: [representation("123")] },
        { id: missing, r: [representation("987654")] },
      ].map((variables) =>
        ask(
          "query ($id: ID!, $r: [_Any!]!) { node(id: $id) { id } nodes(ids: [$id]) { id } _entities(representations: $r) { __typename } }",
          reader(),
          variables,
        ),
      ),
    );
    // Fields of one operation fail in no order of their own.
    const [present, absent] = answers.map(({ body }) => ({
      data: body.data,
      errors: [...(body.errors ?? [])].sort((a, b) => String(a.path).localeCompare(String(b.path))),
    }));
    expect(codes(present?.errors)).toEqual([
      ["_entities.0", "FORBIDDEN"],
      ["node", "FORBIDDEN"],
      ["nodes.0", "FORBIDDEN"],
    ]);
    expect(absent).toEqual(present);
  });

  test("no token stands in the log", async () => {
    const tokens = [reader(), admin(), "gAAAAABmade-up-too"];
    for (const token of tokens) await ask(PERIOD, token);
    for (const token of tokens) expect(product.lines.join("")).not.toContain(token);
  });
});
