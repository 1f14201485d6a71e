import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { diagnose } from "../../src/diagnose.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { systemClock } from "../../src/upstream/clock.js";

interface Finding {
  readonly check: string;
  readonly verdict: string;
  readonly result: string;
  readonly cure: string;
}

const CHECKS = ["load balancers", "all projects", "audit report"];

describe("the doctor at an Octavia", () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ control: false });
  });
  afterAll(() => sandbox.stop());
  beforeEach(() => {
    sandbox.control.reset();
    sandbox.control.octavia.behave({ roles: "named", databaseDown: false });
  });

  const as = (username: string) => ({
    type: "password",
    authUrl: sandbox.urls.keystone,
    username,
    password: `${username}-pw`,
    projectName: "demo",
  });
  /** What it finds for an account, its three checks first. */
  const examine = async (username: string, change: object = {}) => {
    const like = sandbox.configuration().sources.find(({ name }) => name === "balancers-eu");
    const file = join(mkdtempSync(join(tmpdir(), "auditgraph-")), "auditgraph.yaml");
    writeFileSync(file, stringify({ sources: [{ ...like, credentials: as(username), ...change }] }));
    const diagnosis = await diagnose({ file, json: true, env: {}, clock: systemClock, deadlineMs: 20_000 });
    await diagnosis.close();
    const report = JSON.parse(diagnosis.text) as {
      readonly sources: readonly { readonly findings: readonly Finding[] }[];
    };
    const rows = report.sources[0]?.findings ?? [];
    return {
      text: diagnosis.text,
      exitCode: diagnosis.exitCode,
      of: (check: string): Finding | undefined => rows.find((row) => row.check === check),
      verdicts: CHECKS.map((check) => rows.find((row) => row.check === check)?.verdict),
      projectsAsked: sandbox.control.log
        .requests("balancers-eu")
        .flatMap(({ query }) => new URLSearchParams(query).getAll("project_id")),
    };
  };

  test("an account that sees all projects is good, and is asked about a project that nobody has", async () => {
    const { verdicts, of, exitCode, projectsAsked } = await examine("lb-auditor");
    expect([verdicts, exitCode]).toEqual([["good", "good", "good"], 0]);
    expect(of("all projects")?.result).toBe("the balancers of all projects are shown");
    expect(of("audit report")?.result).toMatch(/^\d+ balancers are in an audited status$/);
    expect(projectsAsked).toEqual(["0".repeat(32)]);
  });

  test("an account that sees its own project alone is a warning with the role that is missing in each release", async () => {
    const { verdicts, of, exitCode } = await examine("lb-observer");
    expect([verdicts, exitCode]).toEqual([["good", "warning", "good"], 2]);
    expect(of("all projects")?.result).toBe("only the balancers of the account's own project are shown");
    const cure = of("all projects")?.cure ?? "";
    expect(cure).toMatch(/^Nothing, where that is meant\. /);
    expect(cure).toMatch(/Octavia 15 \(2024\.2\)[^;]*load-balancer_global_observer/);
    expect(cure).toMatch(/Octavia 16 \(2025\.1\)[^.]*role admin/);
  });

  test("an account that may list nothing fails with the same roles, and the rest is skipped", async () => {
    const { verdicts, of, exitCode } = await examine("demo-reader");
    expect([verdicts, exitCode]).toEqual([["failed", "skipped", "skipped"], 1]);
    expect(of("load balancers")?.cure).toMatch(
      /^The account may list nothing\. .*load-balancer_global_observer.*admin/,
    );
  });

  test.each([
    ["lb-auditor", ["failed", "skipped", "skipped"]],
    ["demo-reader", ["good", "warning", "good"]],
  ])("by the roles of 2025.1 %s is judged anew", async (username, expected) => {
    sandbox.control.octavia.behave({ roles: "keystone" });
    expect((await examine(username)).verdicts).toEqual(expected);
  });

  test("entries that are not of the documented shape are a warning beside the count of the others", async () => {
    sandbox.control.faults.add({ source: "balancers-eu", kind: "missing-field", field: "created_at", every: 3 });
    const { verdicts, of, exitCode } = await examine("lb-auditor");
    expect([verdicts[2], exitCode]).toEqual(["good", 2]);
    expect(of("audit report")?.result).toMatch(/^\d+ balancers/);
  });

  test("a database that is down fails without a word of its statement", async () => {
    sandbox.control.octavia.behave({ databaseDown: true });
    const { verdicts, exitCode, text } = await examine("lb-auditor", { maxRetries: 0 });
    expect([verdicts, exitCode]).toEqual([["failed", "skipped", "skipped"], 1]);
    expect(text).not.toMatch(/SELECT|pymysql|db\.internal/);
  });
});
