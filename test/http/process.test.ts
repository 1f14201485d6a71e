import { build, fileWith, Process } from "../support/process.js";
import { post } from "../support/post.js";

const MADE_UP = "It serves the sandbox: all data are made up. --config FILE serves your own.\n";
const FAR = `sources: [{ name: far, kind: nova, endpoint: "http://127.0.0.1:9/v2.1", credentials: { type: token, token: t } }]\n`;

describe("the process", () => {
  beforeAll(build);

  test.each(["SIGTERM", "SIGINT"] as const)(
    "without a configuration it serves the sandbox; %s ends it with 0",
    async (signal) => {
      const served = new Process();
      const baseUrl = await served.baseUrl();
      const answer = await post(baseUrl, {
        query: '{ usageAuditPeriod(source: "compute-eu") { status } auditSources { kind } }',
      });
      const { data } = (await answer.json()) as {
        data: { usageAuditPeriod: object; auditSources: { kind: string }[] };
      };
      expect(data.usageAuditPeriod).toEqual({ status: expect.any(String) as string });
      expect(new Set(data.auditSources.map(({ kind }) => kind))).toEqual(
        new Set(["NOVA", "TAURUSDB", "RDS", "DDS", "ATLAS", "OCTAVIA"]),
      );
      served.kill(signal);
      const { code, stdout, stderr } = await served.ended();
      expect([code, stdout]).toEqual([0, `auditgraph serves at ${baseUrl}\n${MADE_UP}`]);
      for (const line of stderr.trim().split("\n")) expect(JSON.parse(line)).toHaveProperty("level");
    },
    30_000,
  );

  test("upstreams that are down do not stop the start", async () => {
    const served = new Process(["--config", fileWith(FAR)]);
    const baseUrl = await served.baseUrl();
    const ready = await fetch(`${baseUrl}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, expect.not.objectContaining({ sandbox: true })]);
    served.kill("SIGTERM");
    // And it does not speak of a sandbox.
    expect(await served.ended()).toMatchObject({ code: 0, stdout: `auditgraph serves at ${baseUrl}\n` });
  }, 120_000);

  test.each<[string, readonly string[], Record<string, string>]>([
    ["in production", [], { NODE_ENV: "production" }],
    ["in production, for the doctor", ["doctor"], { NODE_ENV: "production" }],
    ["with an empty AUDITGRAPH_CONFIG", [], { AUDITGRAPH_CONFIG: "" }],
    ["with an empty AUDITGRAPH_CONFIG, for the doctor", ["doctor"], { AUDITGRAPH_CONFIG: " " }],
    ["with a misspelled AUDITGRAPH_CONIFG", [], { AUDITGRAPH_CONIFG: "auditgraph.yaml" }],
  ])("without a configuration, %s, it ends with 78 and serves no made-up data", async (_where, args, env) => {
    const { code, stdout, stderr } = await new Process(args, env).ended();
    expect([code, stdout]).toEqual([78, ""]);
    expect(stderr).toMatch(/AUDITGRAPH_CON/);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    if (env.NODE_ENV === "production") expect(stderr).toMatch(/--config.*AUDITGRAPH_CONFIG.*--sandbox/);
  });

  test("the sandbox is served in production where it is asked for, and says so", async () => {
    const served = new Process(["--sandbox"], { NODE_ENV: "production", AUDITGRAPH_CONIFG: "auditgraph.yaml" });
    const baseUrl = await served.baseUrl();
    expect(await served.logged("nothing reads these environment variables; are they misspelled?")).toMatchObject([
      { level: "warn", variables: ["AUDITGRAPH_CONIFG"] },
    ]);
    expect(await (await fetch(`${baseUrl}/readyz`)).json()).toMatchObject({ status: "ready", sandbox: true });
    for (const query of ["{ auditSources { name } }", "{ auditSources { nmae } }", "{"]) {
      const body = JSON.stringify({ query });
      const answer = await fetch(`${baseUrl}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      expect(await answer.json()).toMatchObject({ extensions: { sandbox: "made-up data" } });
    }
    // What is refused before GraphQL holds no data, and is not marked.
    expect(await (await fetch(`${baseUrl}/graphql`, { method: "PUT" })).json()).not.toHaveProperty("extensions");
    served.kill("SIGTERM");
    const stdout = `auditgraph serves at ${baseUrl}\n${MADE_UP}`;
    expect(await served.ended()).toMatchObject({ code: 0, stdout });
  }, 30_000);

  test("the sandbox is for loopback only: on another host it ends with 78", async () => {
    const { code, stdout, stderr } = await new Process(["--sandbox"], { HOST: "0.0.0.0" }).ended();
    expect([code, stdout]).toEqual([78, ""]);
    expect(stderr).toMatch(/access\.mode: open gives every caller every scope/);
  });

  test("a configuration and the sandbox together end the start with 64", async () => {
    const config = fileWith(FAR);
    for (const [args, env] of [
      [["--sandbox", "--config", config], {}],
      [["--sandbox"], { AUDITGRAPH_CONFIG: config }],
    ] as const) {
      const { code, stdout, stderr } = await new Process(args, env).ended();
      expect([code, stdout]).toEqual([64, ""]);
      expect(stderr).toContain("--sandbox serves no configuration");
    }
  });

  test.each([
    ["an unknown key", "sources: []\nsurces: []\n", /surces/],
    [
      "an unset variable",
      `sources: [{ name: a, kind: nova, endpoint: "http://h", credentials: { type: token, token: "\${NOT_SET_ANYWHERE}" } }]\n`,
      /NOT_SET_ANYWHERE/,
    ],
    [
      "open access on a host that others can reach",
      `server: { host: 0.0.0.0 }
sources: [{ name: far, kind: nova, endpoint: "http://127.0.0.1:9/v2.1", credentials: { type: token, token: t } }]\n`,
      /access\.mode: open gives every caller every scope/,
    ],
  ])(
    "%s ends the start with 78 and names the place, without a stack trace",
    async (_what, text, named) => {
      const config = fileWith(text);
      const { code, stdout, stderr } = await new Process([], { AUDITGRAPH_CONFIG: config }).ended();
      expect([code, stdout]).toEqual([78, ""]);
      expect(stderr).toMatch(named);
      expect(stderr).not.toMatch(/^\s+at /m);
    },
    30_000,
  );

  test("a port that is taken ends the start with a sentence", async () => {
    const first = new Process();
    const { port } = new URL(await first.baseUrl());
    const { code, stderr } = await new Process([], { PORT: port }).ended();
    first.kill("SIGTERM");
    await first.ended();
    expect(code).toBe(1);
    expect(stderr).toContain(`127.0.0.1:${port}`);
    expect(stderr).not.toMatch(/^\s+at /m);
  }, 120_000);
});
