import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Product } from "../../src/product.js";
import { startSandboxProduct } from "../examples/sandbox-product.js";

/** The folder as somebody copies it and installs: this project's packages, and this project as one of them. */
const installed = (): string => {
  const project = mkdtempSync(join(tmpdir(), "consumer-"));
  for (const name of ["codegen.yml", "package.json", "tsconfig.json", "src"]) {
    cpSync(join("examples/consumer", name), join(project, name), {
      recursive: true,
      filter: (path) => !path.endsWith("generated"),
    });
  }
  const packages = join(project, "node_modules");
  mkdirSync(packages);
  for (const name of readdirSync("node_modules")) symlinkSync(resolve("node_modules", name), join(packages, name));
  symlinkSync(process.cwd(), join(packages, "auditgraph"));
  return project;
};

/** Not synchronous: what it talks to may be served by this process. */
const run = async (cwd: string, ...args: string[]) => {
  const child = spawn(process.execPath, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const [status] = (await once(child, "close")) as [number | null];
  return { status, out, err };
};

describe("examples/consumer", () => {
  let product: Product;
  beforeAll(async () => void (product = await startSandboxProduct()));
  afterAll(() => product.stop());

  test("generates from the published schema, compiles under strict settings, and walks over the server's pages", async () => {
    const project = installed();
    const codegen = await run(project, "node_modules/@graphql-codegen/cli/cjs/bin.js", "--config", "codegen.yml");
    expect([codegen.status, codegen.status === 0 ? "" : codegen.out + codegen.err]).toEqual([0, ""]);
    const tsc = await run(project, "node_modules/typescript/bin/tsc");
    expect([tsc.status, tsc.out]).toEqual([0, ""]);

    const { out, err, status } = await run(
      project,
      "dist/main.js",
      `${product.baseUrl}/graphql`,
      "2026-11-20T00:00:00Z",
    );
    const lines = out.trim().split("\n");
    // Two pages of fifty.
    expect([status, lines.length]).toEqual([0, 79]);
    for (const line of lines) expect(line).toMatch(/^2026-11-20T\S+Z \S+ (5\d|[6-9]\d|\d{3,})\.\d MB \S+$/);
    expect(lines).toEqual(lines.toSorted().reverse());
    // The sandbox has one instance that is listed, but gone.
    expect(err).toContain("not whole: mysql-eu: ");
  }, 120_000);
});
