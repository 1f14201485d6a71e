import type { DatabaseReader } from "../../src/audit/sources.js";
import { AuditRecordFilter, judgeOf } from "../../src/graphql/audit-record-filter.js";
import { buildAuditSchema } from "../../src/graphql/schema.js";
import { Paced, countedList } from "../audit/support/paced.js";
import { memoryDatabaseSource } from "../http/support/memory-database-source.js";
import { memoryUsageSource } from "../http/support/memory-usage-source.js";
import { answerOf } from "./support.js";

const schema = buildAuditSchema().executable;
const MANY = 300;
/** Timelines that are opened in a step. */
const PER_STEP = 40;
const names = Array.from({ length: MANY }, (_, i) => `instance-${i}`);
const WINDOW = 'window: { from: "2026-01-01T00:00:00Z" }';
const variables = { refs: names.map((instanceId) => ({ source: "mysql", instanceId })) };

/** How many instances' files were opened between two turns, at most. */
const mostOpened = async (query: string): Promise<number | undefined> => {
  const paced = new Paced();
  const source = memoryDatabaseSource({ instances: names, filesEach: 1 });
  if (source.subject !== "database") throw new Error("not a database");
  const watched = (reader: DatabaseReader): DatabaseReader => ({
    ...reader,
    files: (id, filter) => {
      paced.does("opened");
      return reader.files(id, filter);
    },
  });
  const sources = [{ ...source, open: (session: Parameters<typeof source.open>[0]) => watched(source.open(session)) }];
  const { text } = await answerOf(schema, query, { sources, variables, turn: paced.turn });
  expect(text).not.toContain('"errors"');
  return paced.most.opened;
};

test.each([
  ["named", `($refs: [DatabaseInstanceRef!]!) { auditLogFiles(instances: $refs, ${WINDOW}) { nodes { id } } }`],
  [
    "named and looked up",
    `($refs: [DatabaseInstanceRef!]!) { auditLogFiles(instances: $refs, ${WINDOW}, filter: { engines: ["MySQL"] }) { nodes { id } } }`,
  ],
  ["all that a source has", `{ auditLogFiles(${WINDOW}) { nodes { id } } }`],
  [
    "of the time line",
    `($refs: [DatabaseInstanceRef!]!) { auditRecords(filter: { instances: $refs }, ${WINDOW}) { nodes { id } } }`,
  ],
])("hundreds of instances, %s, are opened some in each turn of the event loop", async (_which, query) => {
  expect(await mostOpened(query.startsWith("(") ? `query ${query}` : query)).toBe(PER_STEP);
});

test("a filter's list of hosts is looked through once, however many records are judged", async () => {
  const source = memoryUsageSource();
  if (source.subject !== "usage") throw new Error("not a Nova");
  const hosts = countedList(names);
  const judge = judgeOf(Object.assign(new AuditRecordFilter(), { hosts: hosts.list }));
  const session = { now: Date.UTC(2026, 10, 1), moment: 1, signal: new AbortController().signal };
  const caller = { key: "anyone", token: undefined, scopes: new Set<never>() };
  const period = await source.open({ ...session, caller }).periodBefore(session.now);
  for (let i = 0; i < 10; i += 1) expect(judge?.(period)).toBe(false);
  expect(hosts.looks()).toBe(MANY);
});
