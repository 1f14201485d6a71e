import fc from "fast-check";
import { type CallCounts, callsLeft, CallsSpent } from "../../src/audit/session.js";
import { filteredTimeline, type Timeline } from "../../src/audit/timeline.js";
import { planPage } from "../../src/audit/page-plan.js";
import { countList, totalOf } from "../../src/audit/count.js";
import { type Page, readPage } from "../../src/audit/page.js";
import type { AuditRecord } from "../../src/audit/record.js";
import type { RecordOrder } from "../../src/audit/window.js";
import { type Entry, memoryTimeline, operation } from "./support.js";

const ASKING = operation(1);
const WINDOW = { from: 0, to: 100 };

/** Each chunk is a call of the operation. */
const costing = (timeline: Timeline<AuditRecord>, calls: CallCounts): Timeline<AuditRecord> => ({
  ...timeline,
  async *read(request) {
    const chunks = timeline.read(request)[Symbol.asyncIterator]();
    const end = request.order === "OLDEST_FIRST" ? request.window.to : request.window.from;
    for (let through: number | undefined; through !== end;) {
      if (callsLeft(calls) === 0) throw new CallsSpent("QUERY_TOO_COMPLEX", "No calls are left.", { retryable: true });
      calls.made += 1;
      const step = await chunks.next();
      if (step.done === true) return;
      through = step.value.through;
      yield step.value;
    }
  },
});

interface Asked {
  readonly sources: readonly Entry[][];
  readonly order: RecordOrder;
  readonly planned: number | undefined;
  readonly keep: (id: string) => boolean;
}

const ask = async (
  { sources, order, planned, keep }: Asked,
  args: { first?: number; after?: string | null; last?: number; before?: string | null },
): Promise<{ page: Page<AuditRecord>; calls: CallCounts; total: number | null }> => {
  const calls: CallCounts = { made: 0, deduplicated: 0, ...(planned === undefined ? {} : { planned }) };
  const timelines = sources.map((entries, i) =>
    filteredTimeline(costing(memoryTimeline(`s${i}`, entries), calls), (records) =>
      records.filter(({ key }) => keep(key.id)),
    ),
  );
  const plan = planPage(args, { binding: order, order, window: () => WINDOW }, ASKING);
  const page = await readPage(plan, timelines);
  return { page, calls, total: await totalOf(page, () => countList(page, timelines, plan)) };
};

const names = (page: Page<AuditRecord>): string[] =>
  page.edges.map(({ record: { key } }) => `${key.time} ${key.source} ${key.id}`);

/** Every page of the list, by its cursors alone; throws where a page is wrong about itself. */
const walk = async (asked: Asked, size: number, backward: boolean): Promise<string[]> => {
  const seen: string[] = [];
  for (let cursor: string | null = null, pages = 0; pages < 1_000; pages += 1) {
    const args = backward ? { last: size, before: cursor } : { first: size, after: cursor };
    const { page, calls, total } = await ask(asked, args);
    if (calls.made > (asked.planned ?? Infinity)) throw new Error(`${calls.made} calls`);
    const [hasMore, hasBehind] = backward
      ? [page.hasPreviousPage, page.hasNextPage]
      : [page.hasNextPage, page.hasPreviousPage];
    if (hasBehind !== seen.length > 0) throw new Error(`wrong about what is behind page ${pages}`);
    const isCut = page.coverage.some(({ state }) => state === "FAILED");
    if (isCut && (!hasMore || page.isWholeList || total !== null)) throw new Error("a page cut short says it is whole");
    if (!isCut && hasMore && page.edges.length !== size) throw new Error("a short page says nothing of it");
    seen.push(...(backward ? names(page).reverse() : names(page)));
    if (!hasMore) return backward ? seen.reverse() : seen;
    const next = backward ? page.startCursor : page.endCursor;
    if (next === null || next === cursor) throw new Error("no progress");
    cursor = next;
  }
  throw new Error("the walk does not end");
};

const entries = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 99 }), fc.constantFrom("a", "b", "c", "d")), {
    selector: ([time, id]) => `${time} ${id}`,
    maxLength: 40,
  })
  .map((list): Entry[] => list);

const walks = fc.record({
  sources: fc.array(entries, { minLength: 1, maxLength: 4 }),
  more: fc.integer({ min: 0, max: 6 }),
  order: fc.constantFrom<RecordOrder>("OLDEST_FIRST", "NEWEST_FIRST"),
  backward: fc.boolean(),
  size: fc.integer({ min: 1, max: 12 }),
  kept: fc.constantFrom("", "a", "ab", "abcd"),
});

test("a walk of pages that are cut short shows what a walk without a limit shows, and never stands still", async () => {
  await fc.assert(
    fc.asyncProperty(walks, async ({ sources, more, order, backward, size, kept }) => {
      const keep = (id: string): boolean => kept.includes(id);
      const limited = { sources, order, planned: sources.length + more, keep };
      const whole = await walk({ ...limited, planned: undefined }, size, backward);
      expect(await walk(limited, size, backward)).toEqual(whole);
    }),
    { numRuns: 1_000, seed: 20_261_121 },
  );
});

describe("a page that is cut short", () => {
  const far: Entry[] = [[90, "z"]];
  const many = Array.from({ length: 40 }, (_, i): Entry => [2 * i, "m"]);
  const asked: Asked = { sources: [far, many], order: "OLDEST_FIRST", planned: 3, keep: (id) => id === "z" };

  test("names the source that could go no further, and no other", async () => {
    const { page } = await ask(asked, { first: 5 });
    expect(names(page)).toEqual([]);
    expect(page.coverage).toMatchObject([
      { source: { name: "s0" }, state: "COMPLETE", problem: null },
      { source: { name: "s1" }, state: "FAILED", problem: { code: "QUERY_TOO_COMPLEX", retryable: true } },
    ]);
    expect([page.hasNextPage, page.hasPreviousPage]).toEqual([true, false]);
    expect(page.startCursor).toBeNull();
  });

  test("that came no further gives back the cursor it was asked with, or none", async () => {
    const spent = { ...asked, planned: 0 };
    expect((await ask(spent, { first: 5 })).page.endCursor).toBeNull();
    const { endCursor } = (await ask(asked, { first: 5 })).page;
    const again = await ask(spent, { first: 5, after: endCursor });
    expect(again.page.endCursor).toBe(endCursor);
    expect(again.page.hasNextPage).toBe(true);
  });

  test("gives a cursor that bounds a page from either side", async () => {
    const { endCursor } = (await ask(asked, { first: 5 })).page;
    const everything = { ...asked, planned: undefined, keep: () => true };
    const before = (await ask(everything, { first: 200, before: endCursor })).page;
    const after = (await ask(everything, { first: 200, after: endCursor })).page;
    const all = (await ask(everything, { first: 200 })).page;
    expect([...names(before), ...names(after)]).toEqual(names(all));
    expect([before.hasNextPage, after.hasPreviousPage]).toEqual([true, false]);
    // Read the other way, what is behind it was not seen by the page that made it: it is looked for.
    const back = (await ask(everything, { last: 200, before: endCursor })).page;
    expect([names(back), back.hasNextPage]).toEqual([names(before), true]);
  });

  test("asked the other way, with too few calls to look behind it, does not say that there is nothing", async () => {
    const nothing: Asked = { sources: [many], order: "OLDEST_FIRST", planned: 3, keep: () => false };
    const { endCursor } = (await ask(nothing, { first: 5 })).page;
    // Before the cursor all is read in three calls; what is after it takes more than are left.
    const { page } = await ask({ ...nothing, planned: 4 }, { last: 5, before: endCursor });
    expect([names(page), page.hasPreviousPage, page.hasNextPage, page.isWholeList]).toEqual([[], false, true, false]);
    expect(page.coverage).toMatchObject([{ state: "FAILED", problem: { code: "QUERY_TOO_COMPLEX" } }]);
    // With calls enough both are known, and false.
    const known = (await ask({ ...nothing, planned: 100 }, { last: 5, before: endCursor })).page;
    expect([known.hasPreviousPage, known.hasNextPage]).toEqual([false, false]);
  });

  test("is not made of a page that is whole before the calls are spent", async () => {
    const { page } = await ask({ ...asked, planned: 3, keep: () => true }, { first: 1 });
    expect(names(page)).toEqual(["0 s1 m"]);
    expect(page.coverage.map(({ state }) => state)).toEqual(["COMPLETE", "COMPLETE"]);
  });
});
