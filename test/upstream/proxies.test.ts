import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exclusions } from "../../src/config/proxy.js";
import type { CredentialsConfig } from "../../src/config/credential-settings.js";
import { createUpstreams } from "../support/upstreams.js";
import { parse, nova, problems } from "../config/support.js";
import { ask, kind, session } from "./support/session.js";

const sources = [nova];
const excluded = (noProxy: string, url: string): boolean | undefined => exclusions(noProxy)?.(new URL(url));

describe("NO_PROXY", () => {
  it.each([
    ["*", "http://any.example"],
    ["a.example,*", "http://any.example"],
    ["example", "http://sub.example"],
    [".example", "http://sub.example"],
    ["*.example", "http://sub.example"],
    ["Any.Example.", "http://any.example"],
    ["a b", "http://b"],
    ["any.example:8774", "http://any.example:8774"],
    ["any.example:443", "https://any.example"],
    ["10.0.0.0/8", "http://10.200.3.4:8774"],
    ["10.1.2.3", "http://10.1.2.3:5000"],
    ["10.1.2.3:5000", "http://10.1.2.3:5000"],
    ["fd00::/8", "http://[fd12::1]:5000"],
    ["[fd12::1]", "http://[fd12::1]:5000"],
    ["fd12:0::1", "http://[fd12::1]"],
    ["[fd12::1]:5000", "http://[fd12::1]:5000"],
  ])("%s excludes %s, as for curl or requests", (noProxy, url) => {
    expect(excluded(noProxy, url)).toBe(true);
  });

  it.each([
    ["example", "http://badexample"],
    ["any.example:8774", "http://any.example:5000"],
    ["10.0.0.0/8", "http://11.0.0.1"],
    ["10.0.0.0/8", "http://10.example"],
    ["10.1.2.3", "http://110.1.2.3"],
    ["fd00::/8", "http://[2001:db8::1]"],
    ["", "http://any.example"],
  ])("%s does not exclude %s", (noProxy, url) => {
    expect(excluded(noProxy, url)).toBe(false);
  });

  it.each(["10.0.0.0/33", "http://any.example", "any.example:", "a*b"])(
    "an entry %s is refused at the start",
    (noProxy) => {
      expect(problems(() => parse({ sources }, { NO_PROXY: noProxy }))[0]).toContain(
        "NO_PROXY holds an entry that is neither a host nor a network",
      );
    },
  );
});

describe("HTTP_PROXY", () => {
  it.each([
    ["proxy.example:3128", "http://proxy.example:3128"],
    ["127.0.0.1:3128", "http://127.0.0.1:3128"],
    ["https://proxy.example", "https://proxy.example"],
  ])("%s is %s, as for curl", (written, url) => {
    expect(parse({ sources }, { HTTP_PROXY: written }).proxy.httpProxy).toBe(url);
  });

  it.each(["socks5://proxy.example", "http://", "a b"])(
    "%s is refused at the start by the variable's name",
    (written) => {
      expect(problems(() => parse({ sources }, { https_proxy: written }))[0]).toContain(
        "https_proxy is no URL of an HTTP proxy",
      );
    },
  );
});

describe("ALL_PROXY", () => {
  const proxyOf = (env: Record<string, string>) => parse({ sources }, env).proxy;

  it("is the proxy of what the others leave open, as for curl and requests", () => {
    expect(proxyOf({ ALL_PROXY: "all.example:3128" })).toMatchObject({
      httpProxy: "http://all.example:3128",
      httpsProxy: "http://all.example:3128",
    });
    expect(proxyOf({ all_proxy: "http://all.example", HTTP_PROXY: "http://own.example" })).toMatchObject({
      httpProxy: "http://own.example",
      httpsProxy: "http://all.example",
    });
  });

  it("leaves to NO_PROXY what that excludes", () => {
    const { excludes } = proxyOf({ ALL_PROXY: "http://all.example", NO_PROXY: "10.0.0.0/8" });
    expect(excludes?.(new URL("http://10.1.2.3:5000"))).toBe(true);
  });

  it("of a kind that is not spoken is refused by its name", () => {
    expect(problems(() => parse({ sources }, { ALL_PROXY: "socks5h://all.example" }))[0]).toContain(
      "ALL_PROXY is no URL of an HTTP proxy",
    );
  });
});

describe("a proxy that listens", () => {
  let target: Server;
  let proxy: Server;
  let proxied: string[];
  let reached: string[];

  const listen = (server: Server, host: string): Promise<number> =>
    new Promise((resolve) => server.listen(0, host, () => resolve((server.address() as AddressInfo).port)));
  const json = (body: unknown, headers = {}) => ({
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  });

  beforeEach(() => {
    proxied = [];
    reached = [];
    target = createServer((request, response) => {
      reached.push(`${request.method ?? ""} ${request.url ?? ""}`);
      const token = { expires_at: "2999-01-01T00:00:00Z", project: { id: "p" }, catalog: [] };
      const isLogin = request.url?.includes("auth/tokens") === true;
      const { body, headers } = isLogin
        ? json({ token }, { "x-subject-token": "t" })
        : json({ projects: [{ id: "i", name: "r" }] });
      request.resume().on("end", () => response.writeHead(isLogin ? 201 : 200, headers).end(body));
    });
    proxy = createServer((request, response) => {
      proxied.push(request.url ?? "");
      request.resume().on("end", () => response.writeHead(502).end());
    });
    proxy.on("connect", (request, socket) => {
      proxied.push(request.url ?? "");
      socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    });
  });
  afterEach(async () => {
    for (const server of [target, proxy]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  const run = async (credentials: (base: string) => CredentialsConfig, noProxy: string): Promise<void> => {
    // Not 127.0.0.1, which is never reached through a proxy.
    const base = `http://127.0.0.2:${await listen(target, "127.0.0.2")}`;
    const url = `http://127.0.0.1:${await listen(proxy, "127.0.0.1")}`;
    const upstreams = createUpstreams({
      proxy: parse({ sources }, { HTTP_PROXY: url, HTTPS_PROXY: url, NO_PROXY: noProxy }).proxy,
    });
    const client = upstreams.client({ name: "n", region: "r", endpoint: base, credentials: credentials(base) }, kind);
    const mine = session(Date.now(), undefined, "callers-token");
    await Promise.resolve(client.projectId(mine)).catch(() => undefined);
    await client.json({ ...ask, method: "POST" }, mine).catch(() => undefined);
    await upstreams.close();
  };

  const KINDS: readonly (readonly [string, (base: string) => CredentialsConfig])[] = [
    ["password", (authUrl) => ({ type: "password", authUrl, username: "u", password: "pw", projectName: "p" })],
    ["applicationCredential", (authUrl) => ({ type: "applicationCredential", authUrl, id: "i", secret: "s" })],
    ["token", (authUrl) => ({ type: "token", authUrl, token: "t" })],
    ["exchanged token", (authUrl) => ({ type: "token", authUrl, token: "t", projectId: "p" })],
    ["aksk", (iamEndpoint) => ({ type: "aksk", accessKey: "a", secretKey: "s", iamEndpoint })],
    ["basic", () => ({ type: "basic", username: "u", password: "pw" })],
    ["forward", () => ({ type: "forward" })],
  ];

  it.each(KINDS)("never sees a request with %s that NO_PROXY excludes", async (_name, credentials) => {
    await run(credentials, "other.example, 127.0.0.0/8");
    expect(proxied).toEqual([]);
    expect(reached).toContain("POST /thing");
  });

  it.each(KINDS)("sees every request with %s that NO_PROXY does not exclude", async (_name, credentials) => {
    await run(credentials, "other.example");
    expect(reached).toEqual([]);
    expect(proxied.length).toBeGreaterThan(0);
  });
});
