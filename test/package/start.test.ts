import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const PAGES = ["web/graphiql", "examples/console"];

/** A checkout of its own, with all sources but the pages', which are one line each here. */
const checkout = (): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "auditgraph-checkout-")));
  for (const name of ["src", "sandbox", "scripts", "package.json", "package-lock.json", "web/tsconfig.json"]) {
    cpSync(name, join(folder, name), { recursive: true });
  }
  for (const page of PAGES) {
    mkdirSync(join(folder, page), { recursive: true });
    writeFileSync(join(folder, page, "vite.config.mjs"), "export default { base: './' };\n");
    writeFileSync(join(folder, page, "index.html"), "<!doctype html><title>first</title>\n");
  }
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  return folder;
};

const settled = (): NodeJS.ProcessEnv => {
  const { AUDITGRAPH_CONFIG: _config, HOST: _host, ...env } = process.env;
  return { ...env, NODE_ENV: "development", PORT: "0" };
};

/** `npm start`, as a person types it. */
class Start {
  readonly npm: ChildProcess;
  readonly ended: Promise<unknown>;
  private said = "";

  constructor(folder: string) {
    this.npm = spawn("npm", ["start"], { cwd: folder, env: settled(), stdio: ["ignore", "pipe", "pipe"] });
    this.ended = once(this.npm, "exit");
    for (const stream of [this.npm.stdout, this.npm.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.said += chunk.toString();
        this.npm.emit("said");
      });
    }
  }

  async baseUrl(): Promise<string> {
    for (;;) {
      const [, url] = /auditgraph serves at (\S+)/.exec(this.said) ?? [];
      if (url !== undefined) return url;
      if (this.npm.exitCode !== null) throw new Error(this.said);
      await Promise.race([once(this.npm, "said"), this.ended]);
    }
  }

  async page(): Promise<string> {
    return (await fetch(`${await this.baseUrl()}/console`)).text();
  }

  /** What npm runs at this moment: one process. */
  child(): { readonly pid: number; readonly command: string } {
    const { pid = 0 } = this.npm;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    expect(children).toHaveLength(1);
    const [child = ""] = children;
    return { pid: Number(child), command: readFileSync(`/proc/${child}/cmdline`, "utf8").replaceAll("\0", " ") };
  }
}

describe("npm start", () => {
  let folder: string;
  const starts: Start[] = [];
  const start = (): Start => {
    const started = new Start(folder);
    starts.push(started);
    return started;
  };
  const build = (): string => {
    execFileSync(process.execPath, ["scripts/build.mjs"], { cwd: folder, env: settled(), encoding: "utf8" });
    return realpathSync(join(folder, "dist"));
  };

  beforeAll(() => void (folder = checkout()));
  afterAll(async () => {
    for (const { npm } of starts) npm.kill("SIGTERM");
    await Promise.all(starts.map(({ ended }) => ended));
    rmSync(folder, { recursive: true, force: true });
  });

  test("serves three times at once, in a checkout where nothing is built", async () => {
    const urls = await Promise.all([start(), start(), start()].map((started) => started.baseUrl()));
    expect(new Set(urls).size).toBe(3);
    for (const url of urls) expect((await fetch(`${url}/readyz`)).status).toBe(200);
  }, 120_000);

  test("builds nothing where nothing changed, and one that runs keeps its files when something did", async () => {
    const [running] = starts;
    if (!running) throw new Error("none runs");
    const first = realpathSync(join(folder, "dist"));
    expect(build()).toBe(first);
    writeFileSync(join(folder, "examples/console/index.html"), "<!doctype html><title>second</title>\n");
    appendFileSync(join(folder, "src/main.ts"), "//! changed\n");
    expect(build()).not.toBe(first);
    expect(readFileSync(join(folder, "dist/main.js"), "utf8")).toContain("//! changed");
    expect(await running.page()).toContain("first");
    const changed = start();
    expect(await changed.page()).toContain("second");
    expect(await running.page()).toContain("first");
  }, 120_000);

  test("moves a directory out of the way that an earlier version left as dist", async () => {
    const last = realpathSync(join(folder, "dist"));
    rmSync(join(folder, "dist"));
    mkdirSync(join(folder, "dist"));
    writeFileSync(join(folder, "dist/main.js"), "throw new Error('old');\n");
    expect(build()).toBe(last);
    await start().baseUrl();
  }, 120_000);

  test("a build of changed sources ends with 1 and a sentence where what builds is not installed, an unchanged one serves", () => {
    const bare = `${folder}-bare`;
    cpSync(folder, bare, { recursive: true, filter: (path) => !path.endsWith("node_modules"), verbatimSymlinks: true });
    const run = (script: string): string =>
      execFileSync(process.execPath, [script], { cwd: bare, encoding: "utf8", stdio: "pipe" });
    expect(run("scripts/prepare.mjs")).toMatch(/^Nothing was built: .*\.\n$/);
    expect(run("scripts/build.mjs")).toBe("");
    appendFileSync(join(bare, "src/main.ts"), "// changed\n");
    expect(() => run("scripts/build.mjs")).toThrow(/npm ci\.\n$/);
    rmSync(bare, { recursive: true, force: true });
  });

  test.each(["npm's child", "npm"])(
    "SIGTERM to %s ends the product, and leaves its port to others",
    async (target) => {
      const started = start();
      const url = await started.baseUrl();
      const { pid, command } = started.child();
      expect(command).toMatch(/^node .* dist\/main\.js $/);
      process.kill(target === "npm" ? (started.npm.pid ?? 0) : pid, "SIGTERM");
      await started.ended;
      await expect(fetch(`${url}/livez`)).rejects.toThrow();
    },
    120_000,
  );
});
