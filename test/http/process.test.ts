import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What ships, built beside dist so that a build in use is left alone. */
const BUILD = "coverage/build";

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

class Process {
  private readonly child: ChildProcess;
  private readonly said = { stdout: "", stderr: "" };

  constructor(args: readonly string[] = [], env: Record<string, string> = {}) {
    const { AUDITGRAPH_CONFIG: _config, ...rest } = process.env;
    this.child = spawn(process.execPath, [`${BUILD}/main.js`, ...args], { env: { ...rest, PORT: "0", ...env } });
    this.child.stdout?.on("data", (chunk: Buffer) => (this.said.stdout += chunk.toString()));
    this.child.stderr?.on("data", (chunk: Buffer) => (this.said.stderr += chunk.toString()));
  }

  /** The base URL of the one line on standard output. */
  async baseUrl(): Promise<string> {
    while (!this.said.stdout.includes("\n")) {
      if (this.child.exitCode !== null) throw new Error(this.said.stderr);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return /http:\/\/\S+/.exec(this.said.stdout)?.[0] ?? "";
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async ended(): Promise<Ended> {
    if (this.child.exitCode === null) await once(this.child, "close");
    return { code: this.child.exitCode, ...this.said };
  }
}

const fileWith = (text: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), "auditgraph-")), "auditgraph.yaml");
  writeFileSync(file, text);
  return file;
};

describe("the process", () => {
  beforeAll(() => void execFileSync(process.execPath, ["scripts/build.mjs", BUILD]));

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
  }, 30_000);

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
  }, 30_000);
});
