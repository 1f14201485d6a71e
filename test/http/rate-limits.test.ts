import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeWithRedis, type RedisServer, startRedis } from "../support/redis-server.js";
import { type ConfiguredProduct, START, startConfigured } from "./support/configured-product.js";
import { AUDIENCE, ISSUER, publicPem, type SigningKey, signingKey, tokenOf } from "./support/issuer.js";
import type { Answer } from "./support/product.js";

const NOW = Date.parse(START);
const NAMES = "{ auditSources { name } }";
const PERIODS = "{ usageAuditPeriods(first: 5) { nodes { id } } }";

describe("callers who ask too often", () => {
  let key: SigningKey;
  let publicKeyFile: string;
  const products: ConfiguredProduct[] = [];

  const begin = async (rate: object, server: object = {}, more: object = {}): Promise<ConfiguredProduct> => {
    const jwt = { issuer: ISSUER, audience: AUDIENCE, publicKeyFile };
    const product = await startConfigured(() => ({
      server: { port: 0, ...server },
      access: { mode: "jwt", jwt },
      limits: { rate },
      ...more,
    }));
    products.push(product);
    return product;
  };
  const bearer = async (sub: string, claims = {}): Promise<Record<string, string>> => ({
    authorization: `Bearer ${await tokenOf(key, NOW, { sub, scope: "audit:read", ...claims })}`,
  });
  const statuses = async (answers: readonly Promise<Answer>[]): Promise<number[]> =>
    (await Promise.all(answers)).map(({ status }) => status).toSorted((a, b) => a - b);

  beforeAll(async () => {
    key = await signingKey("first");
    publicKeyFile = join(mkdtempSync(join(tmpdir(), "auditgraph-")), "key.pem");
    writeFileSync(publicKeyFile, await publicPem(key));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all(products.splice(0).map((product) => product.stop()));
  });

  test("are answered 429, with when to come again, and no source is asked", async () => {
    const product = await begin({ known: { operations: 2 } });
    const me = await bearer("me");
    expect(await statuses([product.ask(PERIODS, {}, me), product.ask(NAMES, {}, me)])).toEqual([200, 200]);
    const asked = product.sandbox.control.log.requests("compute-eu").length;
    const { status, headers, body } = await product.ask(PERIODS, {}, me);
    expect([status, body]).toEqual([
      429,
      {
        errors: [
          {
            message: expect.stringMatching(
              /^The caller has used up 2 operations of a minute \(limits\.rate\.known\.operations\): ask again in \d+ s\.$/,
            ) as string,
            extensions: { code: "RATE_LIMITED", retryable: true, retryAfterMs: expect.any(Number) as number },
          },
        ],
      },
    ]);
    const retryAfterMs = Number(body.errors?.[0]?.extensions.retryAfterMs);
    expect([retryAfterMs > 0, retryAfterMs <= 60_000]).toEqual([true, true]);
    expect(headers.get("retry-after")).toBe(String(Math.ceil(retryAfterMs / 1_000)));
    expect(headers.get("ratelimit-policy")).toBe(
      '"operations";q=2;w=60, "points";q=600000;w=60, "upstreamCalls";q=100000;w=60',
    );
    expect(headers.get("ratelimit")).toMatch(/^"operations";r=0;t=\d+, "points";r=\d+;t=\d+, /);
    expect([asked > 0, product.sandbox.control.log.requests("compute-eu").length]).toEqual([true, asked]);
    const metrics = await (await fetch(`${product.baseUrl}/metrics`)).text();
    expect(metrics).toContain('auditgraph_refusals_total{reason="rate.operations"} 1');
    expect(metrics).toContain('auditgraph_operations_total{operation="unnamed",outcome="refused"} 1');
  });

  test("are told in every answer what is left", async () => {
    const product = await begin({ known: { operations: 10 } });
    const me = await bearer("me");
    await product.ask(NAMES, {}, me);
    expect((await product.ask(NAMES, {}, me)).headers.get("ratelimit")).toMatch(/^"operations";r=8;t=\d+, /);
    // Of what is not run as well, once the caller is placed.
    for (const wrong of ["{", "{ nothing }", "mutation { nothing }"]) {
      expect((await product.ask(wrong, {}, me)).headers.get("ratelimit")).toMatch(/^"operations";r=[765];t=\d+, /);
    }
  });

  test("are counted by account: neither a new token nor another X-Auth-Token begins anew; others go on", async () => {
    const product = await begin({ known: { operations: 1 } });
    const one = await bearer("me", { jti: "1" });
    const two = await bearer("me", { jti: "2" });
    expect((await product.ask(NAMES, {}, one)).status).toBe(200);
    expect((await product.ask(NAMES, {}, two)).status).toBe(429);
    expect((await product.ask(NAMES, {}, { ...one, "x-auth-token": "anything" })).status).toBe(429);
    expect((await product.ask(NAMES, {}, await bearer("another"))).status).toBe(200);
  });

  test("are counted by Keystone's user, whatever token they bring", async () => {
    const product = await startConfigured((sandbox) => {
      const keystone = { authUrl: sandbox.urls.keystone, credentials: sandbox.configuration().sources[0]?.credentials };
      return { access: { mode: "keystone", keystone }, limits: { rate: { known: { operations: 1 } } } };
    });
    products.push(product);
    const { keystone } = product.sandbox.control;
    const ask = async (token: string): Promise<number> =>
      (await product.ask(NAMES, {}, { "x-auth-token": token })).status;
    expect(await ask(keystone.issue())).toBe(200);
    expect(await ask(keystone.issue())).toBe(429);
    expect(await ask(keystone.issue({ user: "demo", project: "demo" }))).toBe(200);
  });

  test("begin anew after the minute", async () => {
    const product = await begin({ known: { operations: 1 } });
    const me = await bearer("me");
    const began = Date.now();
    await product.ask(NAMES, {}, me);
    const time = jest.spyOn(Date, "now").mockReturnValue(began + 59_000);
    expect((await product.ask(NAMES, {}, me)).status).toBe(429);
    time.mockReturnValue(began + 120_000);
    expect((await product.ask(NAMES, {}, me)).status).toBe(200);
  });

  test.each([["points"], ["upstreamCalls"]])(
    "end an operation that began within its %s, and begin no other",
    async (measure) => {
      const product = await begin({ known: { [measure]: 1 } });
      const me = await bearer("me");
      expect((await product.ask(PERIODS, {}, me)).body).toMatchObject({ data: { usageAuditPeriods: {} } });
      const { status, body } = await product.ask(NAMES, {}, me);
      expect([status, body.errors?.[0]?.message]).toEqual([
        429,
        expect.stringContaining(`(limits.rate.known.${measure})`) as string,
      ]);
      const metrics = await (await fetch(`${product.baseUrl}/metrics`)).text();
      expect(metrics).toContain(`auditgraph_refusals_total{reason="rate.${measure}"} 1`);
    },
  );

  test("pay no points for what was refused for its cost", async () => {
    const product = await begin(
      { known: { points: 100 } },
      {},
      { limits: { cost: 3, rate: { known: { points: 1 } } } },
    );
    const me = await bearer("me");
    expect((await product.ask(PERIODS, {}, me)).status).toBe(400);
    expect((await product.ask(NAMES, {}, me)).status).toBe(200);
  });

  test("without a name are counted by address, by their own limits", async () => {
    const product = await begin({ anonymous: { operations: 1 } });
    expect((await product.ask(NAMES)).status).toBe(200);
    const { status, body } = await product.ask(NAMES, {}, { "x-forwarded-for": "192.0.2.1", "x-real-ip": "192.0.2.1" });
    expect([status, body.errors?.[0]?.message]).toEqual([
      429,
      expect.stringContaining("(limits.rate.anonymous.operations)") as string,
    ]);
    expect((await product.ask(NAMES, {}, await bearer("me"))).status).toBe(200);
  });

  test("are told apart by X-Forwarded-For where a trusted proxy brings it: by the last that is none of the proxies", async () => {
    const product = await begin({ anonymous: { operations: 1 } }, { trustedProxies: ["127.0.0.0/8", "::1"] });
    const from = async (forwarded: string): Promise<number> =>
      (await product.ask(NAMES, {}, { "x-forwarded-for": forwarded })).status;
    expect(await from("192.0.2.1")).toBe(200);
    expect(await from("198.51.100.9, 192.0.2.1")).toBe(429);
    expect(await from("192.0.2.1, 192.0.2.2, 127.0.0.9")).toBe(200);
    expect(await from("192.0.2.2")).toBe(429);
  });

  test("cannot get by in mode open with made-up tokens, where the limits are switched on", async () => {
    const open = { access: { mode: "open" } };
    const product = await begin({ enabled: true, anonymous: { operations: 1 } }, {}, open);
    expect((await product.ask(NAMES, {}, { "x-auth-token": "one" })).status).toBe(200);
    expect((await product.ask(NAMES, {}, { "x-auth-token": "two" })).status).toBe(429);
  });

  test("may ask as often as they like in mode open by default, and where the limits are switched off", async () => {
    const open = await begin({ anonymous: { operations: 1 } }, {}, { access: { mode: "open" } });
    const off = await begin({ enabled: false, anonymous: { operations: 1 } });
    for (const product of [open, off]) {
      expect(await statuses([product.ask(NAMES), product.ask(NAMES)])).toEqual([200, 200]);
      expect((await product.ask(NAMES)).headers.get("ratelimit")).toBeNull();
    }
  });

  describeWithRedis("of replicas that share a Redis", () => {
    let redis: RedisServer;
    const connected = async (clients: number): Promise<void> => {
      const wanted = `connected_clients:${clients + 1}`;
      while (!(await redis.client.info("clients")).includes(wanted)) await new Promise((next) => setImmediate(next));
    };

    /** Connected is not yet ready to count: until it is, a replica counts by itself. */
    const counting = async (...replicas: readonly Pick<ConfiguredProduct, "ask">[]): Promise<void> => {
      const kept = async (): Promise<number> => (await redis.client.keys("auditgraph:*")).length;
      for (const [i, replica] of replicas.entries()) {
        for (let before = await kept(), n = 0; (await kept()) === before && n < 100; n += 1) {
          await replica.ask(NAMES, {}, await bearer(`early-${i}-${n}`));
        }
      }
    };

    beforeEach(async () => void (redis = await startRedis()));
    afterEach(() => redis.kill());

    test("are counted by all together; no address and no token stands there, and nothing stays", async () => {
      const rate = { known: { operations: 2 }, anonymous: { operations: 2 } };
      const [first, second] = [
        await begin(rate, {}, { cache: { url: redis.url } }),
        await begin(rate, {}, { cache: { url: redis.url } }),
      ];
      await connected(2);
      await counting(first, second);
      const me = await bearer("me");
      for (const headers of [me, {}]) {
        expect((await first.ask(NAMES, {}, headers)).status).toBe(200);
        expect((await second.ask(NAMES, {}, headers)).status).toBe(200);
        expect((await first.ask(NAMES, {}, headers)).status).toBe(429);
      }
      const keys = await redis.client.keys("auditgraph:*");
      for (const each of keys) {
        expect(each).toMatch(/^auditgraph:1:rate:(known|anonymous):(operations|points|upstreamCalls):[\w-]{43}$/);
        expect(await redis.client.pttl(each)).toBeGreaterThan(0);
      }
      expect(keys.length).toBeGreaterThanOrEqual(2);
    });

    test("are counted by each replica while it is down, and the log says once that it is", async () => {
      const product = await begin({ known: { operations: 2 } }, {}, { cache: { url: redis.url } });
      await connected(1);
      // Not by "me": what is counted before Redis answers, or too late for it, stands in this replica's own count.
      await counting(product);
      const me = await bearer("me");
      await redis.kill();
      const missed = (): readonly string[] => product.lines.filter((line) => line.includes("cannot be reached"));
      while (missed().length === 0) await new Promise((next) => setImmediate(next));
      const answered: number[] = [];
      for (let i = 0; i < 3; i += 1) answered.push((await product.ask(NAMES, {}, me)).status);
      expect([answered, missed().length]).toEqual([[200, 200, 429], 1]);
    });
  });
});
