import { readFileSync } from "node:fs";
import { buildSchema, Kind, parse, validate } from "graphql";
import { codeBlocks } from "./markdown.js";

const blocks = codeBlocks("docs/frontend.md");
const textOf = (language: string): string[] =>
  blocks.filter((block) => block.language === language).map(({ text }) => text);

describe("docs/frontend.md", () => {
  test("its operation is one of the schema", () => {
    const operations = textOf("graphql");
    expect(operations).toHaveLength(2);
    const schema = buildSchema(readFileSync("schema/audit.graphql", "utf8"));
    for (const text of operations) expect(validate(schema, parse(text))).toEqual([]);
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
