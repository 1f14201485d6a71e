import { exclusions } from "../../src/config/proxy.js";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { inspect } from "node:util";
import { createUpstreams } from "../support/upstreams.js";
import { FakeClock } from "./support/fake-clock.js";
import { sendJson, startServer } from "./support/http-server.js";
import { startKeystone } from "./support/keystone.js";
import { ask, basic, failure, kind, password, session } from "./support/session.js";

const post = { ...ask, method: "POST" } as const;

const catalog = (url: string): unknown => [
  {
    type: "compute",
    endpoints: [
      { interface: "internal", region: "eu", region_id: "eu", url: "http://127.0.0.1:1/internal" },
      { interface: "public", region: "us", region_id: "us", url: "http://127.0.0.1:1/us" },
      { interface: "public", region: "eu", region_id: "eu", url: `${url}/v2.1/` },
    ],
  },
];

describe("an endpoint that the catalog tells", () => {
  const clock = new FakeClock();
  const reach = async (region: string, options = {}, kindOptions = {}): Promise<string | undefined> => {
    const server = await startServer((response) => sendJson(response, 200, {}));
    const keystone = await startKeystone(() => clock.now(), catalog(server.url));
    const upstreams = createUpstreams({ clock });
    const source = { name: "s", region, credentials: password(keystone.url), ...options };
    const client = upstreams.client(source, { ...kind, ...kindOptions });
    try {
      await client.json(post, session(clock.now()));
      return server.seen[0]?.url;
    } finally {
      await Promise.all([server.close(), keystone.close()]);
      await upstreams.close();
    }
  };

  it("is the one of the region and the interface", async () => {
    expect(await reach("eu")).toBe("/v2.1/thing");
  });
  it("is without its path where the kind names versions itself", async () => {
    expect(await reach("eu", {}, { keepCatalogPath: false })).toBe("/thing");
  });
  it("is another for another interface or region", async () => {
    expect((await failure(reach("eu", { interface: "internal" }))).code).toBe("UPSTREAM_UNAVAILABLE");
    expect((await failure(reach("us"))).code).toBe("UPSTREAM_UNAVAILABLE");
  });
  it("is UPSTREAM_REJECTED where the catalog lists none", async () => {
    const message = 'The catalog lists no endpoint for source "s".';
    expect(await failure(reach("mars"))).toMatchObject({ code: "UPSTREAM_REJECTED", message });
  });
});

describe("a project that nobody configured", () => {
  const clock = new FakeClock();

  it("is the token's own, and that of a fixed token where its identity service can be asked", async () => {
    const keystone = await startKeystone(() => clock.now());
    const upstreams = createUpstreams({ clock });
    const source = { name: "s", region: null, endpoint: keystone.url };
    const fixed = { type: "token", token: "abc", authUrl: keystone.url } as const;
    const logged = upstreams.client({ ...source, credentials: password(keystone.url) }, kind);
    expect(await logged.projectId(session(clock.now()))).toBe("project-1");
    const told = upstreams.client({ ...source, credentials: fixed }, kind);
    keystone.issued.push("abc");
    expect(await told.projectId(session(clock.now()))).toBe("project-1");
    expect(keystone.seen.at(-1)?.headers["x-subject-token"]).toBe("abc");
    await keystone.close();
    await upstreams.close();
  });

  it("is looked up once at IAM for an access key, and again when that failed", async () => {
    const iam = await startServer((response, _request, count) => {
      if (count === 1) sendJson(response, 503, {});
      else sendJson(response, 200, { projects: [{ id: "p-eu-de", name: "eu-de" }] });
    });
    const upstreams = createUpstreams({ clock });
    const credentials = { type: "aksk", accessKey: "A", secretKey: "B", iamEndpoint: iam.url } as const;
    const client = upstreams.client({ name: "s", region: "eu-de", endpoint: iam.url, credentials }, kind);
    const of = session(clock.now());
    expect((await failure(client.projectId(of))).code).toBe("UPSTREAM_UNAVAILABLE");
    const ids = await Promise.all(Array.from({ length: 10 }, async () => client.projectId(of)));
    expect(new Set(ids)).toEqual(new Set(["p-eu-de"]));
    expect(iam.seen.map(({ url }) => url)).toEqual(["/v3/projects?name=eu-de", "/v3/projects?name=eu-de"]);
    expect(iam.seen[1]?.headers.authorization).toContain("Access=A, SignedHeaders=host;x-sdk-date");
    await iam.close();
    await upstreams.close();
  });
});

describe("certificates", () => {
  const pem = (name: string): string => readFileSync(join(__dirname, "support/tls", name), "utf8");
  const reach = async (ca?: string): Promise<unknown> => {
    const server = createServer({ cert: pem("server.pem"), key: pem("server.key") }, (_request, response) =>
      sendJson(response, 200, { fine: true }),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = `https://localhost:${(server.address() as AddressInfo).port}`;
    const upstreams = createUpstreams();
    const client = upstreams.client({ name: "s", region: null, endpoint, credentials: basic, ca }, kind);
    try {
      return (await client.json(post, session(Date.now()))).body;
    } finally {
      await upstreams.close();
      server.close();
    }
  };

  it("of an authority that nobody named are refused", async () => {
    expect(await failure(reach())).toMatchObject({
      code: "UPSTREAM_UNAVAILABLE",
      detail: "DEPTH_ZERO_SELF_SIGNED_CERT",
    });
  });
  it("of the authority in the source's own file are taken", async () => {
    expect(await reach(pem("server.pem"))).toEqual({ fine: true });
  });
});

describe("a proxy", () => {
  it("is used for other machines, and neither for this one nor for those in NO_PROXY", async () => {
    const asked: string[] = [];
    const proxy = createHttpServer((request, response) => {
      asked.push(request.url ?? "");
      sendJson(response, 200, { by: "proxy" });
    }).on("connect", (request, socket) => {
      asked.push(request.url ?? "");
      socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const server = await startServer((response) => sendJson(response, 200, { by: "server" }));
    const upstreams = createUpstreams({
      proxy: { httpProxy: url, httpsProxy: url, excludes: exclusions("direct.invalid") },
    });
    const get = (endpoint: string): Promise<unknown> =>
      upstreams.client({ name: "s", region: null, endpoint, credentials: basic }, kind).json(post, session(Date.now()));
    expect(await get(server.url)).toMatchObject({ body: { by: "server" } });
    expect((await failure(get("https://far.invalid"))).code).toBe("UPSTREAM_UNAVAILABLE");
    expect((await failure(get("http://direct.invalid"))).code).toBe("UPSTREAM_UNAVAILABLE");
    expect(asked).toEqual(["far.invalid:443"]);
    expect(await get("http://plain.invalid")).toMatchObject({ body: { by: "proxy" } });
    await upstreams.close();
    await server.close();
    proxy.close();
    proxy.closeAllConnections();
  });
});

describe("secrets", () => {
  it("are in no error, and in nothing that a log might show of a client", async () => {
    const clock = new FakeClock();
    const keystone = await startKeystone(() => clock.now());
    const server = await startServer((response, _request, count) => sendJson(response, count === 1 ? 200 : 400, {}));
    const upstreams = createUpstreams({ clock });
    const credentials = { ...password(keystone.url), password: "right" };
    const client = upstreams.client({ name: "s", region: null, endpoint: server.url, credentials }, kind);
    await client.json(ask, session(clock.now()));
    const error = await failure(client.json(ask, session(clock.now())));
    const shown = inspect([client, upstreams, error], { depth: 20, showHidden: false });
    expect(shown).not.toMatch(/right|token-1|127\.0\.0\.1/);
    await Promise.all([server.close(), keystone.close()]);
    await upstreams.close();
  });
});
