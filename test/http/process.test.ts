import { build, fileWith, Process } from "../support/process.js";

describe("the process", () => {
  beforeAll(build);

  test.each(["SIGTERM", "SIGINT"] as const)(
    "without a configuration it serves the sandbox; %s ends it with 0",
    async (signal) => {
      const served = new Process();
      const baseUrl = await served.baseUrl();
      const answer = await fetch(`${baseUrl}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query: '{ usageAuditPeriod(source: "compute-eu") { status } auditSources { kind } }' }),
      });
      const { data } = (await answer.json()) as {
        data: { usageAuditPeriod: object; auditSources: { kind: string }[] };
      };
      expect(data.usageAuditPeriod).toEqual({ status: expect.any(String) as string });
      expect(new Set(data.auditSources.map(({ kind }) => kind))).toEqual(
        new Set(["NOVA", "TAURUSDB", "RDS", "DDS", "ATLAS"]),
      );
      served.kill(signal);
      const { code, stdout, stderr } = await served.ended();
      expect([code, stdout]).toEqual([0, `auditgraph serves at ${baseUrl}\n`]);
      for (const line of stderr.trim().split("\n")) expect(JSON.parse(line)).toHaveProperty("level");
    },
    30_000,
  );

  test("upstreams that are down do not stop the start", async () => {
    const config = fileWith(
      `sources: [{ name: far, kind: nova, endpoint: "http://127.0.0.1:9/v2.1", credentials: { type: token, token: t } }]\n`,
    );
    const served = new Process(["--config", config]);
    expect((await fetch(`${await served.baseUrl()}/readyz`)).status).toBe(200);
    served.kill("SIGTERM");
    expect((await served.ended()).code).toBe(0);
  }, 120_000);

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
