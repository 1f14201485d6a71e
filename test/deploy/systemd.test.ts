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
const [, systemd] =
  /^systemd (\d+)/.exec(spawnSync("systemd-analyze", ["--version"], { encoding: "utf8" }).stdout) ?? [];

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

  const whereSystemdIs = systemd === undefined ? test.skip : test;
  /** A copy with the programs of this machine: the verifier wants those that the unit names. */
  const copy = (): string => {
    const here = join(mkdtempSync(join(tmpdir(), "auditgraph-unit-")), "auditgraph.service");
    writeFileSync(here, unit.replaceAll("=/usr/bin/node ", `=${process.execPath} `));
    return here;
  };

  whereSystemdIs("is taken by systemd-analyze verify", () => {
    const here = copy();
    // An unknown key is a warning to it, and no failure.
    const { status, stderr } = spawnSync("systemd-analyze", ["verify", here], { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
  });

  const [, told = "", by] =
    /exposure level of (\d\.\d) \(of\s10, with systemd (\d+)\)/.exec(readFileSync("docs/operating.md", "utf8")) ?? [];
  // Each release of it counts otherwise.
  const whereThatSystemdIs = systemd === undefined || (by !== undefined && by !== systemd) ? test.skip : test;
  whereThatSystemdIs("is exposed no more than docs/operating.md says, by systemd-analyze security", () => {
    // It fails above the threshold, which it wants as tenths.
    const args = ["security", "--offline=true", "--no-pager", `--threshold=${Number(told) * 10}`, copy()];
    const { status, stdout } = spawnSync("systemd-analyze", args, { encoding: "utf8" });
    expect([status, stdout]).toEqual([0, expect.stringContaining("Overall exposure level")]);
  });
});
