import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConfiguredProduct, startConfigured } from "../http/support/configured-product.js";
import type { Answer } from "../http/support/product.js";
import { AUDIENCE, ISSUER, publicPem, type SigningKey, signingKey, tokenOf } from "../http/support/issuer.js";
import { type GuardedProduct, startGuarded } from "./support/guarded-product.js";
import { hasGateway, startSupergraph, type Supergraph } from "./support/supergraph.js";
import { post } from "../support/post.js";

/** Through the gateway, as any of its clients asks. */
const askAt = async (
  { baseUrl }: Supergraph,
  query: string,
  headers: Record<string, string>,
): Promise<Answer["body"]> => {
  const response = await post(baseUrl, { query }, headers);
  return (await response.json()) as Answer["body"];
};
const codesOf = ({ errors }: Answer["body"]) =>
  errors?.map(({ path, extensions }) => [path?.join("."), extensions.code]);

const BALANCERS = "{ loadBalancerAudits(first: 1) { nodes { id } } auditSources(kinds: [ATLAS]) { name } }";
const FROM_THE_NEIGHBOUR = `{ teams {
  name
  instances { name auditLogFiles(window: { from: "2026-11-19T00:00:00Z" }, first: 2) { nodes { begin } pageInfo { hasNextPage } } }
  hosts { rack usageAudits(first: 1) { nodes { state period { end } } } }
  loadBalancers { audit { status alerts { alertId } } }
} }`;

const whereInstalled = hasGateway ? describe : describe.skip;
if (!hasGateway) {
  console.warn(
    "The gateway is not installed, so its tests are skipped: npm run test:federation installs and runs them.",
  );
}

whereInstalled("behind a gateway, with Keystone's tokens", () => {
  let product: GuardedProduct;
  let supergraph: Supergraph;
  const ask = (query: string, token?: string) =>
    askAt(supergraph, query, token === undefined ? {} : { "x-auth-token": token });

  beforeAll(async () => {
    product = await startGuarded();
    supergraph = await startSupergraph(product.baseUrl);
  }, 120_000);
  afterAll(async () => {
    await supergraph.stop();
    await product.stop();
  });

  test("what an answer cost is not passed on: auditgraph's own log has it", async () => {
    const answer = await ask(BALANCERS, product.tokens.admin);
    expect(answer.data).toHaveProperty("loadBalancerAudits");
    expect(answer).not.toHaveProperty("extensions");
  });

  test("what the neighbour names gains its audits here", async () => {
    const { data, errors } = await ask(FROM_THE_NEIGHBOUR, product.tokens.admin);
    expect(errors).toBeUndefined();
    expect(data?.teams).toEqual([
      {
        name: "orders",
        instances: [
          {
            name: "orders-primary",
            auditLogFiles: {
              nodes: [{ begin: "2026-11-20T11:02:48Z" }, { begin: "2026-11-20T10:43:24Z" }],
              pageInfo: { hasNextPage: true },
            },
          },
          {
            name: "orders-replica",
            auditLogFiles: {
              nodes: [{ begin: "2026-11-19T14:47:45Z" }, { begin: "2026-11-19T02:11:31Z" }],
              pageInfo: { hasNextPage: false },
            },
          },
        ],
        hosts: [],
        loadBalancers: [{ audit: { status: "ERROR", alerts: [{ alertId: "1" }] } }],
      },
      {
        name: "platform",
        instances: [{ name: "documented", auditLogFiles: { nodes: [], pageInfo: { hasNextPage: false } } }],
        hosts: ["A1", "A2"].map((rack) => ({
          rack,
          usageAudits: { nodes: [{ state: "DONE", period: { end: "2026-11-01T00:00:00Z" } }] },
        })),
        loadBalancers: [],
      },
    ]);
  });

  test("what is found here gains its owner from the neighbour, and goes back over the border", async () => {
    const { data, errors } = await ask(
      `{ auditLogFiles(
           instances: [{ source: "mysql-docs", instanceId: "3d39c18788b54a919bab633874c159dfin01" }]
           window: { from: "2019-11-01T00:00:00Z", to: "2019-12-01T00:00:00Z" }
         ) { nodes { begin instance { team { name hosts { name usageAudits(first: 1) { nodes { state } } } } } } }
         loadBalancerAudits(filter: { statuses: [ERROR] }, orderBy: OLDEST_FIRST, first: 6) {
           nodes { loadBalancer { loadBalancerId team { name pager } } }
         } }`,
      product.tokens.admin,
    );
    expect(errors).toBeUndefined();
    const hosts = ["cmp-01.eu.example", "cmp-02.eu.example"].map((name) => ({
      name,
      usageAudits: { nodes: [{ state: "DONE" }] },
    }));
    const instance = { team: { name: "platform", hosts } };
    expect(data?.auditLogFiles).toEqual({
      nodes: [
        { begin: "2019-11-07T01:04:35Z", instance },
        { begin: "2019-11-06T01:03:34Z", instance },
      ],
    });
    const { nodes } = data?.loadBalancerAudits as unknown as {
      nodes: { loadBalancer: { loadBalancerId: string; team: { name: string } | null } }[];
    };
    expect(nodes.filter(({ loadBalancer }) => loadBalancer.team !== null)).toEqual([
      { loadBalancer: { loadBalancerId: "435", team: { name: "orders", pager: "orders-on-duty@example.com" } } },
    ]);
  });

  test("what the gateway plans is answered alike a hundred times, twenty of them at once", async () => {
    const texts = new Set<string>();
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => ask(FROM_THE_NEIGHBOUR, product.tokens.admin)),
      );
      for (const answer of answers) texts.add(JSON.stringify(answer));
    }
    expect([...texts]).toEqual([expect.stringContaining('"instances":[{"name":"orders-primary","auditLogFiles":')]);
  }, 60_000);

  test("a page goes on by its cursor through the gateway too", async () => {
    const page = (after: string) =>
      ask(
        `{ usageAuditPeriods(sources: ["compute-eu"], first: 2${after}) { nodes { end } pageInfo { endCursor } } }`,
        product.tokens.reader,
      );
    const first = (await page("")).data?.usageAuditPeriods as unknown as { pageInfo: { endCursor: string } };
    const { data } = await page(`, after: ${JSON.stringify(first.pageInfo.endCursor)}`);
    expect(data).toMatchObject({
      usageAuditPeriods: { nodes: [{ end: "2026-09-01T00:00:00Z" }, { end: "2026-08-01T00:00:00Z" }] },
    });
  });

  test("a caller without the scope gets null and FORBIDDEN, and the rest of the answer", async () => {
    const answer = await ask(BALANCERS, product.tokens.reader);
    expect(answer.data).toEqual({ loadBalancerAudits: null, auditSources: [{ name: "lb" }] });
    expect(codesOf(answer)).toEqual([["loadBalancerAudits", "FORBIDDEN"]]);
  });

  test("nor does a caller without the scope get there by way of the neighbour", async () => {
    const answer = await ask("{ teams { name loadBalancers { audit { status } } } }", product.tokens.reader);
    expect(answer.data).toEqual({
      teams: [
        { name: "orders", loadBalancers: [{ audit: null }] },
        { name: "platform", loadBalancers: [] },
      ],
    });
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(["FORBIDDEN"]);
  });

  test("the neighbour never gets to see the caller's token", async () => {
    const before = supergraph.neighbour.headers.length;
    await ask(FROM_THE_NEIGHBOUR, product.tokens.admin);
    const seen = supergraph.neighbour.headers.slice(before);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.flat()).not.toEqual(expect.arrayContaining(["x-auth-token"]));
  });

  test("a caller without a token is UNAUTHENTICATED, and the neighbour still answers", async () => {
    const answer = await ask('{ usageAuditPeriod(source: "compute-eu") { end } teams { name } }');
    expect(answer.data).toEqual({ usageAuditPeriod: null, teams: [{ name: "orders" }, { name: "platform" }] });
    expect(codesOf(answer)).toEqual([["usageAuditPeriod", "UNAUTHENTICATED"]]);
  });
});

whereInstalled("behind a gateway, with signed tokens", () => {
  let product: ConfiguredProduct;
  let supergraph: Supergraph;
  let key: SigningKey;
  const ask = async (query: string, scope: string) => {
    const token = await tokenOf(key, product.clock(), { scope });
    return askAt(supergraph, query, { authorization: `Bearer ${token}` });
  };

  beforeAll(async () => {
    key = await signingKey("only");
    const publicKeyFile = join(mkdtempSync(join(tmpdir(), "key-")), "key.pem");
    writeFileSync(publicKeyFile, await publicPem(key));
    product = await startConfigured(() => ({
      access: { mode: "jwt", jwt: { issuer: ISSUER, audience: AUDIENCE, publicKeyFile } },
    }));
    supergraph = await startSupergraph(product.baseUrl);
  }, 120_000);
  afterAll(async () => {
    await supergraph.stop();
    await product.stop();
  });

  test("the caller's own scopes decide, field by field", async () => {
    expect(codesOf(await ask(BALANCERS, "audit:read"))).toEqual([["loadBalancerAudits", "FORBIDDEN"]]);
    expect((await ask(BALANCERS, "audit:read audit:admin")).errors).toBeUndefined();
    expect((await ask(FROM_THE_NEIGHBOUR, "audit:read audit:admin")).errors).toBeUndefined();
  });
});
