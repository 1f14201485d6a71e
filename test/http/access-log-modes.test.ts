import { fileNamed } from "../support/process.js";
import { accessLines, linesOf, sha256 } from "./support/access-lines.js";
import { type ConfiguredProduct, startConfigured } from "./support/configured-product.js";
import { AUDIENCE, ISSUER, publicPem, type SigningKey, signingKey, tokenOf } from "./support/issuer.js";

const CANARY = "canary-7b3e";
const PERIOD = 'query Period { usageAuditPeriod(source: "compute-eu") { id } }';

describe("the access log where an issuer says who asks", () => {
  let product: ConfiguredProduct;
  let key: SigningKey;
  beforeAll(async () => {
    key = await signingKey("only");
    const publicKeyFile = fileNamed("key.pem", await publicPem(key));
    product = await startConfigured(() => ({
      access: { mode: "jwt", jwt: { issuer: ISSUER, audience: AUDIENCE, publicKeyFile } },
    }));
  });
  afterAll(() => product.stop());

  test.each([
    ["its sub", { sub: "alice@example.org" }, "alice@example.org"],
    ["two hundred characters of it", { sub: "x".repeat(300) }, `${"x".repeat(200)}…`],
    ["nobody without one", { sub: "" }, null],
  ])("names the caller by %s, and never by the token", async (_what, claims, subject) => {
    const token = await tokenOf(key, product.clock(), { scope: "audit:read", ...claims });
    const forwarded = `forwarded-${CANARY}`;
    const lines = await linesOf(product, () =>
      product.ask(PERIOD, {}, { authorization: `Bearer ${token}`, "x-auth-token": forwarded }),
    );
    expect(lines).toMatchObject([{ subject, scopes: ["audit:read"], outcome: "ok", sources: ["compute-eu"] }]);
    const written = product.lines.join("");
    expect([token, ...token.split("."), forwarded].filter((secret) => written.includes(secret))).toEqual([]);
  });
});

describe("the access log where documents are trusted", () => {
  test("tells by its hash what was not run, and repeats no id that is none", async () => {
    const manifest = fileNamed("documents.json", JSON.stringify({ known: PERIOD }));
    const product = await startConfigured(() => ({
      accessLog: { to: "stderr" },
      documents: { mode: "trusted", manifest },
    }));
    const post = (body: object) =>
      fetch(`${product.baseUrl}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    await post({ documentId: "known" });
    await post({ query: "{ auditSources { kind } }" });
    await post({ documentId: `sha256:${sha256("unknown")}` });
    await post({ documentId: CANARY });
    expect(accessLines(product)).toMatchObject([
      { codes: [], documentHash: sha256(PERIOD), operation: "Period" },
      { codes: ["QUERY_NOT_IN_SAFELIST"], documentHash: sha256("{ auditSources { kind } }") },
      { codes: ["PERSISTED_QUERY_NOT_IN_LIST"], documentHash: sha256("unknown") },
      { codes: ["PERSISTED_QUERY_NOT_IN_LIST"], documentHash: null },
    ]);
    await product.stop();
  });
});

describe("the access log where everybody may ask", () => {
  test("is off by itself", async () => {
    const product = await startConfigured(() => ({}));
    await product.ask(PERIOD);
    expect(accessLines(product)).toEqual([]);
    await product.stop();
  });

  test("tells where it is wanted that anyone asked, and is not who", async () => {
    const product = await startConfigured(() => ({ accessLog: { to: "stderr" } }));
    await product.ask(PERIOD);
    expect(accessLines(product)).toMatchObject([{ subject: null, caller: "anyone", sources: ["compute-eu"] }]);
    await product.stop();
  });

  test("tells of a caller who went away first, and what was read for it", async () => {
    const product = await startConfigured(() => ({ accessLog: { to: "stderr" } }));
    const controller = new AbortController();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    product.sandbox.control.onCall(() => {
      controller.abort();
      return held;
    });
    const answer = fetch(`${product.baseUrl}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: PERIOD }),
      signal: controller.signal,
    });
    await expect(answer).rejects.toThrow();
    // Each round asks the server, so that it comes to see the closed socket.
    while (accessLines(product).length === 0) await fetch(`${product.baseUrl}/livez`);
    release();
    await product.stop();
    expect(accessLines(product)).toMatchObject([
      { outcome: "abandoned", operation: "Period", caller: "anyone", sources: ["compute-eu"] },
    ]);
  });
});
