/* eslint max-lines: ["error", 310] -- one guarantee by every way that a project is told */
import { parseConfig } from "../../src/config/parse.js";
import { sourceKinds } from "../../src/sources/registry.js";
import { describeWithRedis, startRedis } from "../support/redis-server.js";
import { type ConfiguredProduct, startConfigured } from "./support/configured-product.js";
import { AUDIENCE, Issuer, ISSUER, signingKey, type SigningKey, tokenOf } from "./support/issuer.js";
import type { Answer } from "./support/product.js";

/** Two projects of one service: what only the one has, and the id of one of its instances. */
const ONE = { project: "eu-west-101", instance: "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07", name: "orders-primary" };
const OTHER = { project: "eu-west-101_docs", instance: "3d39c18788b54a919bab633874c159dfin01", name: "documented" };
const PROJECT_IDS = {
  [ONE.project]: "0a84b6e97780d3271fd0c00f2db42932",
  [OTHER.project]: "054e292c9880d4992f02c0196d3ea468",
};

const INSTANCES =
  '{ databaseInstances(sources: ["own"]) { nodes { id instanceId name } coverage { state problem { code message } } } }';
const files = (instance: string) => `{ auditLogFiles(instances: [{ source: "own", instanceId: "${instance}" }],
  window: { from: "2015-01-01T00:00:00Z" }, first: 5) { nodes { id name } coverage { state problem { code } } } }`;
const OPERATIONS = [INSTANCES, files(ONE.instance), files(OTHER.instance)];

const codesOf = ({ body }: Answer) => body.errors?.map(({ extensions }) => extensions.code);
const text = ({ body }: Answer): string => JSON.stringify({ data: body.data, errors: body.errors });

const keystoneAccess = (authUrl: string) => ({
  mode: "keystone",
  keystone: {
    authUrl,
    credentials: { type: "password", username: "admin", password: "admin-pw", projectName: "admin" },
    roles: { "audit:read": ["reader", "admin"] },
  },
});
const own = { name: "own", kind: "taurusdb", credentials: { type: "forward" } };

describe.each([
  ["the endpoint of the source", true],
  ["the endpoint of each caller's catalog", false],
])("a source that is asked for each caller's own project, at %s", (_where, isNamed) => {
  let product: ConfiguredProduct;
  const issue = (project: string | null, user = "admin"): string =>
    product.sandbox.control.keystone.issue({ user, project });
  const ask = (query: string, token: string): Promise<Answer> => product.ask(query, {}, { "x-auth-token": token });
  const start = (more: object = {}): Promise<ConfiguredProduct> =>
    startConfigured((sandbox) => ({
      server: { port: 0, deadlineMs: 60_000 },
      access: keystoneAccess(sandbox.urls.keystone),
      sources: [{ ...own, ...(isNamed ? { endpoint: sandbox.urls.taurusdb } : { region: "eu-west-101" }) }],
      ...more,
    }));

  const isOnes = (answers: readonly Answer[]): void => {
    const [instances, mine, others] = answers.map(text);
    expect(instances).toContain(ONE.name);
    expect(instances).not.toContain(OTHER.name);
    expect(mine).toContain(`Audit`);
    expect(others).toContain("NOT_FOUND");
  };
  const isOthers = (answers: readonly Answer[]): void => {
    const [instances, others, mine] = answers.map(text);
    expect(instances).toContain(OTHER.name);
    expect(instances).not.toContain(ONE.name);
    expect(others).toContain("NOT_FOUND");
    expect(mine).toContain("eb8fe5d181ec44a2850302691541f760in01_Audit");
  };
  const both = async (times: number): Promise<void> => {
    const tokens = [issue(ONE.project), issue(OTHER.project)];
    const asked = Array.from({ length: 2 * times }, (_, at) =>
      Promise.all(OPERATIONS.map((query) => ask(query, tokens[at % 2] ?? ""))),
    );
    (await Promise.all(asked)).forEach((answers, at) => (at % 2 === 0 ? isOnes : isOthers)(answers));
  };

  describe("within one process", () => {
    beforeEach(async () => {
      product = await start();
    });
    afterEach(() => product.stop());

    test("shows two callers of two projects each their own, forty operations at once", () => both(20));

    test("shows nothing of the one by the other's ids, and null in their place", async () => {
      const [one, other] = [issue(ONE.project), issue(OTHER.project)];
      const { body } = await ask(files(ONE.instance), one);
      const { nodes } = (body.data as unknown as { auditLogFiles: { nodes: { id: string }[] } }).auditLogFiles;
      const ids = JSON.stringify(nodes.map(({ id }) => id));
      expect(nodes.length).toBeGreaterThan(0);
      const refound = await ask(`{ nodes(ids: ${ids}) { id } }`, one);
      expect(text(refound)).toContain(nodes[0]?.id);
      const refused = text(await ask(`{ nodes(ids: ${ids}) { id ... on AuditLogFile { name } } }`, other));
      expect(refused).not.toContain(nodes[0]?.id);
    });

    test("says of a token for no project what is missing, and nothing of the source's health", async () => {
      const { body } = await ask(INSTANCES, issue(null));
      // Without a role anywhere it has no scope either.
      expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual(["FORBIDDEN"]);
      expect(await product.data("{ auditSources { health } }")).toMatchObject({
        auditSources: [{ health: "UNKNOWN" }],
      });
    });

    test("follows a caller that comes with a token of another project", async () => {
      expect(text(await ask(INSTANCES, issue(ONE.project)))).toContain(ONE.name);
      expect(text(await ask(INSTANCES, issue(OTHER.project)))).toContain(OTHER.name);
    });

    test("asks for callers' catalogs only where one is looked into", async () => {
      await ask(INSTANCES, issue(ONE.project));
      const asked = product.sandbox.control.log.requests().filter(({ route }) => route === "token.validate");
      expect(asked.map(({ url }) => url.includes("nocatalog"))).toEqual([isNamed]);
    });

    test("says in the log whose data it reads", () => {
      const line = product.lines.find((each) => each.includes("whose data the source reads"));
      expect(line).toContain(`"project":"the caller's (the caller's token)"`);
      if (!isNamed) expect(line).toContain(`"endpoint":"the catalog's (the caller's token)"`);
    });
  });

  describeWithRedis("with a Redis that replicas share", () => {
    test("crosses no projects either, whichever replica read first", async () => {
      const redis = await startRedis();
      product = await start({ cache: { url: redis.url } });
      try {
        await both(10);
        const first = product;
        // A second replica finds what the first one kept; its callers' tokens are others.
        product = await start({ cache: { url: redis.url } });
        await both(10);
        await first.stop();
        expect((await redis.client.keys("auditgraph:*")).length).toBeGreaterThan(0);
      } finally {
        await product.stop();
        await redis.kill();
      }
    });
  });
});

test("a token of 32 kB is let in and goes on, beside other headers", async () => {
  const product = await startConfigured((sandbox) => ({
    access: keystoneAccess(sandbox.urls.keystone),
    sources: [{ ...own, endpoint: sandbox.urls.taurusdb }],
  }));
  const token = product.sandbox.control.keystone.setTokenLength(32_768).issue({ project: ONE.project });
  expect(token).toHaveLength(32_768);
  // The service account's own are short.
  product.sandbox.control.keystone.setTokenLength(undefined);
  const headers = { "x-auth-token": token, cookie: "c".repeat(4_000), traceparent: "x".repeat(4_000) };
  const answer = await product.ask(INSTANCES, {}, headers);
  const refused = await product.ask(INSTANCES, {}, { "x-auth-token": `${token}x` });
  await product.stop();
  expect([answer.status, text(answer)]).toEqual([200, expect.stringContaining(ONE.name)]);
  expect([refused.status, codesOf(refused)]).toEqual([401, ["UNAUTHENTICATED"]]);
});

describe("a caller's catalog", () => {
  test("that lists no such service says what was looked for and what is there", async () => {
    const product = await startConfigured((sandbox) => ({
      access: keystoneAccess(sandbox.urls.keystone),
      sources: [{ ...own, region: "nowhere" }],
      log: { level: "debug" },
    }));
    const token = product.sandbox.control.keystone.issue({ project: ONE.project });
    const answer = await product.ask(INSTANCES, {}, { "x-auth-token": token });
    await product.stop();
    expect(text(answer)).toContain(`The catalog of the caller's token lists no endpoint for source \\"own\\".`);
    expect(text(answer)).toContain("UPSTREAM_REJECTED");
  });

  test("leads a Nova without an endpoint to the region's", async () => {
    const product = await startConfigured((sandbox) => ({
      access: keystoneAccess(sandbox.urls.keystone),
      sources: ["eu", "us"].map((region) => ({ name: region, kind: "nova", region, credentials: { type: "forward" } })),
    }));
    const token = product.sandbox.control.keystone.issue();
    const query = '{ eu: usageAuditPeriod(source: "eu") { end } us: usageAuditPeriod(source: "us") { end } }';
    const { body } = await product.ask(query, {}, { "x-auth-token": token });
    const asked = product.sandbox.control.log.requests().map(({ source }) => source);
    await product.stop();
    expect(body.errors).toBeUndefined();
    expect(asked).toEqual(expect.arrayContaining(["compute-eu", "compute-us"]));
  });
});

describe("a claim that names the caller's project", () => {
  const issuer = new Issuer();
  let key: SigningKey;
  let product: ConfiguredProduct;
  const known = Object.values(PROJECT_IDS);

  beforeAll(async () => {
    key = await signingKey("first");
    issuer.keys = [key];
    const jwksUri = await issuer.start();
    product = await startConfigured((sandbox) => ({
      access: {
        mode: "jwt",
        jwt: { jwksUri, issuer: ISSUER, audience: AUDIENCE, projectClaim: "project_id", projects: known },
      },
      sources: [{ ...own, endpoint: sandbox.urls.taurusdb }],
    }));
  });
  afterAll(async () => {
    await product.stop();
    await issuer.stop();
  });

  const ask = async (claims: object, project: string, query = INSTANCES): Promise<Answer> => {
    const bearer = await tokenOf(key, product.clock(), { scope: "audit:read", ...claims });
    const token = product.sandbox.control.keystone.issue({ project });
    return product.ask(query, {}, { authorization: `Bearer ${bearer}`, "x-auth-token": token });
  };
  const claim = (project: string) => ({ project_id: PROJECT_IDS[project] });

  test("shows two callers each their own, at the same time", async () => {
    const asked = Array.from({ length: 20 }, (_, at) => {
      const { project } = at % 2 === 0 ? ONE : OTHER;
      return ask(claim(project), project);
    });
    (await Promise.all(asked)).map(text).forEach((answer, at) => {
      expect(answer).toContain(at % 2 === 0 ? ONE.name : OTHER.name);
      expect(answer).not.toContain(at % 2 === 0 ? OTHER.name : ONE.name);
    });
  });

  test("is no more than the caller's own token allows", async () => {
    const answer = text(await ask(claim(OTHER.project), ONE.project));
    expect(answer).toContain("UPSTREAM_REJECTED");
    expect(answer).not.toContain(OTHER.name);
  });

  test.each([
    ["of a project that the configuration does not list", { project_id: "e1b290d58e6443d6809c50159ba9138d" }],
    ["that is missing", {}],
    ["that is a list", { project_id: known }],
  ])("%s opens nothing, and the source is not asked", async (_what, claims) => {
    product.sandbox.control.log.reset();
    const answer = text(await ask(claims, ONE.project));
    expect(answer).toContain(`The caller's token is for no project that source \\"own\\" may be asked for.`);
    expect(product.sandbox.control.log.requests()).toEqual([]);
  });
});

describe("without a way to tell the caller's project", () => {
  const endpoint = "https://gaussdb.example";
  const jwt = { issuer: ISSUER, audience: AUDIENCE, jwksUri: "https://issuer.example/jwks.json" };
  const problem = (file: object): string => {
    try {
      parseConfig(file, { origin: "auditgraph.yaml", env: {}, kinds: sourceKinds });
    } catch (error) {
      return (error as Error).message;
    }
    return "";
  };

  test.each([
    ["mode open", { mode: "open" }, { ...own, endpoint }, "sources[0].projectId: is missing"],
    [
      "mode jwt without a claim",
      { mode: "jwt", jwt },
      { ...own, endpoint },
      "access mode keystone, or jwt with projectClaim",
    ],
    [
      "mode jwt, which knows no catalog",
      { mode: "jwt", jwt: { ...jwt, projectClaim: "p", projects: ["a"] } },
      own,
      "credentials of type forward bring no catalog in this access mode",
    ],
    [
      "a claim without its list",
      { mode: "jwt", jwt: { ...jwt, projectClaim: "p" } },
      { ...own, endpoint },
      "access.jwt.projects: is missing",
    ],
    [
      "a list without its claim",
      { mode: "jwt", jwt: { ...jwt, projects: ["a"] } },
      { ...own, endpoint, projectId: "a" },
      "access.jwt.projectClaim: is missing",
    ],
  ])("the start is refused: %s", (_what, access, source, sentence) => {
    expect(problem({ access, sources: [source] })).toContain(sentence);
  });

  test("an anonymous caller is UNAUTHENTICATED, and the source is not asked", async () => {
    const product = await startConfigured((sandbox) => ({
      access: keystoneAccess(sandbox.urls.keystone),
      sources: [{ ...own, endpoint: sandbox.urls.taurusdb }],
    }));
    const answer = await product.ask(INSTANCES);
    const asked = product.sandbox.control.log.requests();
    await product.stop();
    expect([codesOf(answer), asked]).toEqual([["UNAUTHENTICATED"], []]);
  });
});
