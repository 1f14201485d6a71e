import { execFileSync, type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { post } from "../support/post.js";

/** Without what npm and jest tell their children: the installed package knows only its own folder. */
const bare = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(npm_(?!config_)|NODE_|JEST_|AUDITGRAPH_|HOST$|PORT$)/.test(name),
    ),
  );

describe("packed and installed into an empty folder", () => {
  const folder = mkdtempSync(join(tmpdir(), "auditgraph-installed-"));
  let sandbox: Sandbox;
  const run = (program: string, args: readonly string[]): string =>
    execFileSync(program, args, { cwd: folder, env: bare(), encoding: "utf8" });

  beforeAll(async () => {
    sandbox = await startSandbox({ control: false });
    execFileSync("npm", ["pack", "--pack-destination", folder], { env: bare() });
    const [tarball = ""] = readdirSync(folder);
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "empty", private: true }));
    run("npm", ["install", "--omit=dev", "--no-audit", "--no-fund", "--prefer-offline", `./${tarball}`]);
    writeFileSync(join(folder, "auditgraph.yaml"), JSON.stringify(sandbox.configuration()));
  }, 300_000);
  afterAll(async () => {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("npx runs it, and its schemas can be imported", () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(run("npx", ["--no", "auditgraph", "--", "--version"])).toBe(`${version}\n`);
    for (const name of ["auditgraph.schema.json", "audit.graphql"]) {
      const told = run(process.execPath, ["-p", `require.resolve("auditgraph/${name}")`]);
      expect(readFileSync(told.trim(), "utf8")).toBe(readFileSync(`schema/${name}`, "utf8"));
    }
  });

  test("without a configuration it ends with 78, and serves the sandbox only where that is asked for", async () => {
    const command = join(folder, "node_modules/.bin/auditgraph");
    const env = { ...bare(), PORT: "0" };
    const refused = spawnSync(command, { cwd: folder, env, encoding: "utf8" });
    expect([refused.status, refused.stdout]).toEqual([78, ""]);
    expect(refused.stderr).toMatch(/--config.*AUDITGRAPH_CONFIG.*--sandbox/);
    const child = spawn(command, ["--sandbox"], { cwd: folder, env, stdio: ["ignore", "pipe", "ignore"] });
    const lines: string[] = [];
    for await (const line of createInterface(child.stdout) as AsyncIterable<string>) if (lines.push(line) === 2) break;
    expect(lines).toEqual([expect.stringContaining("serves at http"), expect.stringContaining("made up")]);
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  });

  test("it serves with only a configuration file, and ends with 0", async () => {
    const options: SpawnOptions = { cwd: folder, env: { ...bare(), PORT: "0" }, stdio: ["ignore", "pipe", "inherit"] };
    const child = spawn(join(folder, "node_modules/.bin/auditgraph"), ["--config", "auditgraph.yaml"], options);
    if (!child.stdout) throw new Error("the process has no output");
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    const [baseUrl = ""] = /http:\/\/\S+/.exec(line) ?? [];
    const answer = await post(baseUrl, {
      query: '{ usageAuditPeriods(sources: ["compute-docs"], first: 1) { nodes { statusText } } }',
    });
    const { data, errors } = (await answer.json()) as {
      data: { usageAuditPeriods: { nodes: object[] } };
      errors?: object;
    };
    expect(errors).toBeUndefined();
    expect(data.usageAuditPeriods.nodes).toHaveLength(1);
    // Built pages come with it.
    const page = await fetch(`${baseUrl}/graphiql`);
    expect([page.status, page.headers.get("content-type")]).toEqual([200, expect.stringContaining("text/html")]);
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  });
});
