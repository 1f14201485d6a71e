import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exclusions } from "../../src/config/proxy.js";
import { classifyByStatus } from "../../src/upstream/failures.js";
import type { CredentialsConfig } from "../../src/config/credential-settings.js";
import { createUpstreams } from "../support/upstreams.js";
import { ask, session } from "./support/session.js";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** What a request may prove itself with. */
const PROOFS = ["x-auth-token", "x-subject-token", "authorization", "x-security-token", "x-sdk-date"];

/** An HTTP server that remembers what came. */
class Host {
  readonly seen: { readonly url: string; readonly proofs: readonly string[]; readonly body: string }[] = [];
  url = "";
  handler: Handler = (_request, response) => void response.writeHead(500).end();
  readonly #server: Server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const proofs = PROOFS.filter((name) => request.headers[name] !== undefined);
      this.seen.push({ url: request.url ?? "", proofs, body });
      this.handler(request, response);
    });
  });

  /** Not 127.0.0.1, which is never reached through a proxy. */
  async start(address = "127.0.0.2"): Promise<this> {
    this.#server.on("connect", (request, socket) => {
      this.seen.push({ url: request.url ?? "", proofs: [], body: "" });
      socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    });
    await new Promise<void>((resolve) => this.#server.listen(0, address, resolve));
    this.url = `http://${address}:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const json = (response: ServerResponse, status: number, body: unknown, headers = {}): void =>
  void response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));

const KIND = { serviceTypes: ["compute"], keepCatalogPath: true, versions: ["v2.1"], classify: classifyByStatus };

const KINDS: readonly (readonly [string, (authUrl: string) => CredentialsConfig])[] = [
  ["password", (authUrl) => ({ type: "password", authUrl, username: "u", password: "pw", projectName: "p" })],
  [
    "agency",
    (authUrl) => ({
      type: "password",
      authUrl,
      username: "u",
      password: "pw",
      projectName: "p",
      agency: { name: "a", domainName: "d", project: "q" },
    }),
  ],
  ["applicationCredential", (authUrl) => ({ type: "applicationCredential", authUrl, id: "i", secret: "s" })],
  ["token", (authUrl) => ({ type: "token", authUrl, token: "t" })],
  ["exchanged token", (authUrl) => ({ type: "token", authUrl, token: "t", projectId: "p" })],
  ["aksk", (iamEndpoint) => ({ type: "aksk", accessKey: "a", secretKey: "s", securityToken: "x", iamEndpoint })],
  ["basic", () => ({ type: "basic", username: "u", password: "pw" })],
  ["forward", () => ({ type: "forward" })],
];

describe.each(KINDS)("credentials of %s", (name, credentialsAt) => {
  let [identity, service, other, proxy]: Host[] = [];
  beforeEach(async () => {
    [identity, service, other, proxy] = await Promise.all([
      new Host().start(),
      new Host().start(),
      new Host().start(),
      new Host().start("127.0.0.1"),
    ]);
  });
  afterEach(() => Promise.all([identity, service, other, proxy].flatMap((host) => (host ? [host.stop()] : []))));

  const catalog = () => {
    const at = (url: string | undefined, more = {}) => ({
      interface: "public",
      region: "r",
      region_id: "r",
      url,
      ...more,
    });
    return [
      { type: "image", endpoints: [at(other?.url)] },
      {
        type: "compute",
        endpoints: [
          at(other?.url, { region: "elsewhere", region_id: "elsewhere" }),
          at(other?.url, { interface: "internal" }),
          at(service?.url),
        ],
      },
    ];
  };
  /** An identity service that lets in, and whose answers name the other host wherever they may. */
  const letsIn: Handler = (request, response) => {
    const links = { location: `${other?.url ?? ""}/v3/auth/tokens`, link: `<${other?.url ?? ""}>; rel="next"` };
    if (request.url?.includes("/projects") === true) {
      const next = { next: `${other?.url ?? ""}/v3/projects` };
      json(response, 200, { projects: [{ id: "i", name: "r", links: { self: other?.url } }], links: next }, links);
      return;
    }
    const token = { expires_at: "2999-01-01T00:00:00Z", project: { id: "p" }, catalog: catalog() };
    json(response, request.method === "GET" ? 200 : 201, { token }, { ...links, "x-subject-token": "t" });
  };
  /** A service whose version document and redirects lead to the other host. */
  const leadsAstray: Handler = (request, response) => {
    if (request.url === "/") {
      const links = [{ rel: "self", href: `${other?.url ?? ""}/v2.1/` }];
      json(
        response,
        300,
        { versions: [{ id: "v2.1", status: "CURRENT", links }] },
        { location: `${other?.url ?? ""}/v2.1/` },
      );
      return;
    }
    json(response, 307, {}, { location: `${other?.url ?? ""}${request.url ?? ""}` });
  };

  const run = async (): Promise<void> => {
    const excludes = exclusions("127.0.0.0/8");
    const at = proxy?.url;
    const upstreams = createUpstreams({ proxy: { httpProxy: at, httpsProxy: at, excludes } });
    const credentials = credentialsAt(identity?.url ?? "");
    const hasCatalog = "authUrl" in credentials || credentials.type === "forward";
    const endpoint = hasCatalog ? undefined : service?.url;
    const client = upstreams.client({ name: "n", region: "r", endpoint, credentials }, KIND);
    const project = {
      id: "p",
      catalog: catalog().map(({ type, endpoints }) => ({ type, endpoints: endpoints as never })),
    };
    const mine = session(Date.now(), undefined, "callers-token");
    const asker = { ...mine, caller: { ...mine.caller, project } };
    await Promise.resolve(client.projectId(asker)).catch(() => undefined);
    for (const method of ["GET", "POST"] as const) await client.json({ ...ask, method }, asker).catch(() => undefined);
    await upstreams.close();
  };

  it("go to no host that neither the configuration nor the catalog named, whatever answers say, nor to a proxy", async () => {
    if (!identity || !service) return;
    [identity.handler, service.handler] = [letsIn, leadsAstray];
    await run();
    expect([other?.seen, proxy?.seen]).toEqual([[], []]);
    const asked = service.seen.filter(({ url }) => url !== "/");
    expect(asked.length).toBeGreaterThanOrEqual(2);
    expect(asked.every(({ proofs }) => proofs.length > 0)).toBe(true);
    // Its versions are public: nothing is proven for them.
    expect(service.seen.filter(({ url }) => url === "/").flatMap(({ proofs }) => proofs)).toEqual([]);
  });

  it("do not follow an identity service that redirects", async () => {
    if (!identity || !service) return;
    for (const status of [301, 302, 307, 308]) {
      identity.handler = (request, response) =>
        json(response, status, {}, { location: `${other?.url ?? ""}${request.url ?? ""}` });
      service.handler = (_request, response) => json(response, 200, {});
      await run();
    }
    expect([other?.seen, proxy?.seen]).toEqual([[], []]);
    const asksIdentity = !["basic", "forward"].includes(name);
    expect(identity.seen.length > 0).toBe(asksIdentity);
  });
});
