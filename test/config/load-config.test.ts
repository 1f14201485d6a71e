import { tmpdir } from "node:os";
import { readTextFile } from "../../src/config/files.js";
import { loadConfig, type LoadOptions, type SandboxMode } from "../../src/config/load.js";
import { UsageError } from "../../src/config/problems.js";
import type { Config } from "../../src/config/parse.js";
import { files, kinds, problems } from "./support.js";

const good = `
sources:
  - name: lb
    kind: atlas
    endpoint: http://127.0.0.1:9004/management
    credentials: { type: basic, username: ops, password: "\${LB_PASSWORD}" }
`;
const load = (
  file: string | undefined,
  env = {},
  content = {},
  more: Partial<LoadOptions> = {},
): Config | SandboxMode =>
  loadConfig({ file, env: { LB_PASSWORD: "pw", ...env }, kinds, readFile: files(content), ...more });
const INSTALLED = { program: "/usr/lib/node_modules/auditgraph/dist/config/load.js" };
const NOT_NAMED =
  "auditgraph: no configuration is named. Name its file by --config or AUDITGRAPH_CONFIG, or ask for the sandbox and its made-up data by --sandbox.";

describe("the start", () => {
  it("is the sandbox's in a checkout where no file is named", () => {
    expect(load(undefined)).toEqual({ mode: "sandbox" });
    expect(load(undefined, { NODE_ENV: "development" })).toEqual({ mode: "sandbox" });
  });

  it.each([
    ["in production", { NODE_ENV: "production" }, {}],
    ["as an installed package", {}, INSTALLED],
    ["as one installed elsewhere", {}, { program: "C:\\n\\node_modules\\auditgraph\\dist\\config\\load-config.js" }],
  ])("%s it is the sandbox's only where that is asked for", (_where, env, more) => {
    expect(problems(() => load(undefined, env, {}, more))).toEqual([NOT_NAMED]);
    expect(load(undefined, env, {}, { ...more, sandbox: true })).toEqual({ mode: "sandbox" });
    expect(load("a.yaml", env, { "a.yaml": good }, more)).toMatchObject({ mode: "configured" });
  });

  it.each(["", " ", "\t"])("stops for a name that is empty: %j", (empty) => {
    const variable =
      "AUDITGRAPH_CONFIG: is set and names no file: it is empty. Name the configuration in it, or unset it.";
    expect(problems(() => load(undefined, { AUDITGRAPH_CONFIG: empty }))).toEqual([variable]);
    expect(problems(() => load("a.yaml", { AUDITGRAPH_CONFIG: empty }, { "a.yaml": good }))).toEqual([variable]);
    expect(problems(() => load(undefined, { AUDITGRAPH_CONFIG: empty }, {}, { sandbox: true }))).toEqual([variable]);
    expect(problems(() => load(empty))).toEqual(["--config: names no file: it is empty. Name the configuration."]);
  });

  it("does not serve made-up data for a variable that is misspelled, unless they are asked for", () => {
    expect(problems(() => load(undefined, { AUDITGRAPH_CONIFG: "a.yaml" }))).toEqual([
      "auditgraph: the variable AUDITGRAPH_CONIFG is not known, and no configuration is named. " +
        "If it should name one, write AUDITGRAPH_CONFIG; otherwise unset it, or ask for the sandbox by --sandbox.",
    ]);
    expect(load(undefined, { AUDITGRAPH_CONIFG: "a.yaml" }, {}, { sandbox: true })).toEqual({ mode: "sandbox" });
  });

  it("notes the variables that nothing reads: not those of the file, nor those that Kubernetes sets", () => {
    const env = {
      AUDITGRAPH_CONIFG: "b.yaml",
      AUDITGRAPH_LB: "pw",
      AUDITGRAPH_PORT: "4000",
      AUDITGRAPH_SERVICE_HOST: "10.0.0.1",
      AUDITGRAPH_SERVICE_PORT_HTTP: "4000",
      AUDITGRAPH_PORT_4000_TCP_ADDR: "10.0.0.1",
      AUDITGRAPH_CANARY_PORT: "tcp://10.0.0.2:4000",
    };
    const file = good.replace("LB_PASSWORD", "AUDITGRAPH_LB");
    const loaded = load("a.yaml", env, { "a.yaml": file });
    expect(loaded).toMatchObject({ unknownVariables: ["AUDITGRAPH_CONIFG", "AUDITGRAPH_PORT"] });
    expect(load(undefined, { AUDITGRAPH_SERVICE_HOST: "10.0.0.1" })).toEqual({ mode: "sandbox" });
  });

  it("refuses a configuration and the sandbox together", () => {
    const sandbox = { sandbox: true };
    const refused = (what: string) =>
      new UsageError(`auditgraph: --sandbox serves no configuration, and ${what}. Leave one of them out.`);
    expect(() => load("a.yaml", {}, { "a.yaml": good }, sandbox)).toThrow(refused("--config is given"));
    expect(() => load(undefined, { AUDITGRAPH_CONFIG: "a.yaml" }, {}, sandbox)).toThrow(
      refused("AUDITGRAPH_CONFIG is set"),
    );
  });

  it("reads the file of --config, then of AUDITGRAPH_CONFIG", () => {
    const content = { "a.yaml": good, "b.yaml": good.replace("lb", "other") };
    const env = { AUDITGRAPH_CONFIG: "b.yaml" };
    const names = ["a.yaml", undefined].map((file) => {
      const config = load(file, env, content);
      return config.mode === "configured" ? config.sources[0]?.name : undefined;
    });
    expect(names).toEqual(["lb", "other"]);
  });

  it.each([
    [
      "a file that is not there",
      "x.yaml",
      "x.yaml: there is no such file. Name a file that exists in --config or AUDITGRAPH_CONFIG.",
    ],
    [
      "broken YAML",
      "broken.yaml",
      "broken.yaml: line 2, column 1: the file is not valid YAML (bad indent). Mend the syntax there.",
    ],
    [
      "a key given twice",
      "twice.yaml",
      "twice.yaml: line 2, column 1: the file is not valid YAML (duplicate key). Mend the syntax there.",
    ],
    ["an empty file", "empty.yaml", "empty.yaml: must be a mapping of keys to values."],
  ])("stops for %s", (_name, file, line) => {
    const content = { "broken.yaml": "a: [hunter2,\nb: }", "twice.yaml": "sources: []\nsources: []", "empty.yaml": "" };
    const lines = problems(() => load(file, {}, content));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toBe(line);
  });

  it("stops for a directory with another cure than for a file that may not be read", () => {
    expect(problems(() => load(tmpdir(), {}, {}, { readFile: readTextFile }))).toEqual([
      `${tmpdir()}: it is a directory. Name a file that exists in --config or AUDITGRAPH_CONFIG.`,
    ]);
  });

  it("blames a variable for what stands in it, not the file", () => {
    const content = { "a.yaml": good };
    expect(problems(() => load("a.yaml", { PORT: "abc" }, content))).toEqual([
      "a.yaml: server.port: the environment variable PORT, which wins over the file, must be a whole number from 0 to 65535.",
    ]);
    expect(problems(() => load("a.yaml", { HOST: "0.0.0.0" }, content))).toEqual([
      "a.yaml: access.mode: open gives every caller every scope, and the host of the environment variable HOST is not a loopback address. Choose mode keystone or jwt, or a loopback host such as 127.0.0.1.",
    ]);
  });
});
