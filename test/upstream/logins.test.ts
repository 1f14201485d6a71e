import { createUpstreams, type Upstreams } from "../support/upstreams.js";
import type { CredentialsConfig } from "../../src/config/credential-settings.js";
import type { UpstreamKind, UpstreamOptions } from "../../src/upstream/options.js";
import type { ExaminedUpstream } from "../../src/upstream/client.js";
import { FakeClock } from "./support/fake-clock.js";
import { type Handler, sendJson, startServer, type TestServer } from "./support/http-server.js";
import { ask, failure, kind, password, session } from "./support/session.js";

/* The bodies are those of keystoneauth 5.0 (openstackclient 6.0.0), measured on the same options. */
let clock: FakeClock;
let server: TestServer;
let upstreams: Upstreams;
let token: Record<string, unknown>;
let secret: string;

const endpoint = (url: unknown, more = {}): object => ({ interface: "public", region_id: "RegionOne", url, ...more });

const answer: Handler = (response, { url, method }) => {
  if (url.includes("/auth/tokens"))
    sendJson(response, method === "POST" ? 201 : 200, { token }, { "x-subject-token": secret });
  else sendJson(response, 200, { asked: url });
};

const client = (
  credentials: CredentialsConfig,
  more: Partial<UpstreamOptions> = {},
  of: UpstreamKind = kind,
): ExaminedUpstream => upstreams.client({ name: "n", region: null, credentials, ...more }, of);
const go = (of: ExaminedUpstream): Promise<unknown> => of.json(ask, session(clock.now()));
const bodies = (): unknown[] =>
  server.seen.filter(({ method }) => method === "POST").map(({ body }) => (JSON.parse(body) as { auth: unknown }).auth);

beforeEach(async () => {
  clock = new FakeClock();
  server = await startServer(answer);
  upstreams = createUpstreams({ clock });
  secret = "secret-token";
  token = {
    issued_at: new Date(clock.now()).toISOString(),
    expires_at: new Date(clock.now() + 3_600_000).toISOString(),
    project: { id: "p" },
    catalog: [{ type: "compute", endpoints: [endpoint(`${server.url}/v2.1`)] }],
  };
});
afterEach(async () => {
  await upstreams.close();
  await server.close();
});

const user = { type: "password", username: "u", userDomainName: "d", password: "right" } as const;
const byUser = { methods: ["password"], password: { user: { name: "u", domain: { name: "d" }, password: "right" } } };

describe("a login", () => {
  it.each([
    [{ trustId: "t" }, { "OS-TRUST:trust": { id: "t" } }],
    [{ system: true }, { system: { all: true } }],
    [{ domainName: "dd" }, { domain: { name: "dd" } }],
    [{ projectId: "p", projectName: "x" }, { project: { id: "p" } }],
    [{ projectName: "x", projectDomainId: "y" }, { project: { name: "x", domain: { id: "y" } } }],
  ])("for %j asks for the scope %j", async (scope, wanted) => {
    await go(client({ ...user, authUrl: server.url, ...scope }));
    expect(bodies()).toEqual([{ identity: byUser, scope: wanted }]);
  });

  it("exchanges a token for one of the project, as v3token does", async () => {
    await go(client({ type: "token", token: "unscoped", authUrl: server.url, projectId: "p" }));
    expect(bodies()).toEqual([
      { identity: { methods: ["token"], token: { id: "unscoped" } }, scope: { project: { id: "p" } } },
    ]);
    expect(server.seen.at(-1)?.headers["x-auth-token"]).toBe("secret-token");
  });

  it("names an application credential by its user, as v3applicationcredential does", async () => {
    const { username, userDomainName } = user;
    await go(
      client({ type: "applicationCredential", authUrl: server.url, name: "a", secret: "s", username, userDomainName }),
    );
    const which = { name: "a", secret: "s", user: { name: "u", domain: { name: "d" } } };
    expect(bodies()).toEqual([{ identity: { methods: ["application_credential"], application_credential: which } }]);
  });

  it("assumes an agency with the user's token, as Huawei's API reference has it, and reads the delegated project", async () => {
    const agency = { name: "auditors", domainName: "customer", project: "eu-de_customer" };
    await go(client({ ...user, authUrl: server.url, projectName: "eu-de", agency }));
    expect(bodies()[1]).toEqual({
      identity: { methods: ["assume_role"], assume_role: { agency_name: "auditors", domain_name: "customer" } },
      scope: { project: { name: "eu-de_customer", domain: { name: "customer" } } },
    });
    expect(server.seen[1]?.headers["x-auth-token"]).toBe("secret-token");
  });

  it("shares no token between an agency and the account itself", async () => {
    const own = { ...user, authUrl: server.url, projectName: "eu-de" };
    const agency = { name: "a", domainName: "b", project: "q" };
    await Promise.all([go(client(own)), go(client({ ...own, agency }, { name: "m" }))]);
    expect(bodies()).toHaveLength(3);
  });
});

describe("answers wider than assumed", () => {
  const own = (): ExaminedUpstream => client(password(server.url));

  it("a token of 32,768 characters is one (Huawei's API reference names that many)", async () => {
    secret = "M".repeat(32_768);
    await go(own());
    expect(server.seen.at(-1)?.url).toBe("/v2.1/thing");
    expect(String(server.seen.at(-1)?.headers["x-auth-token"])).toHaveLength(32_768);
  });

  it("what is not looked for in a catalog is not looked at", async () => {
    token.catalog = [
      { type: "image", endpoints: [endpoint(null)] },
      { type: "odd" },
      null,
      { type: "compute", endpoints: [endpoint(null), endpoint(`${server.url}/v2.1`)] },
    ];
    await go(own());
    expect(server.seen.at(-1)?.url).toBe("/v2.1/thing");
  });

  it("takes the first interface of a list that the catalog has, as keystoneauth does", async () => {
    await go(client(password(server.url), { interface: ["internal", "public"] }));
    expect(server.seen.at(-1)?.url).toBe("/v2.1/thing");
  });

  it.each([
    ["1970-01-01T00:00:00.000000Z", 60],
    ["2999-01-01T00:00:00.000000Z", 60],
    ["no date", 60],
  ])("issued_at %s is not believed: the end is expires_at", async (issued, minutes) => {
    token.issued_at = issued;
    const facts = await own().identity(session(clock.now()));
    expect(Math.round(((facts?.expiresAt ?? 0) - clock.now()) / 60_000)).toBe(minutes);
  });

  it("JSON is JSON with a second Content-Type, as for requests", async () => {
    server.handler = (response, request, count) => {
      if (request.url.includes("/auth/tokens")) {
        answer(response, request, count);
        return;
      }
      response.setHeader("content-type", ["application/json", "application/json; charset=UTF-8"]);
      response.end('{"good":true}');
    };
    expect(await go(own())).toMatchObject({ body: { good: true } });
  });

  it("an endpoint without a version gets it from the version document, once, as by keystoneauth", async () => {
    token.catalog = [{ type: "compute", endpoints: [endpoint(`${server.url}/compute/`)] }];
    server.handler = (response, request, count) => {
      if (/^\/compute\/?$/.test(request.url)) {
        const links = [{ rel: "self", href: "http://other.invalid/compute/v2.1/" }];
        sendJson(response, 300, { versions: [{ id: "v2.1", status: "CURRENT", links }] });
      } else {
        answer(response, request, count);
      }
    };
    const each = client(password(server.url), {}, { ...kind, versions: ["v2.1"] });
    await go(each);
    await go(each);
    const urls = server.seen.filter(({ method }) => method === "GET").map(({ url }) => url);
    expect(urls).toEqual(["/compute", "/compute/v2.1/thing", "/compute/v2.1/thing"]);
    expect(server.seen.find(({ url }) => url === "/compute")?.headers["x-auth-token"]).toBeUndefined();
  });
});

describe("sentences", () => {
  const told = async (more: Partial<UpstreamOptions> = {}) => failure(go(client(password(server.url), more)));

  it.each([
    [301, 'The identity service of source "n" answered with a redirect, which is not followed.'],
    [404, 'The identity service of source "n" is not at its URL.'],
    [401, 'The identity service refused the credentials of source "n".'],
  ])("a login that is answered by %i", async (status, message) => {
    server.handler = (response) => response.writeHead(status, { location: "http://127.0.0.1:9/v3" }).end();
    expect((await told()).message).toBe(message);
    expect(server.seen).toHaveLength(1);
  });

  it("a missing endpoint tells what was looked for, what is there, and a region in another case", async () => {
    token.catalog = [{ type: "compute", endpoints: [endpoint("http://n/v2.1", { region_id: "regionOne" })] }];
    expect((await told({ region: "RegionOne" })).detail).toBe(
      "looked for service type compute, interface public, region RegionOne; " +
        "the catalog has the interfaces public in the regions regionOne; region names are case sensitive: is regionOne meant?",
    );
    token.catalog = [{ type: "image", endpoints: [] }];
    await upstreams.close();
    upstreams = createUpstreams({ clock });
    expect((await told()).detail).toContain("the catalog has the service types image");
  });

  it("a catalog's URL with a placeholder in it is not asked", async () => {
    token.catalog = [{ type: "compute", endpoints: [endpoint(`${server.url}/v2.1/$(tenant_id)s`)] }];
    expect((await told()).detail).toContain("its URL in the catalog is none, or holds a placeholder");
  });

  it.each([
    ["headers that are too long", "M".repeat(70_000), 201],
    ["a token without its value", "", 201],
  ])("%s are not asked for again at each call", async (_what, value, status) => {
    secret = value;
    server.handler = (response) => sendJson(response, status, { token }, { "x-subject-token": secret });
    const each = client(password(server.url));
    for (let call = 0; call < 5; call += 1) expect((await failure(go(each))).code).toBe("UPSTREAM_CONTRACT_VIOLATION");
    expect(server.seen).toHaveLength(1);
  });
});
