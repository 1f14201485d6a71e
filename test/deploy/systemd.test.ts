import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseCommandLine } from "../../src/commands.js";
import { ConfigError, UsageError } from "../../src/config/problems.js";
import { AS_SHIPPED } from "../support/process.js";

const unit = readFileSync("examples/deploy/systemd/auditgraph.service", "utf8");
const { bin } = JSON.parse(readFileSync("package.json", "utf8")) as { bin: { auditgraph: string } };
const settings = (key: string): string[] =>
  [...unit.matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].map(([, value = ""]) => value);
const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;

describe("the systemd unit", () => {
  test("runs the package's command with arguments that it understands, and reloads the process that it started", () => {
    const commands = [...settings("ExecStart"), ...settings("ExecReload")].map((line) => {
      const [, ...words] = line.split(" ");
      const script = words.findIndex((word) => word.endsWith(`/node_modules/auditgraph/${bin.auditgraph}`));
      return { flags: words.slice(0, script), args: words.slice(script + 1) };
    });
    // A reload needs no more of node than that it makes no code.
    expect(commands.map(({ flags }) => flags)).toEqual([AS_SHIPPED, AS_SHIPPED.slice(0, 1)]);
    const file = "/etc/auditgraph/auditgraph.yaml";
    const control = `/run/${settings("RuntimeDirectory").join()}/control`;
    expect(commands.map(({ args }) => parseCommandLine(args))).toEqual([
      { action: "serve", file, sandbox: false, control },
      { action: "reload", control },
    ]);
  });

  test("does not start again what a start cannot mend", () => {
    const codes = [new UsageError("").exitCode, new ConfigError("", []).exitCode];
    expect(settings("RestartPreventExitStatus")).toEqual([codes.join(" ")]);
  });

  test("is for production, where nothing is made up unless it is asked for", () => {
    expect(settings("Environment")).toEqual(["NODE_ENV=production"]);
  });

  test("leaves the drain its ten seconds", () => {
    expect(Number(settings("TimeoutStopSec")[0])).toBeGreaterThan(10);
  });

  (hasSystemd ? test : test.skip)("is taken by systemd-analyze verify", () => {
    const here = join(mkdtempSync(join(tmpdir(), "auditgraph-unit-")), "auditgraph.service");
    // The programs of this machine: the verifier wants those that the unit names.
    writeFileSync(here, unit.replaceAll("=/usr/bin/node ", `=${process.execPath} `));
    // An unknown key is a warning to it, and no failure.
    const { status, stderr } = spawnSync("systemd-analyze", ["verify", here], { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
  });
});
