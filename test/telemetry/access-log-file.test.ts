import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { build, fileNamed, Process } from "../support/process.js";
import { seriesOf, startObserved } from "./support.js";
import { ask } from "./traced-process.js";

const SERVED = "the configuration was read again and is served";
const FAILURES = "auditgraph_access_log_failures_total";

const directory = (): string => mkdtempSync(join(tmpdir(), "auditgraph-"));
const operation = (name: string): string => `query ${name} { auditSources { name } }`;

/** The names of the operations in a file of the access log. */
const operationsIn = (file: string): readonly unknown[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { operation: unknown }).operation);

describe("a file of the access log", () => {
  let sandbox: Sandbox;
  let config: string;
  let logs: string;
  let served: Process;
  let baseUrl: string;
  const file = (): string => join(logs, "access.log");
  const write = (accessLog: object): void => {
    writeFileSync(`${config}.new`, JSON.stringify({ ...sandbox.configuration(), accessLog }));
    renameSync(`${config}.new`, config);
  };
  const begin = async (): Promise<void> => {
    served = new Process(["--config", config]);
    baseUrl = await served.baseUrl();
  };
  const end = async (): Promise<void> => {
    served.kill("SIGTERM");
    expect((await served.ended()).code).toBe(0);
  };

  beforeAll(async () => {
    build();
    sandbox = await startSandbox({ control: false });
  });
  beforeEach(() => {
    config = fileNamed("auditgraph.yaml", "");
    logs = directory();
  });
  afterAll(() => sandbox.stop());

  test("is made for its owner and group alone, appended to by every start, and rotated by a SIGHUP", async () => {
    write({ to: { file: file() } });
    await begin();
    await ask(baseUrl, { query: operation("First") });
    // Whoever has the answer finds its line.
    expect(operationsIn(file())).toEqual(["First"]);
    expect(statSync(file()).mode & 0o137).toBe(0);
    renameSync(file(), `${file()}.1`);
    await ask(baseUrl, { query: operation("Second") });
    served.kill("SIGHUP");
    await served.logged(SERVED);
    await ask(baseUrl, { query: operation("Third") });
    expect([operationsIn(`${file()}.1`), operationsIn(file())]).toEqual([["First", "Second"], ["Third"]]);
    await end();
    await begin();
    await ask(baseUrl, { query: operation("Fourth") });
    await end();
    expect(operationsIn(file())).toEqual(["Third", "Fourth"]);
  }, 60_000);

  test("is rotated too while the configuration is wrong", async () => {
    write({ to: { file: file() } });
    await begin();
    await ask(baseUrl, { query: operation("First") });
    renameSync(file(), `${file()}.1`);
    writeFileSync(config, "{");
    served.kill("SIGHUP");
    await served.logged("the configuration was read again and refused; the one before is still served");
    await ask(baseUrl, { query: operation("Second") });
    expect(operationsIn(file())).toEqual(["Second"]);
    await end();
  }, 60_000);

  test("changes with the configuration; one that cannot be opened has it refused, and lines go on as before", async () => {
    write({ to: { file: file() } });
    await begin();
    write({ to: { file: join(logs, "absent", "access.log") } });
    served.kill("SIGHUP");
    expect(await served.logged("the configuration was read again and refused; the one before is still served")).toEqual(
      [
        expect.objectContaining({
          problems: [expect.stringMatching(/accessLog\.to\.file: its directory is not there\. /)],
        }),
      ],
    );
    await ask(baseUrl, { query: operation("First") });
    write({ to: { file: "beside.log" } });
    served.kill("SIGHUP");
    await served.logged(SERVED);
    await ask(baseUrl, { query: operation("Second") });
    write({ to: "off" });
    served.kill("SIGHUP");
    await served.logged(SERVED, 2);
    await ask(baseUrl, { query: operation("Third") });
    expect([operationsIn(file()), operationsIn(join(config, "..", "beside.log"))]).toEqual([["First"], ["Second"]]);
    await end();
  }, 60_000);

  test("that cannot be opened anew is told, and its lines go on into the one that was open", async () => {
    write({ to: { file: file() } });
    await begin();
    renameSync(logs, `${logs}-moved`);
    served.kill("SIGHUP");
    await served.logged(SERVED);
    const told = await served.logged(
      "the access log's file could not be opened anew: its lines go on into the one that was open; mend the path and send SIGHUP again",
    );
    expect(told).toMatchObject([{ level: "error", code: "ENOENT" }]);
    await ask(baseUrl, { query: operation("First") });
    expect([existsSync(logs), operationsIn(join(`${logs}-moved`, "access.log"))]).toEqual([false, ["First"]]);
    const text = await (await fetch(`${baseUrl}/metrics`)).text();
    expect(seriesOf(text, FAILURES)).toEqual({ "": 1 });
    await end();
    rmSync(`${logs}-moved`, { recursive: true });
  }, 60_000);

  test("is not silenced with the log, where both go to standard error", async () => {
    write({ to: "stderr" });
    served = new Process(["--config", config], { LOG_LEVEL: "silent" });
    await ask(await served.baseUrl(), { query: operation("Only") });
    served.kill("SIGTERM");
    const { code, stderr } = await served.ended();
    expect([code, JSON.parse(stderr)]).toMatchObject([0, { type: "access", operation: "Only", caller: "anyone" }]);
  }, 60_000);

  test.each([
    ["whose directory is not there", () => join(logs, "absent", "access.log"), "its directory is not there"],
    ["that is a directory", () => logs, "it is a directory"],
  ])("%s ends the start with 78 and a sentence", async (_what, path, reason) => {
    write({ to: { file: path() } });
    const { code, stdout, stderr } = await new Process(["--config", config]).ended();
    const cure = "Name a file in accessLog.to.file that this process may append to.";
    expect([code, stdout, stderr]).toEqual([78, "", `${path()}: accessLog.to.file: ${reason}. ${cure}\n`]);
  });
});

describe("an access log on a full disk", () => {
  test("is told once and counted for each line, and operations go on", async () => {
    const product = await startObserved({ accessLog: { to: { file: "/dev/full" } } });
    expect(seriesOf(await product.metrics(), FAILURES)).toEqual({ "": 0 });
    for (let n = 0; n < 3; n += 1) expect(await product.data(operation("Full"))).toHaveProperty("auditSources");
    expect(seriesOf(await product.metrics(), FAILURES)).toEqual({ "": 3 });
    const told = product.lines.map((line) => JSON.parse(line) as object).filter((line) => "code" in line);
    const msg = "the access log cannot be written: its lines are lost until it can";
    expect(told).toMatchObject([{ level: "error", code: "ENOSPC", msg }]);
    await product.stop();
  });
});
