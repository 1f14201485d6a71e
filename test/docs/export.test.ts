import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseCommandLine } from "../../src/commands.js";
import { exportCommand } from "../../src/export-command.js";
import type { Product } from "../../src/product.js";
import { startSandboxProduct } from "../examples/sandbox-product.js";
import { codeBlocks } from "./markdown.js";

const commands = codeBlocks("docs/export.md")
  .filter(({ language }) => language === "sh")
  .flatMap(({ text }) => text.replaceAll("\\\n", " ").trim().split("\n"));

describe("docs/export.md", () => {
  let product: Product;
  beforeAll(async () => {
    product = await startSandboxProduct();
  });
  afterAll(() => product.stop());

  test("its URLs are answered, each as a file with an ending", async () => {
    const urls = commands.flatMap((line) => /^curl .*"(http\S+)"$/.exec(line)?.[1] ?? []);
    expect(urls).toHaveLength(2);
    for (const written of urls) {
      const url = new URL(written);
      const answer = await fetch(product.baseUrl + url.pathname + url.search);
      const text = await answer.text();
      expect([answer.status, text.split("\n").length > 2]).toEqual([200, true]);
    }
  });

  test("its commands write a file, and go on with it", async () => {
    const out = join(mkdtempSync(join(tmpdir(), "auditgraph-export-")), "files.csv");
    const write = (): boolean => true;
    const runs = commands.filter((line) => line.startsWith("auditgraph "));
    expect(runs).toHaveLength(2);
    const files: string[] = [];
    for (const line of runs) {
      const argv = line.split(/\s+/).slice(1);
      const command = parseCommandLine(argv);
      if (command.action !== "export") throw new Error(line);
      const args = command.args.map((arg) =>
        arg === "files.csv" ? out : arg.startsWith("http:") ? product.baseUrl : arg,
      );
      expect(await exportCommand(args, { env: {}, stdout: { write }, stderr: { write } })).toBe(0);
      files.push(readFileSync(out, "utf8"));
    }
    expect(files[0]?.split("\r\n").length).toBeGreaterThan(10);
    expect(files[1]).toBe(files[0]);
  });
});
