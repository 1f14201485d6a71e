import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { request } from "undici";
import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { type Product, startProduct } from "./support/product.js";
import { daysAgo, iso } from "./support/world.js";

const DASHBOARD = "https://dashboard.example";
const FILES = `{ auditLogFiles(first: 200, window: { from: "${iso(daysAgo(30))}" }) { nodes { id name begin sizeBytes } } }`;

describe("what a browser needs", () => {
  let product: Product;
  const begin = (origins: readonly string[], compression = true): Promise<Product> =>
    startProduct({
      sources: [memoryDatabaseSource({ filesEach: 100 })],
      server: { cors: { origins: [...origins] }, compression },
    });
  /** By undici, which sends no header of its own and decodes nothing. */
  const send = async (path: string, headers: Record<string, string>, options: object = {}) => {
    const answer = await request(`${product.baseUrl}${path}`, { headers, ...options });
    return { status: answer.statusCode, headers: answer.headers, body: Buffer.from(await answer.body.arrayBuffer()) };
  };
  const post = (headers: Record<string, string>, query = FILES) =>
    send(
      "/graphql",
      { "content-type": "application/json", ...headers },
      { method: "POST", body: JSON.stringify({ query }) },
    );
  const preflight = (origin: string, asked = "content-type, authorization") =>
    send(
      "/graphql",
      { origin, "access-control-request-method": "POST", "access-control-request-headers": asked },
      { method: "OPTIONS" },
    );

  afterEach(() => product.stop());

  test("pages of a named origin may ask, with the headers that they need; others may not", async () => {
    product = await begin([DASHBOARD]);
    const allowed = await preflight(DASHBOARD);
    expect([allowed.status, allowed.body.length]).toEqual([204, 0]);
    expect(allowed.headers).toMatchObject({
      "access-control-allow-origin": DASHBOARD,
      "access-control-allow-methods": "GET, HEAD, POST",
      "access-control-allow-headers": "content-type, authorization",
      "access-control-max-age": "7200",
      vary: "origin, access-control-request-headers",
    });
    const answer = await post({ origin: DASHBOARD });
    expect(answer.status).toBe(200);
    expect(answer.headers["access-control-allow-origin"]).toBe(DASHBOARD);
    expect(answer.headers["access-control-expose-headers"]).toContain("retry-after");
    expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();

    const refused = await preflight("https://evil.example");
    expect([refused.status, refused.headers["access-control-allow-origin"]]).toEqual([405, undefined]);
    const other = await post({ origin: "https://evil.example" });
    expect([other.status, other.headers["access-control-allow-origin"]]).toEqual([200, undefined]);
    // A cache between may not hand the one's answer to the other.
    expect([answer.headers.vary, other.headers.vary].every((vary) => String(vary).includes("origin"))).toBe(true);
  });

  test("a refusal says to its page why, and a preflight cannot name headers that are none", async () => {
    product = await begin([DASHBOARD]);
    const refused = await send("/nothing", { origin: DASHBOARD });
    expect([refused.status, refused.headers["access-control-allow-origin"]]).toEqual([404, DASHBOARD]);
    const odd = await preflight(DASHBOARD, "content-type: x");
    expect(odd.headers["access-control-allow-headers"]).toBeUndefined();
  });

  test("* lets all pages ask; without a setting none may, and nothing is said of origins", async () => {
    product = await begin(["*"]);
    const answer = await post({ origin: "https://anything.example" });
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
    await product.stop();
    product = await begin([]);
    expect((await preflight(DASHBOARD)).status).toBe(405);
    const silent = await post({ origin: DASHBOARD });
    expect(Object.keys(silent.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  test("answers come in brotli or gzip where the caller takes that, whole, and much smaller", async () => {
    product = await begin([]);
    const plain = await post({});
    expect([plain.headers["content-encoding"], plain.headers.vary]).toEqual([undefined, "accept-encoding"]);
    const br = await post({ "accept-encoding": "gzip, deflate, br" });
    expect(br.headers).toMatchObject({ "content-encoding": "br", vary: "accept-encoding" });
    const gzip = await post({ "accept-encoding": "gzip" });
    expect(gzip.headers["content-encoding"]).toBe("gzip");
    const nodes = (body: Buffer): unknown => (JSON.parse(body.toString()) as { data: unknown }).data;
    expect(nodes(brotliDecompressSync(br.body))).toEqual(nodes(plain.body));
    expect(nodes(gunzipSync(gzip.body))).toEqual(nodes(plain.body));
    expect(br.body.length * 5).toBeLessThan(plain.body.length);
    expect(Number(br.headers["content-length"])).toBe(br.body.length);
  });

  test("nothing is compressed that is small, that the caller refuses, or where it is switched off", async () => {
    product = await begin([]);
    const coding = async (headers: Record<string, string>, query?: string) =>
      (await post(headers, query)).headers["content-encoding"];
    expect(await coding({ "accept-encoding": "br" }, "{ __typename }")).toBeUndefined();
    expect(await coding({ "accept-encoding": "br;q=0, gzip;q=0" })).toBeUndefined();
    expect(await coding({ "accept-encoding": "identity, gzip;q=0.5" })).toBeUndefined();
    expect(await coding({ "accept-encoding": "zstd" })).toBeUndefined();
    await product.stop();
    product = await begin([], false);
    expect(await coding({ "accept-encoding": "br" })).toBeUndefined();
  });

  test("a person who opens /graphql comes to GraphiQL, with the operation that a link names; a program gets an answer", async () => {
    product = await begin([]);
    const chromium = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";
    const opened = await send("/graphql", { accept: chromium });
    expect([opened.status, opened.headers.location]).toEqual([303, "/graphiql"]);
    for (const accept of ["application/json", "*/*", "application/graphql-response+json, application/json"]) {
      expect((await send("/graphql", { accept })).status).toBe(400);
    }
    const link = "?query=%7B__typename%7D&variables=%7B%7D";
    const followed = await send(`/graphql${link}`, { accept: chromium });
    expect([followed.status, followed.headers.location]).toEqual([303, `/graphiql${link}`]);
    const asked = await send(`/graphql${link}`, { accept: "application/json", "apollo-require-preflight": "1" });
    expect(asked.status).toBe(200);
  });

  test("no answer of an operation may be kept by a cache between", async () => {
    product = await begin([]);
    expect((await post({})).headers["cache-control"]).toContain("no-store");
  });
});
