import { createHash } from "node:crypto";
import { mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { pagePolicy } from "../../src/server/pages.js";
import { BUILD, build, fileWith, Process } from "../support/process.js";
import { answerIn, sendRaw } from "./support/raw-http.js";

const PAGES = `${BUILD}/pages`;
const FOLDER = `${PAGES}/graphiql`;
const SCRIPT = "export const large = true;\n".repeat(100);
const PAGE = "<!doctype html><html><head></head><body class='x'><main></main></body></html>";
const FAR = `sources: [{ name: far, kind: nova, endpoint: "http://127.0.0.1:9/v2.1", credentials: { type: token, token: t } }]\n`;
const CHANGED = new Date("2026-01-02T03:04:05.678Z");
const files: Readonly<Record<string, string | Buffer>> = {
  "index.html": PAGE,
  ".env": "SECRET=1",
  "assets/a-B_1.js": SCRIPT,
  "assets/a-B_1.js.gz": gzipSync(SCRIPT),
  "assets/font.ttf": Buffer.from([0, 1, 0, 0, 255]),
  "assets/odd.bin": "x",
};

describe("pages that are built", () => {
  const product = { baseUrl: "", process: undefined as Process | undefined };
  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${product.baseUrl}${path}`, { headers });
  const raw = async (line: string, headers = "") =>
    answerIn(await sendRaw(product.baseUrl, `${line} HTTP/1.1\r\nHost: x\r\n${headers}Connection: close\r\n\r\n`));

  beforeAll(async () => {
    build();
    mkdirSync(`${FOLDER}/assets`, { recursive: true });
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(`${FOLDER}/${name}`, content);
      utimesSync(`${FOLDER}/${name}`, CHANGED, CHANGED);
    }
    product.process = new Process(["--config", fileWith(FAR)]);
    product.baseUrl = await product.process.baseUrl();
  });
  afterAll(async () => {
    product.process?.kill("SIGTERM");
    await product.process?.ended();
    rmSync(PAGES, { recursive: true });
  });

  test.each(["/graphiql", "/graphiql/", "/grap%68iql"])("the page at %s is asked for anew each time", async (path) => {
    const answer = await get(path);
    expect(await answer.text()).toBe(PAGE);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "content-length": String(PAGE.length),
      "cache-control": "public, max-age=0",
      "last-modified": "Fri, 02 Jan 2026 03:04:05 GMT",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    });
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  test("over the sandbox the page says first that the data are made up, and is not kept", async () => {
    const sandbox = new Process();
    const page = `${await sandbox.baseUrl()}/graphiql`;
    const answer = await fetch(page, { headers: { "if-modified-since": "Fri, 02 Jan 2026 03:04:05 GMT" } });
    const html = await answer.text();
    sandbox.kill("SIGTERM");
    await sandbox.ended();
    const [, style, note] = /<body class='x'><style>(.*)<\/style>(<p .*<\/p>)<main>/.exec(html) ?? [];
    expect([note, answer.headers.get("cache-control"), answer.headers.get("etag")]).toEqual([
      '<p data-sandbox role="note">This is the sandbox: all data are made up.</p>',
      "no-store",
      null,
    ]);
    // GraphiQL's editor needs styles of its own; a page without one names the banner's alone.
    const digest = createHash("sha256")
      .update(style ?? "")
      .digest("base64");
    expect(pagePolicy({ inlineStyles: false })).toContain(`style-src 'self' 'sha256-${digest}';`);
    expect(answer.headers.get("content-security-policy")).toContain("style-src 'self' 'unsafe-inline';");
  });

  test("its files are kept for a year, and compressed for those that take it", async () => {
    const kept = {
      "content-type": "application/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
      vary: "accept-encoding",
    };
    const zipped = await raw("HEAD /graphiql/assets/a-B_1.js", "Accept-Encoding: br, gzip\r\n");
    const size = String(gzipSync(SCRIPT).length);
    expect(Object.fromEntries(zipped.headers)).toMatchObject({
      ...kept,
      "content-encoding": "gzip",
      "content-length": size,
    });
    for (const coding of ["identity", "deflate, gzip;q=0", "gzip; q=0.000, zstd"]) {
      const { status, headers, text } = await raw("GET /graphiql/assets/a-B_1.js", `Accept-Encoding: ${coding}\r\n`);
      expect([status, text, headers.has("content-encoding")]).toEqual([200, SCRIPT, false]);
      expect(Object.fromEntries(headers)).toMatchObject(kept);
    }
  });

  test("every byte arrives", async () => {
    const [font, script] = await Promise.all([
      get("/graphiql/assets/font.ttf"),
      raw("GET /graphiql/assets/a-B_1.js", "Accept-Encoding: gzip\r\n"),
    ]);
    expect([...Buffer.from(await font.arrayBuffer())]).toEqual([0, 1, 0, 0, 255]);
    expect(gunzipSync(Buffer.from(script.text, "latin1")).toString()).toBe(SCRIPT);
  });

  test("a browser that has it gets 304 without a body, and nothing of the other coding", async () => {
    const plain = (await raw("GET /graphiql/assets/a-B_1.js")).headers.get("etag") ?? "";
    const gzip = "Accept-Encoding: gzip\r\n";
    const known = await raw("GET /graphiql/assets/a-B_1.js", `If-None-Match: "x", ${plain}\r\n`);
    expect([known.status, known.text, known.headers.get("etag")]).toEqual([304, "", plain]);
    expect((await raw("GET /graphiql/assets/a-B_1.js", `${gzip}If-None-Match: ${plain}\r\n`)).status).toBe(200);
    const since = async (time: string) => (await raw("GET /graphiql", `If-Modified-Since: ${time}\r\n`)).status;
    expect(await since("Fri, 02 Jan 2026 03:04:05 GMT")).toBe(304);
    expect(await since("Fri, 02 Jan 2026 03:04:04 GMT")).toBe(200);
    expect(await since("nonsense")).toBe(200);
  });

  test.each([
    "/graphiql/assets/gone.js",
    "/graphiql/assets",
    "/graphiql/assets/",
    "/graphiql/assets/a-B_1.js.gz",
    "/graphiql/assets/odd.bin",
    "/graphiql/.env",
    "/graphiql/assets/../index.html",
    "/graphiql/%2e%2e/%2e%2e/main.js",
    "/graphiql/..%2f..%2fmain.js",
    "/graphiql//etc/index.html",
    "/graphiql/assets\\a-B_1.js",
    "/graphiql/a%00.js",
  ])("there is nothing at %s", async (path) => {
    const { status, text } = await raw(`GET ${path}`);
    expect([status, JSON.parse(text)]).toMatchObject([404, { errors: [{ extensions: { code: "NOT_FOUND" } }] }]);
  });
});
