import { mkdtempSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportCommand, exportUsage } from "../../src/export-command.js";
import { memoryDatabaseSource } from "../http/support/memory-database-source.js";
import { type ServedProduct, startProduct } from "../http/support/product.js";
import { daysAgo, iso } from "../http/support/world.js";

describe("auditgraph export", () => {
  let product: ServedProduct;
  const seen: Record<string, unknown>[] = [];

  beforeAll(async () => {
    product = await startProduct({
      sources: [
        memoryDatabaseSource({ filesEach: 500 }),
        memoryDatabaseSource({ name: "down", failure: new Error("down") }),
      ],
      access: {
        callerOf: (headers) => {
          seen.push(headers);
          return { key: "test", token: undefined, scopes: new Set(["audit:read"]) };
        },
      },
    });
  });
  afterAll(() => product.stop());

  const folder = (): string => mkdtempSync(join(tmpdir(), "auditgraph-export-"));
  const run = async (
    out: string,
    more: readonly string[] = [],
    { env = {}, isTTY = false, url = product.baseUrl }: { env?: NodeJS.ProcessEnv; isTTY?: boolean; url?: string } = {},
  ): Promise<{ code: number; said: string }> => {
    let said = "";
    const write = (text: string): void => void (said += text);
    const window = ["--from", iso(daysAgo(100)), "--to", iso(daysAgo(0))];
    const args = ["--url", url, "--list", "auditLogFiles", ...window, "--out", out, ...more];
    const code = await exportCommand(args, { env, stdout: { write }, stderr: { write, isTTY } });
    return { code, said };
  };
  const MYSQL = ["--filter", "sources=mysql"];

  test.each(["ndjson", "csv"])(
    "writes a whole window, and goes on byte for byte where it was broken off: %s",
    async (format) => {
      const file = join(folder(), `files.${format}`);
      const args = ["--format", format, ...MYSQL];
      const first = await run(file, args);
      expect(first).toEqual({ code: 0, said: `The window is whole in ${file}.\n` });
      const whole = readFileSync(file);
      expect(whole.toString().split("\n").length).toBe(1_002);
      // Amid a record; amid the head or the first record; at the end; at the ending of NDJSON.
      for (const length of [0.3 * whole.length, 50, whole.length, whole.length - 5, 0]) {
        writeFileSync(file, whole);
        truncateSync(file, Math.floor(length));
        expect((await run(file, [...args, "--resume"])).code).toBe(0);
        expect(readFileSync(file).equals(whole)).toBe(true);
      }
    },
  );

  test("ends with 3 where something is missing, and names it", async () => {
    const file = join(folder(), "files.csv");
    const { code, said } = await run(file, ["--format", "csv"]);
    expect(code).toBe(3);
    expect(said).toContain("but for 1 source(s) or instance(s).\n  down: ");
    expect(readFileSync(file, "utf8").split("\r\n")).toHaveLength(1_002);
  });

  test("ends with 1 where the server refuses, cannot be reached, or breaks off", async () => {
    const file = join(folder(), "files.ndjson");
    expect(await run(file, ["--filter", "sources=nobody"])).toEqual({
      code: 1,
      said: expect.stringContaining("nobody") as string,
    });
    const broken = createServer((_request, response) => {
      response.write('{"id":"x","cursor":"c"}\n{"id"', () => response.destroy());
    });
    await new Promise<void>((resolve) => broken.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(broken.address() as AddressInfo).port}`;
    const brokenOff = await run(file, [], { url });
    await new Promise((resolve) => broken.close(resolve));
    expect(brokenOff).toEqual({ code: 1, said: expect.stringContaining("--resume") as string });
    expect((await run(join(folder(), "x"), [], { url })).code).toBe(1);
  });

  test("sends a token of a file or of the environment", async () => {
    const token = join(folder(), "token");
    writeFileSync(token, "from-file\n");
    const tokens = async (more: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<unknown[]> => {
      seen.splice(0);
      await run(join(folder(), "x"), [...MYSQL, ...more], { env });
      return [seen[0]?.["x-auth-token"], seen[0]?.authorization];
    };
    expect(await tokens(["--token-file", token])).toEqual(["from-file", undefined]);
    expect(await tokens(["--bearer"], { OS_TOKEN: "from-env" })).toEqual([undefined, "Bearer from-env"]);
    expect(await tokens([])).toEqual([undefined, undefined]);
  });

  test("tells a terminal how far it is, and nothing else", async () => {
    expect((await run(join(folder(), "x"), MYSQL, { isTTY: true })).said).toMatch(/^\r\d+\.\d MiB/);
  });

  test.each<[readonly string[], string]>([
    [["--resume=x"], "resume"],
    [["--token", "secret"], "--token"],
    [["--filter", "sources"], "--filter takes NAME=TEXT"],
    [["--url", "ftp://x"], "--url takes an http(s) URL"],
    [["--url", "http://a:b@x"], "--url takes no credentials"],
    [["--token-file", "/nowhere/token"], "--token-file cannot be read"],
    [["--out", ""], "export needs --out"],
  ])("refuses %j with 64", async (args, words) => {
    const thrown = run(join(folder(), "x"), args);
    await expect(thrown).rejects.toMatchObject({ exitCode: 64, message: expect.stringContaining(words) as string });
  });

  test("never overwrites a file", async () => {
    const file = join(folder(), "files.ndjson");
    writeFileSync(file, "mine");
    await expect(run(file)).rejects.toMatchObject({ exitCode: 64 });
    expect(readFileSync(file, "utf8")).toBe("mine");
  });

  test("has a help", async () => {
    let said = "";
    const terminal = { write: (text: string): void => void (said += text) };
    expect(await exportCommand(["--help"], { env: {}, stdout: terminal, stderr: terminal })).toBe(0);
    expect(said).toBe(exportUsage);
  });
});
