import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { JWTPayload } from "jose";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type ConfiguredProduct, startConfigured } from "./support/configured-product.js";
import { AUDIENCE, Issuer, ISSUER, signingKey, tokenOf } from "./support/issuer.js";
import { type Answer, startProduct } from "./support/product.js";
import { NOW } from "./support/world.js";

/* Sentences of SECURITY.md and docs/access.md that no other test of the access modes holds. */

const NAMES = "{ auditSources { name } }";
const codesOf = ({ body }: Answer) => body.errors?.map(({ extensions }) => extensions.code);

describe("a service that says who callers are, and does not answer", () => {
  let silent: Server;
  let url: string;
  beforeAll(async () => {
    silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    silent.close();
    silent.closeAllConnections();
  });

  test.each([
    [
      "a Keystone",
      { mode: "keystone", keystone: { credentials: { type: "token", token: "t" } } },
      () => Promise.resolve({ "x-auth-token": "gAAAAAB" }),
    ],
    [
      "an issuer",
      { mode: "jwt", jwt: { issuer: ISSUER, audience: AUDIENCE } },
      async () => ({ authorization: `Bearer ${await tokenOf(await signingKey("a"), NOW)}` }),
    ],
  ])("lets nobody in: %s is waited for until the deadline, then 503", async (_what, access, headers) => {
    const keystone = { ...("keystone" in access ? { ...access.keystone, authUrl: url } : {}) };
    const jwt = { ...("jwt" in access ? { ...access.jwt, jwksUri: url } : {}) };
    const settings = { mode: access.mode, ...(access.mode === "jwt" ? { jwt } : { keystone }) };
    const product = await startConfigured(() => ({ access: settings, server: { port: 0, deadlineMs: 100 } }));
    const answer = await product.ask(NAMES, {}, await headers());
    await product.stop();
    expect([answer.status, answer.body.data, codesOf(answer)]).toEqual([503, undefined, ["DEADLINE_EXCEEDED"]]);
  });

  test("waits for a Keystone as long as access.keystone.timeoutMs says, then answers 503", async () => {
    const keystone = { authUrl: url, credentials: { type: "token", token: "t" }, timeoutMs: 50 };
    const server = { port: 0, deadlineMs: 600_000 };
    const product = await startConfigured(() => ({ access: { mode: "keystone", keystone }, server }));
    const answer = await product.ask(NAMES, {}, { "x-auth-token": "gAAAAAB" });
    await product.stop();
    expect([answer.status, answer.body.data, codesOf(answer)]).toEqual([503, undefined, ["UPSTREAM_UNAVAILABLE"]]);
  });
});

describe("access by signed tokens", () => {
  const issuer = new Issuer();
  let product: ConfiguredProduct;
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  beforeAll(async () => {
    issuer.keys = [await signingKey("first")];
    const jwksUri = await issuer.start();
    product = await startConfigured((sandbox) => {
      const forwarded = { name: "own", kind: "nova", endpoint: sandbox.urls.nova, credentials: { type: "forward" } };
      return {
        access: { mode: "jwt", jwt: { jwksUri, issuer: ISSUER, audience: AUDIENCE } },
        sources: [...sandbox.configuration().sources, forwarded],
        limits: { rate: { known: { operations: 1_000 } } },
      };
    });
  });
  afterAll(async () => {
    await product.stop();
    await issuer.stop();
  });
  const token = (claims: object = {}) => {
    const [key] = issuer.keys;
    if (!key) throw new Error("no key");
    return tokenOf(key, product.clock(), { scope: "audit:read", ...claims });
  };

  test("the key set is read again after ten minutes, and not before", async () => {
    await product.ask(NAMES, {}, bearer(await token()));
    const before = issuer.reads;
    product.clock.advance(599_999);
    await product.ask(NAMES, {}, bearer(await token()));
    expect(issuer.reads).toBe(before);
    product.clock.advance(1);
    await product.ask(NAMES, {}, bearer(await token()));
    expect(issuer.reads).toBe(before + 1);
  });

  test.each([
    [{ exp: -4 }, 200],
    [{ exp: -5 }, 401],
    [{ nbf: 5 }, 200],
    [{ nbf: 6 }, 401],
  ])("clocks may differ by five seconds: %j seconds from now is %d", async (claims, status) => {
    const seconds = Math.floor(product.clock() / 1_000);
    const times = Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, seconds + value]));
    expect((await product.ask(NAMES, {}, bearer(await token(times)))).status).toBe(status);
  });

  test.each(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"])(
    "a token that is signed with %s is believed",
    async (alg) => {
      const key = await signingKey(`key-${alg}`, alg);
      issuer.keys = [...issuer.keys, key];
      // Or the issuer is not asked again.
      product.clock.advance(30_000);
      const signed = await tokenOf(key, product.clock(), { scope: "audit:read" });
      expect((await product.ask(NAMES, {}, bearer(signed))).status).toBe(200);
    },
  );

  test("an X-Auth-Token beside it is not judged, only handed on to sources with forward credentials", async () => {
    const OWN = '{ usageAuditPeriod(source: "own") { id } }';
    const { keystone } = product.sandbox.control;
    const ask = async (claims: object, xAuthToken?: string) =>
      product.ask(
        OWN,
        {},
        {
          ...bearer(await token(claims)),
          ...(xAuthToken === undefined ? {} : { "x-auth-token": xAuthToken }),
        },
      );
    expect(codesOf(await ask({}))).toEqual(["UNAUTHENTICATED"]);
    expect(codesOf(await ask({}, keystone.issue()))).toBeUndefined();
    expect(codesOf(await ask({}, "gAAAAAB-made-up"))).toEqual(["UPSTREAM_REJECTED"]);
    // An admin's of the source opens no scope.
    expect(codesOf(await ask({ scope: "" }, keystone.issue()))).toEqual(["FORBIDDEN"]);
  });

  test("why a token is not believed stands in the log at debug, without the token", async () => {
    const late = await token({ exp: 1 });
    const { status } = await product.ask(NAMES, {}, bearer(late));
    const lines = product.lines.filter((line) => line.includes("JWTExpired"));
    expect([
      status,
      lines.length > 0,
      new Set(lines.map((line) => (JSON.parse(line) as { level: string }).level)),
    ]).toEqual([401, true, new Set(["debug"])]);
    expect(lines.join("")).not.toContain(late);
  });
});

test("a role counts in whichever project the token is for", async () => {
  const product = await startConfigured((sandbox) => {
    const credentials = sandbox.configuration().sources[0]?.credentials;
    return { access: { mode: "keystone", keystone: { authUrl: sandbox.urls.keystone, credentials } } };
  });
  const PERIOD = '{ usageAuditPeriod(source: "compute-eu") { id } }';
  const ask = (project: string) =>
    product.ask(PERIOD, {}, { "x-auth-token": product.sandbox.control.keystone.issue({ user: "admin", project }) });
  for (const project of ["admin", "demo", "eu-de"]) expect(codesOf(await ask(project))).toBeUndefined();
  await product.stop();
});

describe("the limits of a minute", () => {
  test("count nothing that is refused before its caller is placed, and no other path", async () => {
    const product = await startConfigured((sandbox) => {
      const credentials = sandbox.configuration().sources[0]?.credentials;
      return {
        access: { mode: "keystone", keystone: { authUrl: sandbox.urls.keystone, credentials } },
        limits: { rate: { anonymous: { operations: 1 } } },
      };
    });
    const send = async (path: string, init: RequestInit = {}): Promise<number> =>
      (await fetch(product.baseUrl + path, init)).status;
    const json = { "content-type": "application/json" };
    const query = JSON.stringify({ query: NAMES });
    const refused: readonly (readonly [number, string, RequestInit])[] = [
      [400, "/graphql", { method: "POST", headers: json, body: "{" }],
      [415, "/graphql", { method: "POST", headers: { "content-type": "text/plain" }, body: query }],
      [405, "/graphql", { method: "PUT", headers: json, body: query }],
      [400, "/graphql?query={__typename}", {}],
      [401, "/graphql", { method: "POST", headers: { ...json, "x-auth-token": "made-up" }, body: query }],
      [200, "/graphql", { method: "POST", headers: json, body: JSON.stringify({ documentId: "0" }) }],
      [404, "/nothing", {}],
      [200, "/metrics", {}],
      [200, "/livez", {}],
      [200, "/readyz", {}],
      [200, "/schema.graphql", {}],
      [200, "/", {}],
    ];
    for (const [status, path, init] of refused) expect([path, await send(path, init)]).toEqual([path, status]);
    expect([(await product.ask(NAMES)).status, (await product.ask(NAMES)).status]).toEqual([200, 429]);
    await product.stop();
  });

  test("count a token that names nobody by itself", async () => {
    const issuer = new Issuer();
    const key = await signingKey("first");
    issuer.keys = [key];
    const jwksUri = await issuer.start();
    const product = await startConfigured(() => ({
      access: { mode: "jwt", jwt: { jwksUri, issuer: ISSUER, audience: AUDIENCE } },
      limits: { rate: { known: { operations: 1 } } },
    }));
    const unnamed = (jti: string) => tokenOf(key, product.clock(), { sub: undefined, jti } as unknown as JWTPayload);
    const [one, two] = [await unnamed("1"), await unnamed("2")];
    const ask = async (token: string) => (await product.ask(NAMES, {}, { authorization: `Bearer ${token}` })).status;
    expect([await ask(one), await ask(one), await ask(two), await ask(two)]).toEqual([200, 429, 200, 429]);
    await product.stop();
    await issuer.stop();
  });
});

test("no answer sets a cookie or lets another site's page read it", async () => {
  const product = await startProduct({ sources: [memoryUsageSource()], isSandbox: true });
  const origin = { origin: "https://elsewhere.example" };
  const preflight = {
    ...origin,
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type",
  };
  const body = JSON.stringify({ query: NAMES });
  const json = { ...origin, "content-type": "application/json" };
  const requests: readonly (readonly [string, RequestInit])[] = [
    ["/graphql", { method: "OPTIONS", headers: preflight }],
    ["/graphql", { method: "POST", headers: json, body }],
    ["/graphql", { method: "POST", headers: json, body: "{" }],
    ["/graphql", { method: "POST", headers: { ...origin, "content-type": "text/plain" }, body }],
    ...["/", "/graphiql", "/console", "/livez", "/readyz", "/metrics", "/schema.graphql", "/nothing"].map(
      (path): [string, RequestInit] => [path, { headers: origin }],
    ),
  ];
  for (const [path, init] of requests) {
    const { headers } = await fetch(product.baseUrl + path, init);
    const names = [...headers.keys()].filter((name) => /^(set-cookie|access-control-)/.test(name));
    expect([path, names]).toEqual([path, []]);
  }
  await product.stop();
});
