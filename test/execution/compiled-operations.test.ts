import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { execute, type ExecutionResult, getOperationAST, type GraphQLError, parse, validate } from "graphql";
import type { AnySource } from "../../src/audit/any-source.js";
import { AuditError } from "../../src/audit/audit-error.js";
import { encodeId } from "../../src/audit/global-id.js";
import { Scope } from "../../src/audit/session.js";
import { type OperationContext, operationContext } from "../../src/graphql/context/operation-context.js";
import { SourceCatalog } from "../../src/graphql/context/source-catalog.js";
import { buildAuditSchema } from "../../src/graphql/schema/build-schema.js";
import { compileOperation, compilerSchema } from "../../src/server/execution/compile-operation.js";
import { memoryBalancerSource } from "../http/support/memory-balancer-source.js";
import { memoryDatabaseSource } from "../http/support/memory-database-source.js";
import { memoryUsageSource } from "../http/support/memory-usage-source.js";
import { NOW } from "../http/support/world.js";
import { Random } from "../properties/random.js";
import { generateOperation, type Values } from "./generated-operation.js";

const schema = buildAuditSchema().executable;
const compiler = compilerSchema(schema);
const down = new AuditError("UPSTREAM_UNAVAILABLE", "The source cannot be reached.", { retryable: true });
const sources: readonly AnySource[] = [
  memoryUsageSource(),
  memoryDatabaseSource(),
  memoryDatabaseSource({ name: "broken", failure: down }),
  memoryDatabaseSource({ name: "buggy", failure: new Error("a secret") }),
  memoryBalancerSource(),
];

/** Without the scope of links, so that one field in every list fails. */
const scopes = new Set([Scope.READ, Scope.ADMIN]);
const contextOf = (): OperationContext =>
  operationContext({
    session: {
      now: NOW,
      moment: 1,
      signal: new AbortController().signal,
      caller: { key: "test", token: undefined, scopes },
      calls: { made: 0, deduplicated: 0 },
    },
    catalog: new SourceCatalog(sources),
    covered: () => undefined,
  });

const window = { from: "2026-11-18T00:00:00Z", to: null };
const instance = (source: string, instanceId: string) => ({ source, instanceId });
const ids = [
  encodeId({ type: "DatabaseInstance", source: "mysql", instanceId: "one" }),
  encodeId({ type: "LoadBalancerAudit", source: "lb", loadBalancerId: "2" }),
  encodeId({ type: "LoadBalancerAlert", source: "lb", loadBalancerId: "2", alertId: "21" }),
  encodeId({ type: "DatabaseInstance", source: "gone", instanceId: "one" }),
  "nonsense",
];
const values: Values = {
  id: ids,
  ids: [ids, []],
  kinds: [["NOVA", "ATLAS"], null],
  sources: [["compute"], ["mysql"], ["nowhere"], null],
  source: ["compute", "nowhere"],
  window: [window, { from: "2026-11-19T00:00:00+01:00", to: "2026-11-20T00:00:00Z" }],
  first: [1, 3, 0, null],
  last: [2, null],
  after: ["nonsense", null],
  before: [null],
  orderBy: ["OLDEST_FIRST", "NEWEST_FIRST"],
  ref: [instance("mysql", "one"), instance("mysql", "none"), instance("broken", "one"), instance("buggy", "one")],
  instances: [[instance("mysql", "two")], [instance("mysql", "one"), instance("broken", "one")], null],
  nameContains: ["db", null],
  filter: [null, {}],
  states: [["RUNNING"], null],
  statuses: [["UNACKNOWLEDGED"], null],
  representations: [
    [
      { __typename: "LoadBalancer", sourceName: "lb", loadBalancerId: "2" },
      { __typename: "DatabaseInstance", sourceName: "mysql", instanceId: "one" },
      { __typename: "ComputeHost", sourceName: "compute", name: "cmp-02" },
      { __typename: "AuditSource", name: "nowhere" },
      { __typename: "LoadBalancerAudit", id: "nonsense" },
    ],
  ],
};

const byPlace = (a: string, b: string): number => (a < b ? -1 : 1);

/** A result as the server sees it. GraphQL leaves the order of errors open. */
const seen = ({ data, errors }: ExecutionResult, write: (answer: object) => string | undefined = JSON.stringify) => ({
  data: data === undefined ? "nothing was resolved" : (JSON.parse(write(data ?? {}) ?? "null") as unknown),
  errors:
    data === undefined
      ? "refused"
      : (errors ?? [])
          .map(({ message, path, locations, originalError }: GraphQLError) =>
            JSON.stringify({ message, path, locations, root: String(originalError) }),
          )
          .sort(byPlace),
});

const bothWays = async (source: string, variableValues: Record<string, unknown>, name?: string) => {
  const document = parse(source);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document, name);
  const compiled = operation && compileOperation(compiler, document, operation);
  if (!compiled) throw new Error(`not compiled: ${source}`);
  const plain = await execute({ schema, document, variableValues, contextValue: contextOf(), operationName: name });
  const answer = await compiled.execute(contextOf(), variableValues);
  return [seen(answer, (data) => compiled.write(data, NOW)), seen(plain)] as const;
};

test("a generated operation is answered alike by graphql and compiled: data, nulls and errors", async () => {
  const met = { errors: 0, abstract: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const { document, variables } = generateOperation(schema, values, new Random(seed));
      const [compiled, plain] = await bothWays(document, variables);
      expect(compiled).toEqual(plain);
      if (plain.errors === "refused") met.refused += 1;
      else if (plain.errors.length > 0) met.errors += 1;
      if (document.includes("node(") || document.includes("auditRecords(")) met.abstract += 1;
    }),
    { numRuns: 120 },
  );
  // What was generated is worth comparing.
  expect(Math.min(met.errors, met.abstract)).toBeGreaterThan(5);
});

const examples = readdirSync("examples").filter((file) => file.endsWith(".graphql"));
const variablesOf = JSON.parse(readFileSync("examples/variables.json", "utf8")) as Record<string, object | undefined>;

test.each(examples)("example %s is answered alike by graphql and compiled", async (file) => {
  const variables = { ...variablesOf[file.replace(".graphql", "")] };
  const [compiled, plain] = await bothWays(readFileSync(`examples/${file}`, "utf8"), variables);
  expect(compiled).toEqual(plain);
});

test("variables that do not fit are refused before anything is resolved", async () => {
  const source = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
  const [compiled, plain] = await bothWays(source, { ids: [null] });
  expect(compiled).toEqual(plain);
  expect(compiled.data).toBe("nothing was resolved");
});

test("one of several operations is compiled by its name", async () => {
  const source = "query A { auditSources { name } } query B { auditSources { kind } }";
  const [compiled, plain] = await bothWays(source, {}, "B");
  expect(compiled).toEqual(plain);
  expect(JSON.stringify(compiled.data)).toContain("ATLAS");
});

test("nothing of a caller stays in a compiled operation", async () => {
  const document = parse("query ($kinds: [AuditSourceKind!]) { auditSources(kinds: $kinds) { name } }");
  const operation = getOperationAST(document);
  const compiled = operation && compileOperation(compiler, document, operation);
  const first = await compiled?.execute(contextOf(), { kinds: ["ATLAS"] });
  const second = await compiled?.execute(contextOf(), {});
  expect(first?.data).toEqual({ auditSources: [{ name: "lb" }] });
  expect(second?.data?.auditSources).toHaveLength(sources.length);
});
