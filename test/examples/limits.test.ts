import { readdirSync, readFileSync } from "node:fs";
import { type GraphQLError, Lexer, parse, Source, TokenKind, validate } from "graphql";
import type { Product } from "../../src/product.js";
import { type DemandLimits, defaultLimits } from "../../src/config/settings.js";
import { buildAuditSchema } from "../../src/graphql/schema.js";
import { limitRules } from "../../src/server/limits.js";
import { startSandboxProduct } from "./sandbox-product.js";

const files = readdirSync("examples").filter((file) => file.endsWith(".graphql"));
const variables = JSON.parse(readFileSync("examples/variables.json", "utf8")) as Record<string, object | undefined>;
const textOf = (file: string): string => readFileSync(`examples/${file}`, "utf8");

interface Answer {
  readonly errors?: readonly GraphQLError[];
  readonly extensions: { cost: { requested: number; limit: number; upstreamCalls: Record<string, number> } };
}

const tokensOf = (text: string): number => {
  const lexer = new Lexer(new Source(text));
  let count = 0;
  while (lexer.advance().kind !== TokenKind.EOF) count += 1;
  return count;
};

describe("the default limits leave room", () => {
  const { executable } = buildAuditSchema();
  const half = (name: keyof DemandLimits): number => Math.floor((defaultLimits[name] - 1) / 2);
  let product: Product;
  const ask = async (query: string, asked: object = {}): Promise<Answer> => {
    const body = JSON.stringify({ query, variables: asked });
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${product.baseUrl}/graphql`, { method: "POST", headers, body });
    return (await response.json()) as Answer;
  };

  beforeAll(async () => {
    product = await startSandboxProduct();
  });
  afterAll(() => product.stop());

  test.each(files)("%s stays under half of each", async (file) => {
    const text = textOf(file);
    const halves = { ...defaultLimits, depth: half("depth"), aliases: half("aliases"), directives: half("directives") };
    expect(validate(executable, parse(text), limitRules({ ...halves, rootFields: half("rootFields") }))).toEqual([]);
    expect(tokensOf(text)).toBeLessThanOrEqual(half("tokens"));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(half("bodyBytes"));
    const { extensions } = await ask(text, variables[file.replace(".graphql", "")]);
    expect(extensions.cost.requested).toBeLessThanOrEqual(half("cost"));
  });

  test.each(files)("%s takes no more calls than were planned", async (file) => {
    const { extensions } = await ask(textOf(file), variables[file.replace(".graphql", "")]);
    const { planned, made, deduplicated } = extensions.cost.upstreamCalls;
    expect(made).toBeLessThanOrEqual(planned ?? 0);
    expect(deduplicated).toBeGreaterThanOrEqual(0);
  });

  test.each([
    '{ auditRecords(window: { from: "2019-01-01T00:00:00Z" }) { nodes { __typename } coverage { state } } }',
    '{ auditLogFiles(window: { from: "2019-01-01T00:00:00Z" }, first: 200) { totalCount nodes { downloadLink { url } } } }',
    "{ usageAuditPeriods(first: 200) { nodes { hosts(first: 200) { nodes { state } } } } }",
  ])("%s, years of every source at once, is not too much", async (query) => {
    const { errors, extensions } = await ask(query);
    expect(errors).toBeUndefined();
    expect(extensions.cost.upstreamCalls.made).toBeLessThanOrEqual(extensions.cost.upstreamCalls.planned ?? 0);
  });
});
