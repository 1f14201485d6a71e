import { execFile, execFileSync } from "node:child_process";
import { AS_SHIPPED } from "../support/process.js";

const BUILD = "coverage/build-doctor";

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const doctor = (...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const { AUDITGRAPH_CONFIG: _config, ...env } = process.env;
    const child = execFile(
      process.execPath,
      [...AS_SHIPPED, `${BUILD}/main.js`, "doctor", ...args],
      { env },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });

describe("the doctor's process", () => {
  beforeAll(() => void execFileSync(process.execPath, ["scripts/build.mjs", BUILD]));

  test("over the sandbox ends by itself, with the table on standard output and 2 for its warnings", async () => {
    const { code, stdout, stderr } = await doctor();
    expect([code, stderr]).toEqual([2, ""]);
    expect(stdout).toContain("10 sources:");
  });

  test("ends with 78 and a sentence for a configuration that is not there", async () => {
    const { code, stdout, stderr } = await doctor("--config", "/no/such/auditgraph.yaml");
    expect([code, stdout]).toEqual([78, ""]);
    expect(stderr).toContain("/no/such/auditgraph.yaml");
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test("--help tells every exit code", async () => {
    const { code, stdout } = await doctor("--help");
    expect(code).toBe(0);
    for (const told of [
      "--config",
      "--json",
      "OS_TOKEN",
      "0 all is good",
      "1 a check",
      "2 nothing",
      "64 a wrong",
      "78 the",
    ]) {
      expect(stdout).toContain(told);
    }
  });
});
