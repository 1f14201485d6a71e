import { ConfigError } from "../../src/config/problems.js";
import { atlas, nova, parse, password, problems } from "./support.js";

const sources = [nova];
const told = (value: unknown, env = {}): string[] =>
  problems(() => parse(value, env)).map((line) => line.replace("/etc/auditgraph.yaml: ", ""));
const inSource = (over: object, base: object = nova): string[] => told({ sources: [{ ...base, ...over }] });

describe("a configuration", () => {
  it("needs no more than one source, and says what it was told plus the defaults", () => {
    expect(parse({ sources })).toMatchObject({
      mode: "configured",
      server: { host: "127.0.0.1", port: 4000, introspection: true, deadlineMs: 10_000 },
      access: { mode: "open" },
      cache: {},
      sources: [
        {
          name: "compute-eu",
          kind: "NOVA",
          region: null,
          timeoutMs: 3_000,
          maxConcurrency: 8,
          maxRetries: 6,
          interface: "public",
        },
      ],
    });
  });

  it("yields to HOST and PORT, and to no empty ones", () => {
    const server = { host: "localhost", port: 1 };
    expect(parse({ server, sources }, { HOST: "127.0.0.2", PORT: "0" }).server).toMatchObject({
      host: "127.0.0.2",
      port: 0,
    });
    expect(parse({ server, sources }, { HOST: "", PORT: "" }).server).toMatchObject(server);
  });

  it("gets the values of ${NAME} from the environment, numbers and flags too, and $${ as it is", () => {
    const value = {
      server: { port: "${P}", introspection: "${I}" },
      sources: [{ ...nova, credentials: { ...password, password: "a${A}b${A}$${A}" } }],
    };
    const config = parse(value, { A: "1", P: "99", I: "false" });
    expect(config.server).toMatchObject({ port: 99, introspection: false });
    expect(config.sources[0]?.credentials).toMatchObject({ password: "a1b1${A}" });
  });

  it("takes the proxy from the environment, the lower-case spelling first", () => {
    const env = { HTTP_PROXY: "http://a", https_proxy: "http://b", HTTPS_PROXY: "http://c", NO_PROXY: "" };
    expect(parse({ sources }, env).proxy).toEqual({ httpProxy: "http://a", httpsProxy: "http://b" });
  });

  it("hides introspection by default where the host is not this machine's own", () => {
    const access = { mode: "jwt", jwt: { jwksUri: "https://i/jwks", issuer: "https://i", audience: "a" } };
    expect(parse({ server: { host: "0.0.0.0" }, access, sources }).server.introspection).toBe(false);
    expect(parse({ server: { host: "::1" }, sources }).server.introspection).toBe(true);
  });
});

describe("a wrong configuration is told with the place and the cure", () => {
  it.each([
    ["nothing", null, "must be a mapping of keys to values."],
    ["a list", [], "must be a mapping of keys to values."],
    ["no sources", {}, "sources: is missing. Add it."],
    ["empty sources", { sources: [] }, "sources: must hold at least one source."],
    [
      "an unknown key",
      { sources, sauces: 1 },
      'unknown key "sauces". Known are server, access, cache, limits, documents, live, log, accessLog, traces, sources.',
    ],
    [
      "an unknown key inside",
      { sources, server: { prt: 1 } },
      'server: unknown key "prt". Known are host, port, tls, operations, introspection, console, deadlineMs, patienceMs, maxPatienceMs, writeTimeoutMs, maxBufferedBytes, maxConnections, trustedProxies, cors, compression.',
    ],
    ["a bad port", { sources, server: { port: 70_000 } }, "server.port: must be at most 65535."],
    [
      "a bad cache",
      { sources, cache: { url: "http://h" } },
      "cache.url: must be a URL like redis://host.example:6379.",
    ],
    ["an unknown mode", { sources, access: { mode: "none" } }, "access.mode: must be one of open, keystone, jwt."],
    [
      "a mode without settings",
      { sources, access: { mode: "jwt" } },
      "access.jwt: is missing. Add the settings of mode jwt.",
    ],
    [
      "two keys for one",
      { sources, access: { mode: "jwt", jwt: { issuer: "i", audience: "a" } } },
      "access.jwt.jwksUri: is missing. Give either jwksUri or publicKeyFile, not both.",
    ],
    [
      "open to the world",
      { sources, server: { host: "0.0.0.0" } },
      "access.mode: open gives every caller every scope, and the host is not a loopback address. Choose mode keystone or jwt, or a loopback host such as 127.0.0.1.",
    ],
  ])("%s", (_name, value, line) => {
    expect(told(value)).toEqual([line]);
  });

  it("an unset variable, once, at its place", () => {
    const value = { sources: [{ ...atlas, endpoint: "${LB_URL}" }] };
    expect(told(value)).toEqual([
      "sources[0].endpoint: the environment variable LB_URL is not set. Set LB_URL, or write the value itself.",
    ]);
  });

  it.each([
    ["no kind", { kind: undefined }, "sources[0].kind: is missing. Add it."],
    [
      "an unknown kind",
      { kind: "cinder" },
      "sources[0].kind: is not a known kind of source. Use one of nova, taurusdb, atlas.",
    ],
    [
      "a kind in capitals",
      { kind: "NOVA" },
      "sources[0].kind: is not a known kind of source. Use one of nova, taurusdb, atlas.",
    ],
    [
      "a bad name",
      { name: "Compute" },
      "sources[0].name: must be 1 to 63 lower-case letters, digits and hyphens, not a hyphen first.",
    ],
    ["no credentials", { credentials: undefined }, "sources[0].credentials: is missing. Add it."],
    [
      "a URL of another scheme",
      { endpoint: "ftp://h" },
      "sources[0].endpoint: must be a URL like https://host.example/path.",
    ],
    [
      "a URL that is none",
      { endpoint: "h:80/x" },
      "sources[0].endpoint: must be a URL like https://host.example/path.",
    ],
    [
      "a URL with a password",
      { endpoint: "http://u:hunter2@h" },
      "sources[0].endpoint: must be a URL without a user and a password. They belong to credentials.",
    ],
    [
      "a URL with a query",
      { endpoint: "http://h?x=1" },
      "sources[0].endpoint: must be a URL without a query and a fragment.",
    ],
    ["a fraction of a second", { timeoutMs: 0.5 }, "sources[0].timeoutMs: must be a whole number from 1 to 600000."],
    ["no requests at all", { maxConcurrency: 0 }, "sources[0].maxConcurrency: must be at least 1."],
    ["more retries than six", { maxRetries: 7 }, "sources[0].maxRetries: must be at most 6."],
    ["an interface", { interface: "secret" }, "sources[0].interface: must be one of public, internal, admin."],
  ])("a source with %s", (_name, over, line) => {
    expect(inSource(over)).toEqual([line]);
  });

  it("an option of another kind is an unknown key", () => {
    expect(inSource({ changesSince: "client" })[0]).toMatch(
      /^sources\[0\]: unknown key "changesSince"\. Known are name, kind/,
    );
    expect(inSource({ instances: ["a"] }, atlas)[0]).toMatch(/unknown key "instances"/);
  });

  it("credentials that the kind does not take, and unknown ones", () => {
    expect(inSource({ credentials: atlas.credentials })).toEqual([
      "sources[0].credentials.type: sources of kind nova do not take basic. Use one of cloud, env, password, applicationCredential, token, forward.",
    ]);
    expect(inSource({ credentials: { type: "ldap" } })).toEqual([
      "sources[0].credentials.type: must be one of password, applicationCredential, token, aksk, basic, forward, cloud, env.",
    ]);
    expect(inSource({ credentials: { ...password, passwd: "hunter2" } })[0]).toMatch(
      /credentials: unknown key "passwd"/,
    );
  });

  it("a user or a project that is not named", () => {
    expect(inSource({ credentials: { type: "password", authUrl: "http://h/v3", password: "pw" } })).toEqual([
      "sources[0].credentials.username: is missing. Name the user here, or by userId.",
      "sources[0].credentials.projectName: is missing. Name the project here, or by projectId.",
    ]);
  });

  it("a token that could end its header", () => {
    const credentials = { type: "token", token: "a\r\nX-Evil: 1" };
    expect(inSource({ endpoint: "http://h", credentials })).toEqual([
      "sources[0].credentials.token: must be printable ASCII without spaces.",
    ]);
  });

  it("an endpoint that no catalog can tell", () => {
    expect(inSource({ endpoint: undefined }, atlas)).toEqual([
      "sources[0].endpoint: is missing. Add the service's base URL; credentials of type basic bring no catalog.",
    ]);
    expect(inSource({ endpoint: undefined, credentials: password }, atlas)).toEqual([
      "sources[0].endpoint: is missing. Add the service's base URL; a catalog does not list sources of kind atlas.",
    ]);
    expect(inSource({})).toEqual([]);
  });

  it("a project that nobody can tell", () => {
    const database = {
      name: "db",
      kind: "taurusdb",
      endpoint: "http://h",
      credentials: { type: "aksk", accessKey: "a", secretKey: "s" },
    };
    expect(inSource({}, database)).toEqual([
      "sources[0].projectId: is missing, and credentials of type aksk do not tell it. Add it, or the region and credentials.iamEndpoint to look it up.",
    ]);
    expect(inSource({ projectId: "p" }, database)).toEqual([]);
    expect(inSource({ credentials: { type: "forward" } }, database)).toHaveLength(1);
    expect(inSource({ credentials: password }, database)).toEqual([]);
    // The IAM of a known cloud stands beside the service.
    expect(
      inSource({ endpoint: "https://gaussdb.eu-west-101.myhuaweicloud.eu", region: "eu-west-101" }, database),
    ).toEqual([]);
  });

  it("one name for two sources", () => {
    expect(told({ sources: [nova, atlas, nova] })).toEqual([
      "sources[2].name: is the name of sources[0] already. Give each source a name of its own.",
    ]);
  });

  it("a switch of node's that lets certificates go unverified", () => {
    expect(problems(() => parse({ sources }, { NODE_TLS_REJECT_UNAUTHORIZED: "0" }))).toEqual([
      "/etc/auditgraph.yaml: NODE_TLS_REJECT_UNAUTHORIZED turns the verification of certificates off. Unset it, and name a private authority's certificate in caFile instead.",
    ]);
    expect(parse({ sources }, { NODE_TLS_REJECT_UNAUTHORIZED: "1" }).sources).toHaveLength(1);
  });

  it("everything at once, and no value of anything", () => {
    const value = {
      server: { port: "hunter2" },
      cache: { url: "hunter2" },
      sources: [{ ...nova, endpoint: "hunter2", credentials: { ...password, authUrl: "hunter2", username: "" } }],
    };
    const lines = told(value);
    expect(lines).toHaveLength(5);
    expect(lines.join()).not.toContain("hunter2");
  });

  it("as a ConfigError whose exit code is 78", () => {
    const call = (): unknown => parse({});
    expect(call).toThrow(ConfigError);
    expect(new ConfigError("f", []).exitCode).toBe(78);
  });
});
