import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AS_SHIPPED, BUILD, build, type Ended, fileWith, Process } from "../support/process.js";

const source = (user: string): string =>
  JSON.stringify({
    sources: [
      {
        name: "lb",
        kind: "atlas",
        endpoint: "http://127.0.0.1:9/management",
        credentials: { type: "basic", username: user, password: "${LB_PASSWORD}" },
      },
    ],
  });

const ready = async (baseUrl: string): Promise<Record<string, unknown>> =>
  (await (await fetch(`${baseUrl}/readyz`)).json()) as Record<string, unknown>;

const metric = async (baseUrl: string, line: string): Promise<string | undefined> => {
  const text = await (await fetch(`${baseUrl}/metrics`)).text();
  return text
    .split("\n")
    .find((each) => each.startsWith(`${line} `))
    ?.slice(line.length + 1);
};

describe("a reload that says what came of it", () => {
  let file: string;
  let socket: string;
  let served: Process;
  let baseUrl: string;

  /** As a service manager runs it: with the environment file as it is now. */
  const reload = async (env: Record<string, string> = { LB_PASSWORD: "pw" }): Promise<Ended> =>
    new Process(["reload", "--control", socket], env).ended();

  beforeAll(build);
  beforeEach(async () => {
    file = fileWith(source("ops"));
    socket = join(mkdtempSync(join(tmpdir(), "auditgraph-control-")), "control");
    served = new Process(["--config", file, "--control", socket], { LB_PASSWORD: "pw" });
    baseUrl = await served.baseUrl();
  });
  afterEach(async () => {
    served.kill("SIGTERM");
    expect((await served.ended()).code).toBe(0);
    expect(existsSync(socket)).toBe(false);
  });

  test("ends with 0 once the configuration is served, and names the sources and what waits for a restart", async () => {
    writeFileSync(file, source("other").replace("{", '{"server":{"port":4999},'));
    const { configuredAt } = await ready(baseUrl);
    expect(await reload({ LB_PASSWORD: "pw", PORT: "4999" })).toEqual({
      code: 0,
      stdout:
        "The configuration was read again and is served. Sources: lb.\nThese changed settings wait for a restart: server.port.\n",
      stderr: "",
    });
    expect((await ready(baseUrl)).configuredAt).not.toBe(configuredAt);
    expect(await metric(baseUrl, 'auditgraph_reloads_total{outcome="served"}')).toBe("1");
  });

  test("ends with 78 and the process' reasons where it refuses, and readiness and metrics say so until one is taken", async () => {
    writeFileSync(file, source("ops").replace("{", '{"limits":{"cost":0},'));
    const { code, stderr } = await reload();
    expect([code, stderr]).toEqual([78, `${file}: limits.cost: must be at least 1.\n`]);
    expect((await ready(baseUrl)).reloadRefusedAt).toMatch(/^\d{4}-.*Z$/);
    expect(await metric(baseUrl, "auditgraph_last_reload_successful")).toBe("0");
    writeFileSync(file, source("ops"));
    expect((await reload()).code).toBe(0);
    expect((await ready(baseUrl)).reloadRefusedAt).toBeUndefined();
    expect(await metric(baseUrl, "auditgraph_last_reload_successful")).toBe("1");
  });

  test("is refused for what a check of the file alone cannot know: an access log that the process may not write", async () => {
    writeFileSync(file, source("ops").replace("{", '{"accessLog":{"to":{"file":"/proc/no/access.log"}},'));
    const { code, stderr } = await reload();
    expect(code).toBe(78);
    expect(stderr).toContain("accessLog.to.file");
  });

  test("takes the environment that it is called with, and keeps it for SIGHUP; one that is refused is forgotten", async () => {
    writeFileSync(file, source("${LB_USER}"));
    const both = { LB_USER: "from-the-file", LB_PASSWORD: "pw" };
    const { code, stderr } = await reload({ LB_PASSWORD: "pw" });
    expect([code, stderr]).toEqual([
      78,
      `${file}: sources[0].credentials.username: the environment variable LB_USER is not set. Set LB_USER, or write the value itself.\n`,
    ]);
    expect((await reload(both)).code).toBe(0);
    served.kill("SIGHUP");
    await served.logged("the configuration was read again and is served", 2);
    expect((await reload({ LB_PASSWORD: "pw" })).code).toBe(78);
    served.kill("SIGHUP");
    await served.logged("the configuration was read again and is served", 3);
  });

  test("takes no other file by the environment", async () => {
    const other = fileWith(source("ops").replace('"lb"', '"other"'));
    const { stdout } = await reload({ LB_PASSWORD: "pw", AUDITGRAPH_CONFIG: other });
    expect(stdout).toContain("Sources: lb.");
  });

  test("is for the process' own user alone", () => {
    expect(statSync(socket).mode & 0o777).toBe(0o600);
  });

  test("hears nothing but a whole request", async () => {
    for (const text of ["\n", "{}\n", '{"environment":{"A":1}}\n', "[]\n", "null\n"]) {
      const peer = connect(socket);
      peer.write(text);
      let said = "";
      peer.on("data", (part: Buffer) => (said += part.toString()));
      await once(peer, "close");
      expect(said).toBe("");
    }
    expect(await metric(baseUrl, 'auditgraph_reloads_total{outcome="served"}')).toBeUndefined();
  });

  test("takes the place of a process that was killed, and not of one that lives", async () => {
    const second = await new Process(["--config", file, "--control", socket], { LB_PASSWORD: "pw" }).ended();
    expect([second.code, second.stderr.split("\n").at(-2)]).toEqual([
      78,
      `${socket}: --control: another process listens there. Name one path for each process.`,
    ]);
    const left = `${socket}-left`;
    const killed = new Process(["--config", file, "--control", left], { LB_PASSWORD: "pw" });
    await killed.baseUrl();
    killed.kill("SIGKILL");
    await killed.ended();
    expect(existsSync(left)).toBe(true);
    const next = new Process(["--config", file, "--control", left], { LB_PASSWORD: "pw" });
    await next.baseUrl();
    next.kill("SIGTERM");
    expect((await next.ended()).code).toBe(0);
  });

  test("says that no process answers, and ends with 1", async () => {
    const child = spawn(process.execPath, [...AS_SHIPPED, `${BUILD}/main.js`, "reload", "--control", `${socket}-none`]);
    let stderr = "";
    child.stderr.on("data", (part: Buffer) => (stderr += part.toString()));
    await once(child, "close");
    expect([child.exitCode, stderr]).toEqual([
      1,
      `auditgraph: no process says at ${socket}-none what came of it. Does one serve with --control ${socket}-none?\n`,
    ]);
  });
});
