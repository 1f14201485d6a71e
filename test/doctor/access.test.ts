import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { diagnose } from "../../src/diagnose.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { systemClock } from "../../src/upstream/clock.js";
import { Issuer, signingKey } from "../http/support/issuer.js";

interface Row {
  readonly check: string;
  readonly verdict: string;
  readonly result: string;
  readonly cure: string;
}
interface Report {
  readonly access: { readonly findings: readonly Row[] };
  readonly sources: readonly { readonly verdict: string; readonly findings: readonly Row[] }[];
}

describe("the doctor of access", () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ control: false });
  });
  afterAll(() => sandbox.stop());

  const run = async (access: object, env = {}, sources: readonly object[] = [], ahead = 0) => {
    const file = join(mkdtempSync(join(tmpdir(), "auditgraph-")), "auditgraph.yaml");
    const [fallback] = sandbox.configuration().sources.filter(({ name }) => name === "lb");
    writeFileSync(file, stringify({ access, sources: sources.length === 0 ? [fallback] : sources }));
    const clock = { ...systemClock, now: () => Date.now() + ahead };
    const diagnosis = await diagnose({ file, json: true, env, clock, deadlineMs: 20_000 });
    await diagnosis.close();
    const report = JSON.parse(diagnosis.text) as Report;
    const looked = report.access.findings.filter(({ check }) => check !== "scope");
    return { ...diagnosis, report, looked, verdicts: looked.map(({ check, verdict }) => [check, verdict]) };
  };
  const keystone = (change: object = {}, account: object = {}) => ({
    mode: "keystone",
    keystone: {
      authUrl: sandbox.urls.keystone,
      credentials: { type: "password", username: "admin", password: "admin-pw", projectName: "admin", ...account },
      ...change,
    },
  });

  test("Keystone: the account logs in, may validate tokens, and the roles are known", async () => {
    const { verdicts, exitCode } = await run(keystone());
    expect(verdicts).toEqual([
      ["account", "good"],
      ["validation", "good"],
      ["roles", "good"],
    ]);
    expect(exitCode).toBe(0);
  });

  test("Keystone: a role that nobody can have is a warning, and named", async () => {
    const { looked, exitCode } = await run(keystone({ roles: { "audit:read": ["admin", "auditor"] } }));
    expect(looked.at(-1)).toMatchObject({ check: "roles", verdict: "warning" });
    expect(looked.at(-1)?.result).toContain("auditor");
    expect(exitCode).toBe(2);
  });

  test.each([
    ["a wrong password", { password: "wrong" }, "account"],
    ["an account that may not validate", { username: "demo", password: "demo-pw", projectName: "demo" }, "validation"],
  ])("Keystone: %s fails, with its cure", async (_what, account, check) => {
    sandbox.control.reset();
    const { looked, text, exitCode } = await run(keystone({}, account), { OS_TOKEN: sandbox.control.keystone.issue() });
    expect(looked.at(-1)).toMatchObject({ check, verdict: "failed" });
    expect(looked.at(-1)?.cure).not.toBe("");
    expect(exitCode).toBe(1);
    expect(text).not.toContain(account.password);
  });

  test("Keystone: one that is too slow for access.keystone.timeoutMs fails, and that setting is the cure", async () => {
    sandbox.control.faults.add({ source: "keystone", route: "token.validate", kind: "hang" });
    const { looked } = await run(keystone({ timeoutMs: 50 }));
    sandbox.control.reset();
    expect(looked.find(({ check }) => check === "validation")).toMatchObject({
      verdict: "failed",
      cure: expect.stringContaining("raise access.keystone.timeoutMs") as unknown,
    });
  });

  test("Keystone: a token of OS_TOKEN is told, with its roles and its project, and its sources are looked at", async () => {
    const token = sandbox.control.keystone.issue({ project: "eu-west-101" });
    const own = { name: "own", kind: "taurusdb", region: "eu-west-101", credentials: { type: "forward" } };
    const { looked, report, text } = await run(keystone(), { OS_TOKEN: token }, [own]);
    expect(looked.find(({ check }) => check === "validation")?.result).toMatch(
      /admin in 0a84b6e97780d3271fd0c00f2db42932$/,
    );
    expect(report.sources[0]?.findings.find(({ check }) => check === "project")?.result).toBe(
      "0a84b6e97780d3271fd0c00f2db42932",
    );
    expect(text).not.toContain(token);
    const without = await run(keystone(), {}, [own]);
    expect(without.report.sources[0]?.findings.every(({ verdict }) => verdict === "skipped")).toBe(true);
    expect(without.report.sources[0]?.findings[0]?.cure).toContain("OS_TOKEN");
  });

  describe("an issuer", () => {
    const issuer = new Issuer();
    let jwksUri: string;
    beforeAll(async () => {
      issuer.keys = [await signingKey("rsa"), await signingKey("curve", "ES256")];
      jwksUri = await issuer.start();
    });
    afterAll(() => issuer.stop());
    const jwt = (uri: string) => ({ mode: "jwt", jwt: { jwksUri: uri, issuer: "i", audience: "a" } });

    test("whose keys can be read and used is good", async () => {
      const { looked } = await run(jwt(jwksUri));
      expect(looked).toEqual([
        expect.objectContaining({
          check: "keys",
          verdict: "good",
          result: "2 of the key set's 2 keys can be used: RS256, ES256",
        }),
      ]);
    });

    test("that does not answer fails", async () => {
      issuer.isDown = true;
      const { verdicts, exitCode } = await run(jwt(jwksUri));
      issuer.isDown = false;
      expect([verdicts, exitCode]).toEqual([[["keys", "failed"]], 1]);
    });

    test.each([
      ["is no key set", { hello: "there" }],
      ["has no key", { keys: [] }],
      ["has only a shared secret", { keys: [{ kty: "oct", k: "c2VjcmV0", alg: "HS256" }] }],
      ["has only a key to encrypt with", { keys: [{ kty: "RSA", n: "AQAB", e: "AQAB", use: "enc" }] }],
    ])("whose document %s fails", async (_what, document) => {
      const server: Server = createServer((_request, response) => {
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document));
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { verdicts } = await run(jwt(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`));
      server.close();
      server.closeAllConnections();
      expect(verdicts).toEqual([["keys", "failed"]]);
    });
  });

  test("a clock that is off by more than a signature lives is named, and the source is read all the same", async () => {
    const [source = {}] = sandbox.configuration().sources.filter(({ name }) => name === "mysql-docs");
    const { report, exitCode } = await run({ mode: "open" }, {}, [source], 20 * 60_000);
    const rows = report.sources[0]?.findings ?? [];
    expect(rows.find(({ check }) => check === "clock")).toMatchObject({ verdict: "warning" });
    expect(rows.find(({ check }) => check === "clock")?.result).toBe(
      "the service's is 20 min behind ours; requests are signed by the service's",
    );
    expect(rows.find(({ check }) => check === "instances")?.verdict).toBe("good");
    expect(exitCode).toBe(2);
  });
});
