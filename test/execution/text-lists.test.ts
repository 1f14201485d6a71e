import { type FragmentDefinitionNode, type GraphQLObjectType, Kind, parse } from "graphql";
import type { AuditLogFileRecord } from "../../src/audit/log-file.js";
import { AuditLogFile } from "../../src/graphql/database/audit-log-file.js";
import { buildAuditSchema } from "../../src/graphql/schema/build-schema.js";
import { type JsonWriter, JsonWriters, Unwritable } from "../../src/server/execution/json-writer.js";
import { takeTextLists, withTextFields } from "../../src/server/execution/text-lists.js";
import { NOW } from "../http/support/world.js";

const schema = buildAuditSchema().executable;
const textSchema = withTextFields(schema);
const fileType = schema.getType("AuditLogFile") as GraphQLObjectType;

const record = (more: Partial<AuditLogFileRecord> = {}): AuditLogFileRecord => ({
  key: { time: NOW, source: "mysql", instance: "one", id: "a" },
  source: { name: "mysql", kind: "TAURUSDB", region: null },
  fetchedAt: NOW,
  instanceId: "one",
  nodeId: null,
  upstreamId: "a",
  name: "a.log",
  sizeBytes: 1,
  sizeIsExact: true,
  begin: NOW,
  end: NOW + 1_000,
  ...more,
});

const writerOf = (selection: string): JsonWriter | undefined => {
  const { definitions } = parse(`fragment F on AuditLogFile ${selection}`);
  const fragments = definitions.filter(
    (each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION,
  );
  return new JsonWriters(schema, new Map()).of(fileType, fragments[0]?.selectionSet);
};
const writer = (selection: string): JsonWriter => {
  const write = writerOf(selection);
  if (!write) throw new Error(`not written at once: ${selection}`);
  return write;
};
const LATER = NOW + 1;

describe("a record's text", () => {
  test.each(["plain", 'a "quote"', "back\\slash", "line\nbreak\u0000", "\u2028 é 🙂", "half a \ud83d character"])(
    "is what JSON.stringify makes of it: %j",
    (name) => {
      const text = writer("{ name alias: nodeId __typename source { kind } }")(new AuditLogFile(record({ name })), 0);
      const expected = { name, alias: null, __typename: "AuditLogFile", source: { kind: "TAURUSDB" } };
      expect(text).toBe(JSON.stringify(expected));
    },
  );

  test("is kept, for its selection, where the record was read a while ago; and else written anew", () => {
    let reads = 0;
    const counted = Object.defineProperty(record(), "name", { get: () => `read ${(reads += 1)}` });
    const [names, sizes] = [writer("{ name }"), writer("{ name sizeBytes }")];
    const file = (): AuditLogFile => new AuditLogFile(counted);
    expect([names(file(), NOW), names(file(), NOW)]).toEqual(['{"name":"read 1"}', '{"name":"read 2"}']);
    expect([names(file(), LATER), names(file(), LATER)]).toEqual(['{"name":"read 3"}', '{"name":"read 3"}']);
    expect(sizes(file(), LATER)).toBe('{"name":"read 4","sizeBytes":1}');
  });

  test.each<[string, Partial<AuditLogFileRecord>]>([
    ["a number that is none", { sizeBytes: Number.NaN }],
    ["null where there is none", { name: null as unknown as string }],
    ["an instant that is none", { begin: 0.5 }],
  ])("is left to GraphQL where it holds an error: %s", (_what, wrong) => {
    const write = writer("{ name sizeBytes begin }");
    expect(() => write(new AuditLogFile(record(wrong)), 0)).toThrow(Unwritable);
  });

  test.each(["{ downloadLink { url } }", "{ name @include(if: true) }", "{ name name }", "{ instance { name } }"])(
    "is left to GraphQL where more is asked for than to read it: %s",
    (selection) => expect(writerOf(selection)).toBeUndefined(),
  );
});

describe("the lists of an operation", () => {
  const window = 'window: { from: "2026-01-01T00:00:00Z" }';
  const taken = (source: string) => takeTextLists(schema, textSchema, parse(source))?.writers.length;

  test.each([
    ["nodes", `{ auditLogFiles(${window}) { nodes { id name } pageInfo { endCursor } } }`, 1],
    [
      "edges, through a fragment",
      `{ auditLogFiles(${window}) { edges { ...E } } } fragment E on AuditLogFileEdge { cursor node { id } }`,
      1,
    ],
    ["records of any kind", `{ auditRecords(${window}) { nodes { id __typename ... on AuditLogFile { name } } } }`, 1],
    [
      "two lists and their coverage",
      `{ a: auditLogFiles(${window}) { nodes { id } coverage { state } } b: usageAuditPeriods { nodes { end } } }`,
      3,
    ],
  ])("are written at once: %s", (_what, source, count) => expect(taken(source)).toBe(count));

  test.each([
    ["one that asks sources below", `{ auditLogFiles(${window}) { nodes { downloadLink { url } } } }`],
    ["one that may be left out", `query ($a: Boolean!) { auditLogFiles(${window}) { nodes @skip(if: $a) { id } } }`],
    ["one that is merged of two selections", `{ auditLogFiles(${window}) { nodes { id } nodes { name } } }`],
    ["one that a resolver answers", "{ auditSources { name } }"],
  ])("are left to GraphQL: %s", (_what, source) => expect(taken(source)).toBeUndefined());
});
