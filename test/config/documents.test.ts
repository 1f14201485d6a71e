import { openDocuments, parseConfig } from "../../src/config/parse.js";
import { sourceKinds } from "../../src/sources/registry.js";

const sources = [
  { name: "far", kind: "nova", endpoint: "http://127.0.0.1:9/v2.1", credentials: { type: "token", token: "t" } },
];
const files: Readonly<Record<string, string>> = {
  "/etc/auditgraph/ids.json": '{"sha256:1f":"{ auditSources { name } }"}',
  "/etc/auditgraph/apollo.json": JSON.stringify({
    format: "apollo-persisted-query-manifest",
    version: 1,
    operations: [{ id: "2a", name: "Sources", type: "query", body: "query Sources { auditSources { name } }" }],
  }),
  "/etc/auditgraph/empty.json": "{}",
  "/etc/auditgraph/list.json": '["{ auditSources { name } }"]',
  "/etc/auditgraph/numbers.json": '{"1f":5}',
  "/etc/auditgraph/torn.json": '{"1f":',
};
const readFile = (path: string): string => {
  const text = files[path];
  if (text === undefined) throw Object.assign(new Error("none"), { code: "ENOENT" });
  return text;
};
const documentsOf = (documents?: object) =>
  parseConfig(
    { sources, ...(documents ? { documents } : {}) },
    { origin: "/etc/auditgraph/auditgraph.yaml", env: {}, kinds: sourceKinds, readFile },
  ).documents;

describe("documents in the configuration", () => {
  test("any document is run where nothing is written", () => {
    expect(documentsOf()).toEqual(openDocuments);
    expect(documentsOf({ mode: "open" })).toEqual(openDocuments);
  });

  test("a manifest stands beside the file: codegen's and relay-compiler's, or Apollo's", () => {
    expect(documentsOf({ mode: "hybrid", manifest: "ids.json" })).toEqual({
      mode: "hybrid",
      manifest: new Map([["sha256:1f", "{ auditSources { name } }"]]),
    });
    expect(documentsOf({ mode: "trusted", manifest: "./apollo.json" })).toEqual({
      mode: "trusted",
      manifest: new Map([["2a", "query Sources { auditSources { name } }"]]),
    });
  });

  test.each([
    [{ mode: "closed" }, /documents\.mode: must be one of open, hybrid, trusted/],
    [{ mode: "trusted" }, /documents\.manifest: is missing\. Mode trusted needs it\./],
    [{ manifest: "ids.json" }, /documents\.manifest: is not read in mode open/],
    [{ mode: "trusted", manifest: "gone.json" }, /documents\.manifest: there is no such file/],
    [{ mode: "trusted", manifest: "torn.json" }, /documents\.manifest: the file is not JSON/],
    [{ mode: "trusted", manifest: "list.json" }, /documents\.manifest: the file is no manifest of documents/],
    [{ mode: "trusted", manifest: "numbers.json" }, /documents\.manifest: the file is no manifest of documents/],
    [{ mode: "trusted", manifest: "empty.json" }, /documents\.manifest: the file holds no document/],
    [
      { mode: "trusted", manifest: "ids.json", strict: true },
      /documents: unknown key "strict"\. Known are mode, manifest/,
    ],
  ])("%j is refused, with its place and the cure", (documents, message) => {
    expect(() => documentsOf(documents)).toThrow(message);
  });
});
