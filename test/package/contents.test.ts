import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

interface Manifest {
  readonly private?: boolean;
  readonly license: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;

describe("the npm package", () => {
  let paths: readonly string[];
  beforeAll(() => {
    const told = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { encoding: "utf8" });
    const [packed] = JSON.parse(told) as [{ files: { path: string }[] }];
    paths = packed.files.map(({ path }) => path);
  });

  test("holds what it exports, its documents and its licence", () => {
    const wanted = [
      ...Object.values(manifest.exports),
      "LICENSE",
      "README.md",
      "CHANGELOG.md",
      "docs/configuration.md",
    ];
    expect(wanted.map((path) => path.replace(/^\.\//, "")).filter((path) => !paths.includes(path))).toEqual([]);
  });

  test("holds whatever a module in its examples imports by a path", () => {
    const modules = paths.filter((path) => path.startsWith("examples/") && path.endsWith(".mjs"));
    const wanted = modules.flatMap((path) =>
      [...readFileSync(path, "utf8").matchAll(/from "(\.[^"]+)"/g)].map(([, name = ""]) => join(dirname(path), name)),
    );
    expect(wanted).toContain("examples/federation/gateway.config.mjs");
    expect(wanted.filter((path) => !paths.includes(path))).toEqual([]);
  });

  test("holds no source, no test, no setting of the workshop and no secret's usual place", () => {
    const odd = /^(src|test|bench|coverage|scripts|node_modules|\.|web)\b|\.(ts|tsx|map|pem|key|env\.local)$/;
    expect(paths.filter((path) => odd.test(path))).toEqual([]);
  });

  test("may be published under its licence, and its command is compiled of a file that begins as commands do", () => {
    expect([manifest.private ?? false, manifest.license]).toEqual([false, "Apache-2.0"]);
    const source = Object.values(manifest.bin).map((path) => path.replace(/^dist\/(.*)\.js$/, "src/$1.ts"));
    expect(source.filter((path) => !existsSync(path))).toEqual([]);
    for (const path of source) expect(readFileSync(path, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
  });
});
