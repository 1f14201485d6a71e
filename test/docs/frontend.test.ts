import { readFileSync } from "node:fs";
import { buildSchema, isInterfaceType, isObjectType, Kind, parse, validate } from "graphql";
import { startProduct } from "../http/support/product.js";
import { codeBlocks } from "./markdown.js";

const blocks = codeBlocks("docs/frontend.md");
const textOf = (language: string): string[] =>
  blocks.filter((block) => block.language === language).map(({ text }) => text);

describe("docs/frontend.md", () => {
  const schema = buildSchema(readFileSync("schema/audit.graphql", "utf8"));

  test("its operations are of the schema", () => {
    const operations = textOf("graphql");
    expect(operations).toHaveLength(4);
    for (const text of operations) expect(validate(schema, parse(text))).toEqual([]);
  });

  const typesOf = (name: string): string[] => {
    const type = schema.getType(name);
    return isInterfaceType(type) ? schema.getPossibleTypes(type).map((each) => each.name) : [];
  };

  test("it names all types behind the interfaces that a fragment may stand on", () => {
    const [, block = ""] = /possibleTypes: \{([^}]*)\}/.exec(textOf("ts").join("")) ?? [];
    const named = [...block.matchAll(/(\w+): \[([^\]]*)\]/g)].map(([, name = "", types = ""]) => [
      name,
      types.match(/\w+/g),
    ]);
    expect(named.map(([name]) => name)).toEqual(["AuditRecord", "AuditLogEntry"]);
    for (const [name, types] of named) expect(types).toEqual(typesOf(String(name)).sort());
  });

  test("two statuses conflict without the aliases that it gives them", () => {
    const aliased = textOf("graphql").find((text) => text.includes("periodStatus")) ?? "";
    const plain = aliased.replaceAll(/\w+Status: status/g, "status");
    expect(validate(schema, parse(aliased))).toEqual([]);
    expect(validate(schema, parse(plain)).map(({ message }) => message)).toEqual([
      expect.stringContaining('"status" conflict'),
    ]);
  });

  test("it gives Graphcache a key for every type without an id that is no part of a connection", () => {
    const [, block = ""] = /keys: \{([^}]*)\}/.exec(textOf("ts").join("")) ?? [];
    const needed = Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .filter((type) => !type.name.startsWith("__") && !("id" in type.getFields()))
      .map(({ name }) => name)
      .filter((name) => !/(?:Connection|Edge)$/.test(name) && !["Query", "Subscription", "PageInfo"].includes(name));
    expect([...block.matchAll(/(\w+): none/g)].map(([, name]) => name)).toEqual(needed.sort());
  });

  test("a short query by GET, as urql sends it, is refused without a header of its own", async () => {
    const product = await startProduct({ sources: [] });
    const url = `${product.baseUrl}/graphql?query=${encodeURIComponent("{ auditSources { id } }")}`;
    const answers = [await fetch(url), await fetch(url, { headers: { "apollo-require-preflight": "yes" } })];
    await product.stop();
    expect(answers.map(({ status }) => status)).toEqual([400, 200]);
  });

  test("it overrides what this project overrides, so that the same releases install", () => {
    const { overrides } = JSON.parse(readFileSync("package.json", "utf8")) as { overrides: Record<string, string> };
    for (const [name, version] of Object.entries(overrides)) {
      expect(textOf("sh").join("")).toContain(`npm pkg set "overrides[${name}]=${version}"`);
    }
  });

  test("it gives every scalar of the schema a type", () => {
    const { definitions } = parse(readFileSync("schema/audit.graphql", "utf8"));
    const scalars = definitions.flatMap((each) => (each.kind === Kind.SCALAR_TYPE_DEFINITION ? [each.name.value] : []));
    const [codegen = ""] = textOf("yml");
    expect(scalars.length).toBeGreaterThan(0);
    expect(scalars.filter((name) => !new RegExp(`\\b${name}: (string|number)`).test(codegen))).toEqual([]);
  });
});
