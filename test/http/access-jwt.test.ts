import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { type ConfiguredProduct, START, startConfigured } from "./support/configured-product.js";
import { AUDIENCE, Issuer, ISSUER, publicPem, type SigningKey, signingKey, tokenOf } from "./support/issuer.js";

const NOW = Date.parse(START);
const PERIOD = '{ usageAuditPeriod(source: "compute-eu") { id } auditSources { name } }';
const ALL = `{ usageAuditPeriod(source: "compute-eu") { id } loadBalancerAudits(first: 1) { nodes { id } } }`;

const settings = (keys: object) => ({
  access: { mode: "jwt", jwt: { issuer: ISSUER, audience: AUDIENCE, scopeClaim: "scope", ...keys } },
});
const refusal = {
  errors: [
    { message: "The request's credentials are not valid.", extensions: { code: "UNAUTHENTICATED", retryable: false } },
  ],
};

describe("access by signed tokens, with the issuer's key set", () => {
  const issuer = new Issuer();
  let product: ConfiguredProduct;
  let key: SigningKey;
  const ask = (query: string, token?: string) =>
    product.ask(query, {}, token === undefined ? {} : { authorization: `Bearer ${token}` });
  const token = (claims: JWTPayload = {}, by = key) => tokenOf(by, product.clock(), { scope: "audit:read", ...claims });

  beforeAll(async () => {
    key = await signingKey("first");
    issuer.keys = [key];
    const jwksUri = await issuer.start();
    product = await startConfigured(() => settings({ jwksUri }));
  });
  afterAll(async () => {
    await product.stop();
    await issuer.stop();
  });

  test("the key set is read at the start, and not again for the tokens that come", async () => {
    expect((await ask(PERIOD)).body.errors?.map(({ extensions }) => extensions.code)).toEqual(["UNAUTHENTICATED"]);
    const mine = await token();
    await Promise.all([ask(PERIOD, mine), ask(PERIOD, mine), ask(PERIOD, mine)]);
    expect(issuer.reads).toBe(1);
  });

  test.each([
    ["a text with spaces", "openid audit:read audit:admin"],
    ["a list", ["audit:read", "audit:admin", "other"]],
  ])("the scope claim may be %s", async (_what, scope) => {
    expect((await ask(ALL, await token({ scope }))).body.errors).toBeUndefined();
  });

  test.each([
    ["of another case", "AUDIT:READ audit:readonly"],
    ["of another type", { "audit:read": true }],
    ["absent", undefined],
  ])("a scope claim that is %s grants nothing", async (_what, scope) => {
    const { status, body } = await ask(PERIOD, await token({ scope }));
    expect([status, body.errors?.map(({ extensions }) => extensions.code)]).toEqual([200, ["FORBIDDEN"]]);
  });

  const seconds = NOW / 1_000;
  test.each([
    ["has expired", () => token({ exp: seconds - 6 })],
    ["never expires", () => token({ exp: undefined } as unknown as JWTPayload)],
    ["is not valid yet", () => token({ nbf: seconds + 60 })],
    ["is another issuer's", () => token({ iss: "https://other.example" })],
    ["is for somebody else", () => token({ aud: "billing" })],
    ["is signed with a key that the issuer does not have", async () => token({}, await signingKey("first"))],
    ["is not signed", () => Promise.resolve(new UnsecuredJWT({ iss: ISSUER, aud: AUDIENCE }).encode())],
    [
      "is signed with the public key as a shared secret",
      async () =>
        new SignJWT({ iss: ISSUER, aud: AUDIENCE, exp: seconds + 60 })
          .setProtectedHeader({ alg: "HS256", kid: "first" })
          .sign(new TextEncoder().encode(await publicPem(key))),
    ],
    ["is none", () => Promise.resolve("abc")],
    ["was changed", async () => `${await token()}x`],
  ])("a token that %s is answered 401, with no word of why", async (_what, made) => {
    const { status, headers, body } = await ask(PERIOD, await made());
    expect([status, headers.get("www-authenticate"), body]).toEqual([401, "Bearer", refusal]);
  });

  test("another scheme, or a scheme alone, is answered 401", async () => {
    for (const authorization of ["Basic b3BzOm9wcw==", "Bearer", "Bearer a b"]) {
      expect((await product.ask(PERIOD, {}, { authorization })).status).toBe(401);
    }
  });

  test("a new key of the issuer is found by its id, and made-up ids do not have the key set read again and again", async () => {
    product.clock.advance(30_000);
    const next = await signingKey("second", "ES256");
    issuer.keys = [key, next];
    const before = issuer.reads;
    expect((await ask(PERIOD, await token({}, next))).status).toBe(200);
    const forged = await signingKey("made-up", "ES256");
    for (let i = 0; i < 5; i += 1) expect((await ask(PERIOD, await token({}, forged))).status).toBe(401);
    expect(issuer.reads).toBe(before + 1);
  });

  test("while the issuer is down its last keys serve for an hour; then nobody is let in, with 503", async () => {
    issuer.isDown = true;
    product.clock.advance(600_000);
    expect((await ask(PERIOD, await token())).status).toBe(200);
    product.clock.advance(3_000_000);
    const { status, body } = await ask(PERIOD, await token());
    expect([status, body.data, body.errors?.[0]?.extensions.code]).toEqual([503, undefined, "UPSTREAM_UNAVAILABLE"]);
    issuer.isDown = false;
    product.clock.advance(30_000);
    expect((await ask(PERIOD, await token())).status).toBe(200);
  });

  test("no token stands in the log", async () => {
    const mine = await token();
    await ask(PERIOD, mine);
    await ask(PERIOD, `${mine}x`);
    expect(product.lines.join("")).not.toContain(mine);
  });
});

describe("access by signed tokens, with a public key in a file", () => {
  test("its owner's tokens are believed, whatever key id they name, and no other's", async () => {
    const key = await signingKey("mine", "EdDSA");
    const publicKeyFile = join(mkdtempSync(join(tmpdir(), "auditgraph-")), "key.pem");
    writeFileSync(publicKeyFile, await publicPem(key));
    const product = await startConfigured(() => settings({ publicKeyFile, scopeClaim: "https://example.org/scopes" }));
    const ask = async (by: SigningKey) => {
      const token = await tokenOf(by, NOW, { "https://example.org/scopes": ["audit:read"] });
      const { status, body } = await product.ask(PERIOD, {}, { authorization: `Bearer ${token}` });
      return [status, body.errors];
    };
    const answers = [
      await ask(key),
      await ask({ ...key, kid: "other" }),
      await ask(await signingKey("mine", "EdDSA")),
      await ask(await signingKey("mine", "ES256")),
    ];
    await product.stop();
    expect(answers).toEqual([
      [200, undefined],
      [200, undefined],
      [401, refusal.errors],
      [401, refusal.errors],
    ]);
  });
});
