import { readdirSync, readFileSync } from "node:fs";
import { buildSchema, NoDeprecatedCustomRule, parse, validate } from "graphql";
import { ErrorCode } from "../../src/audit/errors.js";
import { parseConfig } from "../../src/config/parse.js";
import { settings } from "../../src/config/settings.js";
import { parseYaml } from "../../src/config/files.js";
import { faultKinds } from "../../sandbox/index.js";
import { sourceKinds } from "../../src/sources/registry.js";
import { codeBlocks, markdownFiles } from "./markdown.js";

const CLOUDS = `clouds:
  mycloud: { auth: { auth_url: "https://identity.example/v3", username: u, password: p, project_name: p } }
  otc: { auth: { auth_url: "https://identity.example/v3", username: u, password: p, project_name: p } }
`;
const env = { HW_AK: "key", HW_SK: "secret", LB_PASSWORD: "secret", NOVA_PASSWORD: "secret" };
const readFile = (path: string): string => {
  if (path === "clouds.yaml") return CLOUDS;
  throw Object.assign(new Error("none"), { code: "ENOENT" });
};

/** In code marks, somewhere in the file. */
const names = (file: string): Set<string> =>
  new Set([...readFileSync(file, "utf8").matchAll(/`([^`\n]+)`/g)].map(([, name = ""]) => name));

describe("the reference", () => {
  test("no operation of the documents and examples asks for what is deprecated", () => {
    const schema = buildSchema(readFileSync("schema/audit.graphql", "utf8"));
    const written = markdownFiles()
      .flatMap(codeBlocks)
      .filter(({ language, text }) => language === "graphql" && /^(query|subscription) /.test(text))
      .map(({ text }) => text);
    const shipped = ["examples", "examples/live"].flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith(".graphql"))
        .map((name) => readFileSync(`${folder}/${name}`, "utf8")),
    );
    expect([written.length > 4, shipped.length > 10]).toEqual([true, true]);
    const old = [...written, ...shipped].flatMap((text) => validate(schema, parse(text), [NoDeprecatedCustomRule]));
    expect(old.map(({ message }) => message)).toEqual([]);
  });

  test.each(["README.md", "docs/configuration.md"])("the configurations of %s are taken as they stand", (file) => {
    const examples = codeBlocks(file).filter(({ language }) => language === "yaml");
    expect(examples.length).toBeGreaterThan(0);
    for (const { text } of examples) {
      const config = parseConfig(parseYaml(text, file), { origin: file, env, kinds: sourceKinds, readFile });
      expect(config.sources.length).toBeGreaterThan(0);
    }
  });

  test("docs/configuration.md names every key of server, every kind and every key and credential of a source", () => {
    const known = names("docs/configuration.md");
    const problem = (source: object): string => {
      try {
        parseConfig({ sources: [source] }, { origin: "", env, kinds: sourceKinds, readFile });
      } catch (error) {
        return (error as Error).message;
      }
      return "";
    };
    // The refusal of an unknown key names all that are known.
    const keys = sourceKinds.flatMap(({ kind }) => {
      const told = problem({ kind: kind.toLowerCase(), odd: 1 });
      return /"odd"\. Known are ([\w, ]+)\./.exec(told)?.[1]?.split(", ") ?? [`${kind}: ${told}`];
    });
    const expected = [
      ...Object.keys(settings.server.shape),
      ...Object.keys(settings.limits.shape),
      ...sourceKinds.map(({ kind }) => kind.toLowerCase()),
      ...sourceKinds.flatMap(({ credentials }) => credentials),
      ...keys,
    ];
    const isNamed = (key: string): boolean => known.has(key) || [...known].some((name) => name.startsWith(`${key}.`));
    expect([...new Set(expected)].filter((key) => !isNamed(key))).toEqual([]);
  });

  test("docs/failure-modes.md explains every error code", () => {
    const text = readFileSync("docs/failure-modes.md", "utf8");
    expect(Object.values(ErrorCode).filter((code) => !new RegExp(`^(\\| )?.*\\b${code}\\b`, "m").test(text))).toEqual(
      [],
    );
  });

  test("docs/decisions/0004-dependencies.md says of every dependency why it is there", () => {
    const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as { dependencies: object };
    const rows = readFileSync("docs/decisions/0004-dependencies.md", "utf8").match(/^\| [^|]+ \|/gm) ?? [];
    const named = new Set(rows.flatMap((row) => row.replace(/[| ]/g, "").split(",")));
    expect(Object.keys(dependencies).filter((name) => !named.has(name))).toEqual([]);
  });

  test("docs/sandbox.md names every fault", () => {
    const known = names("docs/sandbox.md");
    expect(Object.keys(faultKinds).filter((kind) => !known.has(kind))).toEqual([]);
  });
});
