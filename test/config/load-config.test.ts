import { loadConfig } from "../../src/config/load-config.js";
import type { Config, SandboxMode } from "../../src/config/config.js";
import { files, kinds, problems } from "./support.js";

const good = `
sources:
  - name: lb
    kind: atlas
    endpoint: http://127.0.0.1:9004/management
    credentials: { type: basic, username: ops, password: "\${LB_PASSWORD}" }
`;
const load = (file: string | undefined, env = {}, content = {}): Config | SandboxMode =>
  loadConfig({ file, env: { LB_PASSWORD: "pw", ...env }, kinds, readFile: files(content) });

describe("the start", () => {
  it("is the sandbox's when no file is named", () => {
    expect(load(undefined)).toEqual({ mode: "sandbox" });
    expect(load(undefined, { AUDITGRAPH_CONFIG: "" })).toEqual({ mode: "sandbox" });
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
      "x.yaml: there is no such file. Name a file that exists in --config or AUDITGRAPH_CONFIG, or name none to start the sandbox.",
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
});
