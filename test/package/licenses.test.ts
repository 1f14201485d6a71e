import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const licenses = (...args: readonly string[]) =>
  spawnSync(process.execPath, ["scripts/licenses.mjs", ...args], { encoding: "utf8" });

describe("the licences of what is installed with the package", () => {
  test("are allowed, each, or an exception with its reason; every dependency is among them", () => {
    const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
      dependencies: Record<string, string>;
    };
    const { status, stdout, stderr } = licenses();
    expect([status, stderr]).toEqual([0, ""]);
    expect(Object.entries(dependencies).filter(([name, version]) => !stdout.includes(`${name} ${version}`))).toEqual(
      [],
    );
  });

  test.each([
    ["GPL-3.0-only", "GPL-3.0-only"],
    ["(MIT AND AGPL-3.0-only)", "(MIT AND AGPL-3.0-only)"],
    [undefined, "none given"],
  ])("%s is not: the command names the package and ends with 1", (license, told) => {
    const lock = join(mkdtempSync(join(tmpdir(), "auditgraph-lock-")), "package-lock.json");
    const packages = {
      "": { license: "Apache-2.0" },
      "node_modules/good": { version: "1.0.0", license: "MIT" },
      "node_modules/@a/odd": { version: "2.0.0", license },
      "node_modules/tool": { version: "3.0.0", license: "GPL-3.0-only", dev: true },
    };
    writeFileSync(lock, JSON.stringify({ packages }));
    const { status, stderr } = licenses(lock);
    expect([status, stderr.trim()]).toEqual([1, `Not allowed: @a/odd: ${told}`]);
  });
});
