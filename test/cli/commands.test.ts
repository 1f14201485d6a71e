import { readFileSync } from "node:fs";
import { parseCommandLine } from "../../src/commands.js";
import { UsageError } from "../../src/config/problems.js";
import { printedSchema } from "../../src/printing.js";
import { build, type Ended, fileWith, Process } from "../support/process.js";

const GOOD = `sources: [{ name: far, kind: nova, endpoint: "http://127.0.0.1:9/v2.1", credentials: { type: token, token: t } }]\n`;

const ended = (args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  new Process(args, env).ended();

describe("the command", () => {
  beforeAll(build);

  test("--help tells every flag, variable, signal and exit code", async () => {
    const { code, stdout, stderr } = await ended(["--help"]);
    expect([code, stderr]).toEqual([0, ""]);
    const told = [
      "doctor",
      "--config",
      "--sandbox",
      "--control",
      "--check-config",
      "--print-schema",
      "--version",
      "HOST",
      "PORT",
      "LOG_LEVEL",
    ];
    for (const word of [...told, "AUDITGRAPH_CONFIG", "SIGHUP", "SIGTERM", "0 after", "64 a", "78 a", "1 any"]) {
      expect(stdout).toContain(word);
    }
  });

  test("--version is package.json's", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(await ended(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test("--print-schema prints the API's, as the file of schema/ has it", async () => {
    const { code, stdout, stderr } = await ended(["--print-schema"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(readFileSync("schema/audit.graphql", "utf8"));
  });

  test.each(["subgraph", "config"] as const)(
    "--print-schema %s is understood, and prints that schema",
    async (schema) => {
      expect(parseCommandLine(["--print-schema", schema])).toEqual({ action: "print-schema", schema });
      const file = schema === "config" ? "schema/auditgraph.schema.json" : "schema/subgraph.graphql";
      expect(await printedSchema(schema)).toBe(readFileSync(file, "utf8"));
    },
  );

  test("--check-config names the sources of a good file, and starts nothing", async () => {
    const file = fileWith(GOOD);
    const good = { code: 0, stdout: "The configuration is good. Sources: far (nova).\n", stderr: "" };
    expect(await ended(["--check-config", "--config", file])).toEqual(good);
    expect(await ended(["--check-config"], { AUDITGRAPH_CONFIG: file })).toEqual(good);
  });

  test("--check-config says all that is wrong with a file, and ends with 78", async () => {
    const file = fileWith(`${GOOD}limits: { cost: 0 }\nserver: { prot: 1 }\n`);
    const { code, stdout, stderr } = await ended(["--check-config", "--config", file]);
    expect([code, stdout]).toEqual([78, ""]);
    expect(stderr.trim().split("\n")).toHaveLength(2);
    expect(stderr).toContain("prot");
    expect(stderr).toContain("limits.cost");
  });

  test("a word that it does not know is refused with a sentence and 64", async () => {
    const stderr = 'auditgraph: there is no command "serve". See auditgraph --help.\n';
    expect(await ended(["serve"])).toEqual({ code: 64, stdout: "", stderr });
  });

  test("--check-config without a file is refused with 64: a file that was forgotten is not good", async () => {
    const stderr = "auditgraph: --check-config needs a file. Name it by --config or AUDITGRAPH_CONFIG.\n";
    expect(await ended(["--check-config"])).toEqual({ code: 64, stdout: "", stderr });
  });

  test("--check-config does not take an empty name for none", async () => {
    const { code, stdout, stderr } = await ended(["--check-config"], { AUDITGRAPH_CONFIG: "" });
    expect([code, stdout]).toEqual([78, ""]);
    expect(stderr).toMatch(/^AUDITGRAPH_CONFIG: is set and names no file/);
  });

  test.each<[readonly string[], object]>([
    [["--sandbox"], { action: "serve", file: undefined, sandbox: true, control: undefined }],
    [["--config", "a.yaml"], { action: "serve", file: "a.yaml", sandbox: false, control: undefined }],
    [
      ["--config", "a.yaml", "--control", "/run/c"],
      { action: "serve", file: "a.yaml", sandbox: false, control: "/run/c" },
    ],
    [["reload", "--control", "/run/c"], { action: "reload", control: "/run/c" }],
    [["reload", "--help"], { action: "help", of: "reload" }],
    [["doctor", "--sandbox"], { action: "doctor", file: undefined, sandbox: true, json: false }],
  ])("%j is understood", (args, command) => {
    expect(parseCommandLine(args)).toEqual(command);
  });

  test.each<[readonly string[], string]>([
    [
      ["--check-config", "--sandbox"],
      "auditgraph: --check-config looks at a file, and --sandbox has none. See auditgraph --help.",
    ],
    [["--prot", "1"], "auditgraph: Unknown option '--prot'. See auditgraph --help."],
    [["--config"], "auditgraph: Option '--config <value>' argument missing. See auditgraph --help."],
    [
      ["--print-schema", "all"],
      "auditgraph: --print-schema takes one of api, subgraph, config. See auditgraph --help.",
    ],
    [["reload"], "auditgraph: reload needs --control, the socket of the process that serves. See auditgraph --help."],
    [["--control", ""], "auditgraph: --control names no socket: it is empty. See auditgraph --help."],
    [["doctor", "--fix"], "auditgraph: Unknown option '--fix'. See auditgraph --help."],
  ])("%j is a usage error", (args, sentence) => {
    expect(() => parseCommandLine(args)).toThrow(new UsageError(sentence));
  });
});
