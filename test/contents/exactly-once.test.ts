import { parse } from "csv-parse/sync";
import type { EntryRecord } from "../../src/audit/entries.js";
import type { ObjectFaults } from "../../sandbox/index.js";
import { Random } from "../properties/random.js";
import { CASES, told, wholeOf } from "./support/damaged-files.js";
import { auditFile, memoryStore, pageOf, sandboxObject, walk } from "./support/memory-file.js";

const SEEDS = Array.from({ length: 12 }, (_, i) => i + 1);

/** Any sizes of pages, budgets and pieces; some pages begin at an edge of the page before and not at its end. */
const byPages = async (
  bytes: number,
  kind: "rds" | "dds",
  faults: ObjectFaults,
  random: Random,
): Promise<EntryRecord[]> => {
  const file = auditFile(bytes);
  const object = sandboxObject(file, kind, faults);
  const entries: EntryRecord[] = [];
  let after: string | null = null;
  for (let made = 0; made < 5_000; made += 1) {
    const store = memoryStore(object, () => 1 + random.below(40_000));
    const page = await pageOf(file, store, {
      size: 1 + random.below(200),
      maxBytes: 65_536 + random.below(200_000),
      after,
    });
    const kept =
      random.chance(0.3) && page.edges.length > 1 ? 1 + random.below(page.edges.length - 1) : page.edges.length;
    entries.push(...page.edges.slice(0, kept).map(({ record }) => record));
    if (kept === page.edges.length && !page.hasNextPage) return entries;
    after = kept === page.edges.length ? page.endCursor : (page.edges[kept - 1]?.cursor ?? null);
  }
  throw new Error("the walk does not end");
};

describe.each(CASES)("of %s", (_name, kind, faults) => {
  test.each(SEEDS)("each record is given exactly once, by any pages (seed %i)", async (seed) => {
    const random = new Random(seed);
    const bytes = 300 + random.below(400_000);
    const whole = await wholeOf(bytes, kind, faults);
    expect(whole.length).toBeGreaterThan(0);
    expect((await byPages(bytes, kind, faults, random)).map(told)).toEqual(whole.map(told));
  });
});

describe("what is read", () => {
  const BYTES = 400_000;
  const written = async (faults: ObjectFaults = {}) => {
    const entries = await wholeOf(BYTES, "rds", faults);
    const sound = new Map(entries.flatMap(({ facts }) => (facts.sql ? [[facts.sql.recordId, facts] as const] : [])));
    const broken = entries.filter(({ facts }) => facts.unreadable !== undefined);
    return { entries, sound, broken };
  };

  test("is what a general CSV reader reads of a good file", async () => {
    const { entries } = await written();
    const bytes = sandboxObject(auditFile(BYTES)).read(0, BYTES);
    const rows: string[][] = parse(bytes, { relax_column_count: false });
    const columns = entries.map(({ facts }) => [
      facts.sql?.recordId,
      facts.sql?.name,
      facts.sql?.statement ?? "",
      facts.clientIp,
    ]);
    expect(columns).toEqual(rows.map((row) => [row[0], row[3], row[6], row[10]]));
  });

  test.each([
    ["torn", "WRONG_FIELDS"],
    ["raw-quote", "BAD_QUOTING"],
    ["backslash", "BAD_QUOTING"],
  ] as const)("loses one record to each that is damaged (%s), and shows it", async (damage, reason) => {
    const [good, bad] = [await written(), await written({ damage })];
    // One in every fourth block of 16 KiB.
    expect(bad.broken).toHaveLength(Math.ceil(Math.floor(BYTES / 16_384) / 4));
    expect(new Set(bad.broken.map(({ facts }) => facts.unreadable))).toEqual(new Set([reason]));
    expect(bad.entries).toHaveLength(good.entries.length);
    const texts = (of: typeof good) => [...of.sound].map(([id, { action, outcome }]) => [id, action, outcome]);
    const lost = good.sound.size - bad.sound.size;
    expect(lost).toBe(bad.broken.length);
    const kept = new Set(bad.sound.keys());
    // The last record of a block is filled up to its end, so it is longer where another one is shorter.
    expect(texts(bad)).toEqual(texts(good).filter(([id]) => kept.has(String(id))));
  });

  test("tells bytes that are no UTF-8, and takes NUL as it stands", async () => {
    const { entries, broken } = await written({ damage: "invalid-utf8" });
    const odd = entries.filter(({ facts }) => !facts.textIsExact);
    expect([broken.length, odd.length]).toEqual([0, 6]);
    expect(odd[0]?.facts.sql?.statement).toBe("SELECT 'M�ller'");
    const nul = await written({ damage: "nul" });
    expect(nul.broken).toHaveLength(0);
    expect([...nul.sound.values()].filter(({ sql }) => sql?.statement?.includes("\u0000"))).toHaveLength(6);
  });

  test("never shows a record that somebody wrote into a statement, while quotes are doubled", async () => {
    const file = auditFile(2_000_000);
    const store = memoryStore(sandboxObject(file), () => 65_536);
    const { entries } = await walk(file, store, () => ({
      maxBytes: 64 << 20,
      filter: { textContains: "DROP TABLE forged" },
    }));
    // The statements that hold it are there, and each is the SELECT that it is.
    expect(entries.length).toBeGreaterThan(0);
    expect(entries.map(({ facts }) => facts.action)).toEqual(entries.map(() => "select"));
    const drops = await walk(file, store, () => ({ maxBytes: 64 << 20, filter: { actions: ["drop_table"] } }));
    expect(drops.entries.some(({ facts }) => facts.sql?.statement?.includes("forged"))).toBe(false);
  });

  test("where quotes are not doubled, the counter tells of the forgery", async () => {
    const file = auditFile(BYTES);
    const page = await pageOf(
      file,
      memoryStore(sandboxObject(file, "rds", { damage: "raw-forgery" }), () => 65_536),
    );
    expect(page.scan.recordIdGaps).toBeGreaterThan(0);
    const good = await pageOf(
      file,
      memoryStore(sandboxObject(file), () => 65_536),
    );
    expect(good.scan.recordIdGaps).toBe(0);
  });
});

describe("startAt", () => {
  const file = auditFile(3_000_000);
  const store = memoryStore(sandboxObject(file), () => 65_536);
  const everything = walk(file, store, () => ({ maxBytes: 64 << 20 }));

  test.each(SEEDS.slice(0, 5))("gives what a read from the beginning gives from there on (seed %i)", async (seed) => {
    const { entries } = await everything;
    const instant = file.begin + new Random(seed).below(file.end - file.begin);
    const first = entries.findIndex(({ facts }) => (facts.occurredAt ?? 0) >= instant);
    const found = await walk(file, store, () => ({ maxBytes: 100_000, startAt: instant }));
    expect(found.entries.map(told)).toEqual(entries.slice(first).map(told));
  });
});

test("one record longer than the budget is read whole, and one beyond 4 MiB is shown cut", async () => {
  const line = (id: number, text: string): string =>
    `"${id}","4","0","Query",2026-01-01T00:00:00 UTC,"select","${text}","a[b] @  [c]","","","10.1.1.1","d"\n`;
  const text = Buffer.from(line(1, "x") + line(2, "y".repeat(500_000)) + line(3, "z".repeat(5 << 20)) + line(4, "w"));
  const object = { size: text.length, etag: '"long"', read: (from: number, to: number) => text.subarray(from, to) };
  const file = auditFile(text.length);
  const { entries, pages } = await walk(
    file,
    memoryStore(object, () => 60_000),
    () => ({ maxBytes: 65_536 }),
  );
  expect(entries.map(({ facts }) => [facts.sql?.recordId, facts.unreadable, facts.rawIsComplete])).toEqual([
    ["1", undefined, true],
    ["2", undefined, false],
    [undefined, "TOO_LONG", false],
    ["4", undefined, true],
  ]);
  expect(entries[1]?.facts.sql?.statementIsComplete).toBe(false);
  expect(pages.length).toBeGreaterThan(1);
});
