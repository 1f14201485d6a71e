import type { AnySource, AuditLogFileRecord } from "../../src/audit/sources.js";
import { snapshotTimeline } from "../../src/audit/timeline.js";
import { AnswerTexts } from "../../src/server/execution/answer-texts.js";
import { memoryDatabaseSource } from "../http/support/memory-database-source.js";
import { NOW } from "../http/support/world.js";
import { bothOf, writing } from "./both.js";
import { answerOf, type Asked } from "./support.js";

/** A database whose one instance has these files. */
const holding = (...files: readonly Partial<AuditLogFileRecord>[]): AnySource => {
  const source = memoryDatabaseSource({ instances: ["one"] });
  if (source.subject !== "database") throw new Error("not a database");
  const records = files.map((more, i): AuditLogFileRecord => ({
    key: { time: NOW - i - 1, source: "mysql", instance: "one", id: String(i) },
    source: source.info,
    fetchedAt: NOW,
    instanceId: "one",
    nodeId: null,
    upstreamId: String(i),
    name: "a.log",
    sizeBytes: 1,
    sizeIsExact: true,
    begin: NOW - i - 1,
    end: NOW,
    ...more,
  }));
  for (const [i, record] of records.entries()) {
    // As it was given, getters too.
    Object.defineProperties(record, Object.getOwnPropertyDescriptors(files[i]));
  }
  return {
    ...source,
    open: (session) =>
      Object.assign(Object.create(source.open(session)) as ReturnType<typeof source.open>, {
        files: () => snapshotTimeline(source.info, () => Promise.resolve({ records })),
      }),
  };
};

const window = 'window: { from: "2026-01-01T00:00:00Z" }';
const FILES = `auditLogFiles(${window})`;

describe("a list that is only read", () => {
  test.each<[string, string, number, Asked["variables"]?]>([
    ["nodes, beside their page", `{ ${FILES} { nodes { id name sizeBytes begin } pageInfo { endCursor } } }`, 1],
    [
      "edges, through a fragment",
      `{ ${FILES} { edges { ...E } } } fragment E on AuditLogFileEdge { cursor node { id } }`,
      1,
    ],
    ["records of any kind", `{ auditRecords(${window}) { nodes { id __typename ... on AuditLogFile { name } } } }`, 1],
    [
      "two lists and their coverage",
      `{ a: ${FILES} { nodes { id } coverage { state } } b: usageAuditPeriods { nodes { end } } }`,
      3,
    ],
    ["one that is merged of two selections", `{ ${FILES} { nodes { id } nodes { name id } } }`, 1],
    [
      "one key with two selections below",
      `{ ${FILES} { nodes { source { name } ...F } } } fragment F on AuditLogFile { source { kind name } }`,
      1,
    ],
    [
      "one with what is left out",
      `query ($a: Boolean!) { ${FILES} { nodes @include(if: $a) { begin } nodes @skip(if: $a) { id name @skip(if: $a) end @include(if: $a) } } }`,
      1,
      { a: false },
    ],
    [
      "one of which nothing is left",
      `query ($a: Boolean!) { ${FILES} { nodes { id @skip(if: $a) } } }`,
      1,
      { a: true },
    ],
    [
      "names of the language's own",
      `{ __proto__: ${FILES} { constructor: nodes { __proto__: id toString: __typename } } }`,
      1,
    ],
    [
      "none of its records",
      `{ auditLogFiles(window: { from: "2001-01-01T00:00:00Z", to: "2001-01-02T00:00:00Z" }) { nodes { id } edges { cursor } } }`,
      2,
    ],
  ])("is written at once, as GraphQL answers it: %s", async (_what, query, lists, variables = {}) => {
    const { alone, text, written } = await bothOf(query, { variables });
    expect(text).toBe(alone);
    expect(written).toBe(lists);
  });

  test.each<[string, string]>([
    ["one that asks a source for each record", `{ ${FILES} { nodes { id downloadLink { url } } } }`],
    ["one with a list that a resolver answers below", "{ usageAuditPeriods { nodes { hosts { totalCount } } } }"],
    ["one that is left out", `query { ${FILES} { nodes @skip(if: true) { id } } }`],
    [
      "one with a flag that is none, at records that it does not hold",
      `query ($f: Boolean = true) { auditRecords(${window}, filter: { kinds: [TAURUSDB] }) {
        nodes { id ... on LoadBalancerAudit { createdAt @include(if: $f) } } } }`,
    ],
    [
      "one with a flag that is none, at its records",
      `query ($f: Boolean = true) { ${FILES} { nodes { id @include(if: $f) } edges { cursor @skip(if: $f) } } }`,
    ],
  ])("is left to GraphQL where more is asked than to read it: %s", async (_what, query) => {
    const { alone, text, written } = await bothOf(query, { variables: { f: null } });
    expect(text).toBe(alone);
    expect(written).toBe(0);
  });

  test.each<[string, Partial<AuditLogFileRecord>]>([
    ["a number that is none", { sizeBytes: Number.NaN }],
    ["null where there is none", { name: null as unknown as string }],
    ["an instant that is none", { begin: 0.5 }],
    ["an error in a value's place", { name: new Error("in the place of a name") as unknown as string }],
    ["a function", { nodeId: (() => "called") as unknown as string }],
    ["a promise", { nodeId: Promise.resolve("waited for") as unknown as string }],
  ])("is left to GraphQL where a record holds %s, in the same execution", async (_what, wrong) => {
    const query = `{ ${FILES} { edges { cursor } nodes { id: name nodeId sizeBytes begin } } b: ${FILES} { nodes { end } } }`;
    const { alone, text, written } = await bothOf(query, { sources: [holding({}, wrong, {})] });
    expect(text).toBe(alone);
    // The lists that do not hold it.
    expect(written).toBe(2);
  });

  test.each(["plain", 'a "quote"', "back\\slash", "line\nbreak\u0000", "\u2028 é 🙂", "half a \ud83d character"])(
    "holds texts as JSON.stringify writes them: %j",
    async (name) => {
      const query = `{ ${FILES} { nodes { name alias: nodeId __typename source { kind } } } }`;
      const { alone, text, written } = await bothOf(query, { sources: [holding({ name })] });
      expect(text).toBe(alone);
      expect(written).toBe(1);
    },
  );

  test("takes nothing that an upstream wrote for the place of a list", async () => {
    const first = await answerOf(writing, `{ ${FILES} { nodes { name } } }`, { sources: [holding({ name: "x" })] });
    const names = [first.text, "\u0000", '"}]', "[]"].map((name) => ({ name }));
    const { alone, text } = await bothOf(`{ ${FILES} { nodes { name } edges { node { name } } } }`, {
      sources: [holding(...names)],
    });
    expect(text).toBe(alone);
  });

  test("is not shown where an error beside it took its place", async () => {
    const source = holding({});
    const query = `{ a: ${FILES} { nodes { id } pageInfo { startCursor } edges { node { id } } } }`;
    const unreadable: AnySource = holding({ key: { time: Number.NaN, source: "mysql", instance: "one", id: "0" } });
    for (const sources of [[source], [unreadable]]) {
      const { alone, text } = await bothOf(query, { sources });
      expect(text).toBe(alone);
    }
  });
});

test("the lists of one answer have 16 MB of characters at most, together", () => {
  const half = "x".repeat(8 * 1024 * 1024);
  const texts = new AnswerTexts();
  const path = { prev: undefined, key: "list", typename: "Query" };
  texts.add(path, half);
  texts.add(path, half);
  expect(() => texts.add(path, "x")).toThrow("The answer is larger than 16 MB: ask for smaller pages or fewer lists");
});

describe("a record's text", () => {
  const countedAt = () => {
    let reads = 0;
    const file = Object.defineProperty({}, "name", { get: () => `read ${(reads += 1)}`, enumerable: true });
    const source = holding(file);
    reads = 0;
    return source;
  };
  const SECONDS = 1_000;

  test("is kept, for its selection, where the record was read a while ago; and otherwise written anew", async () => {
    const sources = [countedAt()];
    const ask = async (fields: string, now: number): Promise<string | undefined> =>
      /"name":"(.*?)"/.exec(
        (await answerOf(writing, `{ ${FILES} { nodes { ${fields} } } }`, { sources, now })).text,
      )?.[1];
    expect([await ask("name", NOW), await ask("name", NOW)]).toEqual(["read 1", "read 2"]);
    const later = NOW + 3 * SECONDS;
    expect([await ask("name", later), await ask("name", later)]).toEqual(["read 3", "read 3"]);
    // Another document of the same selection.
    expect(await ask("... on AuditLogFile { name }", later)).toBe("read 3");
    expect(await ask("name sizeBytes", later)).toBe("read 4");
  });
});
