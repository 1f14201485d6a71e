import { readFileSync } from "node:fs";
import { withOptions } from "../../scripts/config-tables.mjs";
import { configJsonSchema } from "../../src/config/json-schema.js";
import { parseConfig } from "../../src/config/parse.js";
import { parseYaml } from "../../src/config/files.js";
import { sourceKinds } from "../../src/sources/registry.js";
import { codeBlocks } from "../docs/markdown.js";
import { schemaErrors } from "../support/schema-errors.js";

const schema = configJsonSchema(sourceKinds);
const errorsOf = (values: readonly unknown[]) => schemaErrors(schema, { strict: false }, values);
const env = { A: "a", N: "9", F: "false", URL: "http://h.example/v1", KIND: "internal" };

const token = { type: "token", token: "t" };
const password = { type: "password", authUrl: "http://h/v3", username: "u", password: "p", projectName: "p" };
const nova = { name: "a", kind: "nova", endpoint: "http://h/v2.1", credentials: token };
const rds = { name: "b", kind: "rds", endpoint: "http://h", projectId: "p", credentials: token };
const atlas = { name: "c", kind: "atlas", endpoint: "http://h", credentials: token };

/** Does the server take it? */
const isTaken = (value: unknown): boolean => {
  try {
    parseConfig(value, { origin: "auditgraph.yaml", env, kinds: sourceKinds });
    return true;
  } catch {
    return false;
  }
};

const taken: readonly [string, object][] = [
  ["the least", { sources: [nova] }],
  ["parts left empty", { server: null, access: null, limits: null, cache: null, log: null, sources: [nova] }],
  ["numbers and flags as text", { server: { port: "0", introspection: "true" }, sources: [nova] }],
  ["numbers and flags by variables", { server: { port: "${N}", introspection: "${F}" }, sources: [nova] }],
  ["choices and names by variables", { sources: [{ ...nova, name: "${A}", interface: "${KIND}" }] }],
  ["a share as text", { traces: { sampleRatio: "0.25" }, sources: [nova] }],
  [
    "every kind's own keys",
    {
      sources: [
        { ...rds, instances: ["i"] },
        { ...atlas, changesSince: "upstream" },
      ],
    },
  ],
  [
    "a service account without an authUrl of its own",
    {
      access: {
        mode: "keystone",
        keystone: { authUrl: "http://h/v3", credentials: { ...password, authUrl: undefined } },
      },
      sources: [nova],
    },
  ],
];

const refused: readonly [string, object][] = [
  ["no sources", { sources: [] }],
  ["an unknown part", { sources: [nova], surces: [] }],
  ["an unknown key of the server", { server: { hots: "h" }, sources: [nova] }],
  ["an unknown key of a source", { sources: [{ ...nova, timeout: 1 }] }],
  ["an unknown key of credentials", { sources: [{ ...nova, credentials: { ...token, user: "u" } }] }],
  ["another kind's key", { sources: [{ ...nova, changesSince: "client" }] }],
  ["an unknown kind", { sources: [{ ...nova, kind: "swift" }] }],
  [
    "credentials that the kind does not take",
    { sources: [{ ...nova, credentials: { type: "basic", username: "u", password: "p" } }] },
  ],
  ["a missing password", { sources: [{ ...nova, credentials: { ...password, password: undefined } }] }],
  ["a number out of its range", { server: { deadlineMs: 99 }, sources: [nova] }],
  ["a word for a number", { limits: { cost: "much" }, sources: [nova] }],
  ["an unknown level", { log: { level: "loud" }, sources: [nova] }],
  ["a name that is none", { sources: [{ ...nova, name: "No Name" }] }],
];

describe("the configuration's JSON Schema", () => {
  const values = [...taken, ...refused].map(([, value]) => value);
  let judged: ReadonlyMap<object, readonly object[] | null | undefined>;
  beforeAll(() => {
    const errors = errorsOf(values);
    judged = new Map(values.map((value, i) => [value, errors[i]]));
  });

  test("is the file that editors are given", () => {
    expect(JSON.parse(readFileSync("schema/auditgraph.schema.json", "utf8"))).toEqual(schema);
  });

  test("is what the tables of docs/configuration.md say (npm run schema writes both)", () => {
    const reference = readFileSync("docs/configuration.md", "utf8");
    expect(withOptions(reference, schema)).toBe(reference);
  });

  test("has a description for every key of every part", () => {
    const silent: string[] = [];
    const walk = (node: unknown, path: string): void => {
      if (typeof node !== "object" || node === null) return;
      for (const [key, inner] of Object.entries(node as Record<string, unknown>)) {
        if (key === "properties") {
          for (const [name, option] of Object.entries(inner as Record<string, object>)) {
            const isPart = "properties" in option || path === "";
            const isTag = "const" in option && name === "type";
            if (!isPart && !isTag && !("description" in option)) silent.push(`${path}.${name}`);
            walk(option, `${path}.${name}`);
          }
        } else walk(inner, path);
      }
    };
    walk(schema, "");
    expect(silent).toEqual([]);
  });

  test.each(["README.md", "docs/configuration.md"])("takes the configurations of %s", (file) => {
    const examples = codeBlocks(file).filter(({ language }) => language === "yaml");
    expect(examples.length).toBeGreaterThan(0);
    expect(errorsOf(examples.map(({ text }) => parseYaml(text, file)))).toEqual(examples.map(() => null));
  });

  test.each(taken)("takes what the server takes: %s", (_what, value) => {
    expect(isTaken(value)).toBe(true);
    expect(judged.get(value)).toBeNull();
  });

  test.each(refused)("refuses what the server refuses: %s", (_what, value) => {
    expect(isTaken(value)).toBe(false);
    expect(judged.get(value)?.length).toBeGreaterThan(0);
  });
});
