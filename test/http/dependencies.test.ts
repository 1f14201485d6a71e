import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { parseConfig } from "../../src/config/parse.js";
import { Product } from "../../src/product.js";
import { sourceKinds } from "../../src/sources/registry.js";
import { systemClock } from "../../src/upstream/clock.js";
import { fileNamed } from "../support/process.js";
import { keptLog } from "../cache/support.js";

interface Ready {
  readonly access: { readonly mode: string; readonly keys?: string; readonly keysReadAt?: string | null };
  readonly sources: readonly { readonly name: string; readonly health: string }[];
}

/** The issuer and a source, which can be taken away. */
class Issuer {
  status = 200;
  asked = 0;
  document: unknown = { keys: [] };
  readonly #server: Server = createServer((_request, response) => {
    this.asked += 1;
    response.writeHead(this.status, { "content-type": "application/json" });
    response.end(JSON.stringify(this.document));
  });
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
};

describe("what operations need beside their sources", () => {
  const issuer = new Issuer();
  let url: string;
  let token: string;
  let now = Date.parse("2026-11-27T12:00:00Z");
  const clock: { now: () => number; after: typeof systemClock.after } = { ...systemClock, now: () => now };
  const products: Product[] = [];

  const start = async (more: object = {}, source: object = {}) => {
    const { log, lines } = keptLog();
    const config = parseConfig(
      {
        server: { port: 0 },
        access: {
          mode: "jwt",
          jwt: { jwksUri: `${url}/jwks`, issuer: "https://issuer.example", audience: "auditgraph", ...more },
        },
        sources: [
          {
            name: "lb",
            kind: "atlas",
            endpoint: `${url}/management`,
            credentials: { type: "basic", username: "a", password: "b" },
            ...source,
          },
        ],
      },
      { origin: "test", env: {}, kinds: sourceKinds },
    );
    const product = await Product.start(config, { log, clock });
    products.push(product);
    const ready = async (): Promise<Ready> => (await (await fetch(`${product.baseUrl}/readyz`)).json()) as Ready;
    const metric = async (line: string): Promise<number | undefined> => {
      const text = await (await fetch(`${product.baseUrl}/metrics`)).text();
      const found = text.split("\n").find((each) => each.startsWith(`${line} `));
      return found === undefined ? undefined : Number(found.slice(line.length));
    };
    const ask = async (authorization = `Bearer ${token}`): Promise<number> => {
      const headers = { "content-type": "application/json", authorization };
      const body = JSON.stringify({ query: "{ auditSources { name } }" });
      return (await fetch(`${product.baseUrl}/graphql`, { method: "POST", headers, body })).status;
    };
    const told = (): unknown[] => lines.map((line) => (JSON.parse(line) as { readonly msg: string }).msg);
    return { product, config, ready, metric, ask, told };
  };

  beforeAll(async () => {
    url = await issuer.start();
    const { publicKey, privateKey } = await generateKeyPair("ES256");
    issuer.document = { keys: [{ ...(await exportJWK(publicKey)), kid: "1", alg: "ES256" }] };
    token = await new SignJWT({ scope: "audit:read" })
      .setProtectedHeader({ alg: "ES256", kid: "1" })
      .setIssuer("https://issuer.example")
      .setAudience("auditgraph")
      .setSubject("somebody")
      .setExpirationTime(Math.floor(now / 1_000) + 86_400)
      .sign(privateKey);
  });
  beforeEach(() => {
    issuer.status = 200;
  });
  afterEach(async () => {
    for (const product of products.splice(0)) await product.stop();
  });
  afterAll(() => issuer.stop());

  test("an issuer that cannot be reached is told at the start: in the log, in readiness and in metrics", async () => {
    issuer.status = 503;
    const { ready, metric, told, ask } = await start();
    await until(async () => (await ready()).access.keys === "FAILING");
    expect((await ready()).access).toEqual({ mode: "jwt", keys: "FAILING", keysReadAt: null });
    expect(await metric('auditgraph_key_set_reads_total{code="FAILED"}')).toBe(1);
    expect(told()).toContain(
      "the issuer's keys cannot be read; those that are known serve for an hour from when they were",
    );
    expect(await ask()).toBe(503);
    expect(await metric('auditgraph_refusals_total{reason="access"}')).toBe(1);
  });

  test("keys serve on for an hour, and over a reload, while the issuer is away; then callers get 503", async () => {
    const { product, config, ready, metric, ask, told } = await start();
    expect(await ask()).toBe(200);
    issuer.status = 503;
    now += 40 * 60_000;
    expect(await ask()).toBe(200);
    expect(await metric("auditgraph_key_set_age_seconds")).toBe(2_400);
    await product.reload(config);
    expect(await ask()).toBe(200);
    expect((await ready()).access.keys).toBe("FAILING");
    now += 21 * 60_000;
    expect(await ask()).toBe(503);
    issuer.status = 200;
    now += 30_000;
    expect(await ask()).toBe(200);
    expect(told()).toContain("the issuer's keys are read again");
  });

  test("over reloads an issuer's absence is told once, and its return too", async () => {
    const { product, config, ask, told } = await start();
    expect(await ask()).toBe(200);
    issuer.status = 503;
    now += 40 * 60_000;
    expect(await ask()).toBe(200);
    await product.reload(config);
    expect(await ask()).toBe(200);
    issuer.status = 200;
    await product.reload(config);
    await until(() => told().includes("the issuer's keys are read again"));
    expect(told().filter((line) => String(line).startsWith("the issuer's keys cannot be read"))).toHaveLength(1);
  });

  test("keys outlive a restart in the file that is named for them, for their hour, and for their issuer alone", async () => {
    const keptKeysFile = join(fileNamed("kept", ""), "..", "keys.json");
    const first = await start({ keptKeysFile });
    expect(await first.ask()).toBe(200);
    await until(() => existsSync(keptKeysFile));
    expect(statSync(keptKeysFile).mode & 0o777).toBe(0o600);
    expect(readFileSync(keptKeysFile, "utf8")).not.toContain('"d"');
    issuer.status = 503;
    const second = await start({ keptKeysFile });
    expect(await second.ask()).toBe(200);
    const other = await start({ keptKeysFile, jwksUri: `${url}/other` });
    expect(await other.ask()).toBe(503);
    now += 3_600_001;
    const third = await start({ keptKeysFile });
    expect(await third.ask()).toBe(503);
  });

  test("credentials that are not believed are counted by their own reason", async () => {
    const { ask, metric } = await start();
    expect(await ask("Bearer nonsense")).toBe(401);
    expect(await metric('auditgraph_refusals_total{reason="credentials"}')).toBe(1);
  });

  test("a source is UNKNOWN until somebody asks it; with a probe its health is known without a caller", async () => {
    const quiet = await start();
    expect((await quiet.ready()).sources).toMatchObject([{ name: "lb", health: "UNKNOWN" }]);
    const waiting: (() => void)[] = [];
    const after: typeof clock.after = (ms, callback) => systemClock.after(ms, callback);
    // No other timer is of seven seconds.
    clock.after = (ms, callback) => {
      if (ms !== 7_000) return after(ms, callback);
      waiting.push(callback);
      return () => undefined;
    };
    const probed = await start({}, { probeSeconds: 7 });
    const probe = async (health: string): Promise<void> => {
      waiting.shift()?.();
      await until(() => waiting.length > 0);
      expect((await probed.ready()).sources).toMatchObject([{ name: "lb", health }]);
    };
    await probe("HEALTHY");
    issuer.status = 503;
    await probe("DEGRADED");
    await probe("DEGRADED");
    await probe("UNAVAILABLE");
    clock.after = after;
  });
});
