import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { MINUTE } from "../../src/audit/window.js";
import { diagnose } from "../../src/diagnose.js";
import { cureOfDetail } from "../../src/doctor/checks.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { systemClock } from "../../src/upstream/clock.js";

interface Finding {
  readonly check: string;
  readonly verdict: string;
  readonly result: string;
  readonly cure: string;
}

interface Report {
  readonly verdict: string;
  readonly access: { readonly mode: string; readonly verdict: string; readonly findings: readonly Finding[] };
  readonly sources: readonly {
    source: string;
    endpoint: string | null;
    verdict: string;
    settings: readonly object[];
    findings: readonly Finding[];
  }[];
}

type Settings = Record<string, unknown>;

const fileOf = (sources: readonly Settings[], access?: Settings): string => {
  const file = join(mkdtempSync(join(tmpdir(), "auditgraph-")), "auditgraph.yaml");
  writeFileSync(file, stringify({ sources, ...(access && { access }) }));
  return file;
};

describe("the doctor", () => {
  let sandbox: Sandbox;
  const secure = createSecureServer();
  beforeAll(async () => {
    sandbox = await startSandbox({ control: false });
    await new Promise<void>((resolve) => void secure.listen(0, "127.0.0.1", resolve));
  });
  afterAll(async () => {
    secure.close();
    await sandbox.stop();
  });
  beforeEach(() => sandbox.control.reset());

  const settings = (name: string, change: Settings = {}): Settings => ({
    ...sandbox.configuration().sources.find((source) => source.name === name),
    ...change,
  });
  const run = async (sources: readonly Settings[], { env = {}, ahead = 0, deadlineMs = 20_000 } = {}) => {
    const clock = { ...systemClock, now: () => Date.now() + ahead };
    const diagnosis = await diagnose({ file: fileOf(sources), json: true, env, clock, deadlineMs });
    await diagnosis.close();
    const { text, exitCode } = diagnosis;
    return { text, exitCode, report: JSON.parse(text) as Report };
  };
  /** The findings of one source, by check. */
  const findings = async (source: Settings, options = {}) => {
    const { report, exitCode } = await run([source], options);
    const rows = report.sources[0]?.findings ?? [];
    const of = (check: string): Finding | undefined => rows.find((row) => row.check === check);
    return { exitCode, rows, of, verdicts: Object.fromEntries(rows.map(({ check, verdict }) => [check, verdict])) };
  };

  test("finds good what is good, from the token to what the source can do, and exits with 0", async () => {
    const { verdicts, exitCode, of } = await findings(settings("compute-us"));
    const good = ["identity", "catalog", "reachable", "clock", "audit call", "period", "usage log"];
    expect(verdicts).toEqual(Object.fromEntries(good.map((check) => [check, "good"])));
    expect(of("period")?.result).toBe("instance_usage_audit_period is day, from 18:00");
    expect(exitCode).toBe(0);
  });

  test("tells whose data a source reads, and where each was named", async () => {
    const { report, text } = await run([settings("compute-us")]);
    expect(report.sources[0]?.settings).toEqual([
      expect.objectContaining({ fact: "identity", from: "credentials of the source" }),
      { fact: "project", value: "its own", from: "the credentials" },
      { fact: "region", value: "us", from: "region of the source" },
      { fact: "interface", value: "public", from: "the default" },
      { fact: "endpoint", value: "the catalog's", from: "the credentials" },
    ]);
    expect(text).not.toContain((settings("compute-us").credentials as { secret: string }).secret);
  });

  test("tells which instances have auditing switched off, and exits with 2", async () => {
    const { rows, exitCode, of } = await findings(settings("rds-eu"));
    const auditing = rows.filter(({ check }) => check === "auditing");
    expect(auditing.map(({ verdict }) => verdict).sort()).toEqual(["good", "good", "warning"]);
    expect(auditing.find(({ verdict }) => verdict === "warning")?.result).toMatch(/in03 off$/);
    expect(of("instances")?.result).toBe("the list is readable, and holds 3");
    expect(exitCode).toBe(2);
  });

  test("takes an empty log for a Nova that does not audit", async () => {
    const { of, exitCode } = await findings(settings("compute-docs"));
    expect(of("usage log")).toMatchObject({ verdict: "warning" });
    expect(of("usage log")?.cure).toContain("instance_usage_audit = True");
    expect(exitCode).toBe(2);
  });

  test("tells a load balancer source without the alerts call", async () => {
    expect((await findings(settings("lb"))).of("alerts")?.verdict).toBe("good");
    sandbox.control.atlas.behave({ byLoadBalancerIds: false });
    const { of } = await findings(settings("lb"));
    sandbox.control.atlas.behave({ byLoadBalancerIds: true });
    expect(of("alerts")).toMatchObject({ verdict: "warning" });
  });

  test.each([
    ["a host that nobody listens on", { endpoint: "http://127.0.0.1:9/v2.1" }, "reachable", /host and port/],
    ["a name that is none", { endpoint: "http://no-such-host.invalid/v2.1" }, "reachable", /DNS|host/],
    ["a wrong path", { endpoint: undefined, path: "/wrong" }, "audit call", /path and version/],
    ["a region that the catalog lacks", { endpoint: null, region: "nowhere" }, "catalog", /region/],
    ["https where http is served", { endpoint: "https" }, "reachable", /http or https/],
    ["http where https is served", { endpoint: "http" }, "reachable", /http or https/],
    [
      "a fixed token that ended",
      { endpoint: undefined, credentials: { type: "token", token: "ended" } },
      "audit call",
      /token has ended/,
    ],
  ])("%s fails with what to do, and what needs it is skipped", async (_what, change, check, cure) => {
    const { path, ...rest } = { path: "", ...change };
    const { host } = new URL(sandbox.urls.nova);
    const ways: Record<string, string> = {
      https: `https://${host}`,
      http: `http://127.0.0.1:${(secure.address() as AddressInfo).port}`,
    };
    const way = rest.endpoint === undefined ? `http://${host}${path}` : rest.endpoint;
    const endpoint = ways[way ?? ""] ?? way;
    const { endpoint: _own, ...source } = settings("compute-eu", rest);
    const { of, rows, exitCode } = await findings(endpoint === null ? source : { ...source, endpoint });
    expect(of(check)?.verdict).toBe("failed");
    expect(of(check)?.cure).toMatch(cure);
    expect(rows.at(-1)?.verdict).toBe("skipped");
    expect(exitCode).toBe(1);
  });

  test("a refused password fails at the identity service; that the source can be reached is told all the same", async () => {
    const credentials = { ...(settings("compute-eu").credentials as Settings), password: "wrong-canary" };
    const { of, verdicts } = await findings(settings("compute-eu", { credentials }));
    expect(verdicts).toMatchObject({ identity: "failed", reachable: "good", "audit call": "skipped" });
    expect(of("identity")?.cure).toContain("password");
  });

  test("a login that takes too long is told as such: no setting of the source helps", () => {
    expect(cureOfDetail("identity: UPSTREAM_TIMEOUT")).toMatch(/^(?!.*timeoutMs).*identity service.*authUrl/);
  });

  test("an account without the permission fails with the role it needs", async () => {
    const credentials = { type: "token", token: sandbox.control.keystone.issue({ user: "demo", project: "demo" }) };
    const { of } = await findings(settings("compute-eu", { credentials }));
    expect(of("audit call")).toMatchObject({ verdict: "failed" });
    expect(of("audit call")?.cure).toContain("admin role");
  });

  test.each([
    [30_000, "lb", "good"],
    [5 * MINUTE, "lb", "warning"],
    [20 * MINUTE, "lb", "warning"],
    [5 * MINUTE, "compute-eu", "warning"],
    [5 * MINUTE, "rds-eu", "warning"],
    [20 * MINUTE, "rds-eu", "warning"],
    [-20 * MINUTE, "rds-eu", "warning"],
  ])("a clock that is %i ms off at %s is %s", async (ahead, name, verdict) => {
    expect((await findings(settings(name), { ahead })).of("clock")?.verdict).toBe(verdict);
  });

  test("a source in its callers' name is looked at with OS_TOKEN, and without it as far as that goes", async () => {
    const source = settings("compute-eu", { credentials: { type: "forward" } });
    const without = await findings(source);
    expect([without.verdicts["audit call"], without.exitCode]).toEqual(["skipped", 0]);
    expect(without.of("audit call")?.cure).toContain("OS_TOKEN");
    const token = sandbox.control.keystone.issue();
    expect((await findings(source, { env: { OS_TOKEN: token } })).verdicts["audit call"]).toBe("good");
  });

  test("what does not answer has failed at the deadline, and holds up nobody else", async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => void silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    const mute = settings("compute-eu", { name: "mute", endpoint: `http://127.0.0.1:${port}/v2.1`, timeoutMs: 60_000 });
    const { report } = await run([mute, settings("lb")], { deadlineMs: 3_000 });
    silent.closeAllConnections();
    silent.close();
    expect(report.sources.map(({ source, verdict }) => [source, verdict])).toEqual([
      ["mute", "failed"],
      ["lb", "good"],
    ]);
  });

  test("says no secret, whatever fails", async () => {
    const password = { ...(settings("compute-eu").credentials as Settings), password: "wrong-canary" };
    const aksk = { type: "aksk", accessKey: "KEY-CANARY", secretKey: "secret-canary" };
    const { text } = await run([
      settings("compute-eu", { credentials: password }),
      settings("compute-us"),
      settings("compute-docs", { credentials: { type: "token", token: "gAAAAAB-canary" } }),
      settings("mysql-docs", { credentials: aksk }),
      settings("lb", { credentials: { type: "basic", username: "ops", password: "basic-canary" } }),
    ]);
    expect(text).not.toMatch(/canary|gAAAAAB|admin-pw|app-cred-secret|sandbox-secret/i);
  });

  test("says what each scope opens to whom, and warns with 2 of a role that every member of a project has", async () => {
    const { authUrl, ...credentials } = settings("compute-eu").credentials as Settings;
    const found = async (roles: Settings) => {
      const keystone = { authUrl, credentials, roles };
      const file = fileOf([settings("lb")], { mode: "keystone", keystone });
      const diagnosis = await diagnose({ file, json: true, env: {} });
      await diagnosis.close();
      return { exitCode: diagnosis.exitCode, ...(JSON.parse(diagnosis.text) as Report).access };
    };
    const narrow = await found({});
    expect([narrow.exitCode, narrow.mode, narrow.verdict, narrow.findings.length]).toEqual([0, "keystone", "good", 7]);
    expect(narrow.findings[1]?.result).toBe(
      "audit:admin: whoever has the role admin in any project may list load balancers and their alerts of source lb",
    );
    const wide = await found({ "audit:admin": ["member"] });
    expect([wide.exitCode, wide.verdict]).toEqual([2, "warning"]);
    expect(wide.findings.find(({ verdict }) => verdict === "warning")?.cure).toContain('roles."audit:admin"');
  });

  test("a wrong configuration is refused with the place and exit code 78", async () => {
    const wrong = diagnose({ file: fileOf([{ name: "a", kind: "nova", surprise: 1 }]), env: {} });
    await expect(wrong).rejects.toMatchObject({ exitCode: 78, message: expect.stringContaining("surprise") as string });
  });

  test("without a configuration it looks at the sandbox's sources; the table fits a hundred columns", async () => {
    const diagnosis = await diagnose({ file: undefined, env: {} });
    await diagnosis.close();
    const lines = diagnosis.text.split("\n");
    expect(diagnosis.exitCode).toBe(2);
    expect(lines.filter((line) => line.length > 100 || /\p{Cc}/u.test(line))).toEqual([]);
    for (const { name } of sandbox.configuration().sources) {
      expect(lines.some((line) => line.startsWith(`${String(name)}  `))).toBe(true);
    }
    expect(lines.at(-2)).toBe("10 sources: 6 good, 4 with warnings, 0 failed.");
  });
});
