import { AuditError } from "../../src/audit/errors.js";
import { countList, totalOf } from "../../src/audit/count.js";
import { type PageArguments, type PageFacts, planPage } from "../../src/audit/page-plan.js";
import { type Page, readPage } from "../../src/audit/page.js";
import type { AuditRecord } from "../../src/audit/record.js";
import type { ReadRequest } from "../../src/audit/timeline.js";
import { type RecordOrder, reverseOrder } from "../../src/audit/window.js";
import { type Entry, memoryTimeline, type MemoryTimeline, operation } from "./support.js";

const WINDOW = { from: 0, to: 100 };

// eslint-disable-next-line require-yield -- it fails before there is anything to give
async function* down(): AsyncIterable<never> {
  await Promise.reject(new AuditError("UPSTREAM_UNAVAILABLE", "down"));
}
/** Ten records, three of them of one moment, two of those of one source. */
const first: Entry[] = [
  [10, "a"],
  [20, "b"],
  [30, "c"],
  [30, "d"],
  [50, "e"],
  [90, "j"],
];
const second: Entry[] = [
  [30, "c"],
  [60, "f"],
  [70, "g"],
  [80, "h"],
];
const sources = (): MemoryTimeline[] => [memoryTimeline("one", [...first]), memoryTimeline("two", [...second])];

const ask = (timelines: readonly MemoryTimeline[], args: PageArguments, order: RecordOrder = "OLDEST_FIRST") => {
  const plan = planPage(args, { binding: order, order, window: () => WINDOW }, operation(1));
  return readPage(plan, timelines);
};
const names = (page: Page<AuditRecord>): string[] =>
  page.edges.map(({ record: { key } }) => `${key.time}${key.source === "one" ? "" : "'"}${key.id}`);
const flags = ({ hasPreviousPage, hasNextPage }: Page<AuditRecord>) => [hasPreviousPage, hasNextPage];
const ALL = ["10a", "20b", "30c", "30d", "30'c", "50e", "60'f", "70'g", "80'h", "90j"];

describe.each(["OLDEST_FIRST", "NEWEST_FIRST"] as const)(
  "a page of which nobody asks what is around it, %s",
  (order) => {
    const read = async (args: PageArguments, facts: PageFacts) => {
      const timeline = memoryTimeline("one", [...first], { chunk: 1 });
      const plan = planPage(args, { binding: order, order, window: () => WINDOW, facts }, operation(1));
      const page = await readPage(plan, [timeline]);
      return { names: names(page), cursors: page.edges.map(({ cursor }) => cursor), page, given: timeline.given };
    };
    const ASKED = { next: true, previous: true };
    const UNASKED = { next: false, previous: false };

    test.each<PageArguments>([{ first: 2 }, { last: 2 }])(
      "has the same records and cursors, of a shorter read: %j",
      async (args) => {
        const asked = await read(args, ASKED);
        const unasked = await read(args, UNASKED);
        expect([unasked.names, unasked.cursors]).toEqual([asked.names, asked.cursors]);
        expect([unasked.page.startCursor, unasked.page.endCursor]).toEqual([
          asked.page.startCursor,
          asked.page.endCursor,
        ]);
        // The next two are of one moment.
        expect([unasked.given, asked.given]).toEqual([2, 4]);
        expect(unasked.page.isWholeList).toBe(false);
      },
    );

    test("does not look for a cursor's record that is gone", async () => {
      const start = (await read({ first: 2 }, ASKED)).cursors[1];
      const timeline = memoryTimeline(
        "one",
        first.filter(([time]) => time !== 20 && time !== 50),
        { chunk: 1 },
      );
      const reads: string[] = [];
      const watched = {
        ...timeline,
        read: (request: ReadRequest) => (reads.push(request.order), timeline.read(request)),
      };
      const pageOf = (facts: PageFacts) =>
        readPage(
          planPage({ first: 1, after: start }, { binding: order, order, window: () => WINDOW, facts }, operation(1)),
          [watched],
        );
      const [unasked, asked] = [await pageOf(UNASKED), await pageOf(ASKED)];
      expect(names(unasked)).toEqual(names(asked));
      expect(reads).toEqual([order, order, reverseOrder(order)]);
    });
  },
);

describe.each(["OLDEST_FIRST", "NEWEST_FIRST"] as const)("pages, %s", (order) => {
  const list = order === "OLDEST_FIRST" ? ALL : ALL.toReversed();

  test.each([1, 2, 3, 4, 5, 7, 9, 10, 11, 200])(
    "of %d from the start, and from the end, are the list, with flags true to fact",
    async (size) => {
      const timelines = sources();
      const forward: string[] = [];
      let after: string | undefined;
      for (;;) {
        const page = await ask(timelines, { first: size, after }, order);
        expect(flags(page)).toEqual([forward.length > 0, forward.length + page.edges.length < list.length]);
        forward.push(...names(page));
        after = page.edges.at(-1)?.cursor;
        if (!page.hasNextPage) break;
      }
      expect(forward).toEqual(list);

      const backward: string[] = [];
      let before: string | undefined;
      for (;;) {
        const page = await ask(timelines, { last: size, before }, order);
        expect(flags(page)).toEqual([backward.length + page.edges.length < list.length, backward.length > 0]);
        backward.unshift(...names(page));
        before = page.edges[0]?.cursor;
        if (!page.hasPreviousPage) break;
      }
      expect(backward).toEqual(list);
    },
  );

  test("between two cursors hold what is between them, and know of both sides", async () => {
    const timelines = sources();
    const { edges } = await ask(timelines, { first: 10 }, order);
    const [after, before] = [edges[1]?.cursor, edges[7]?.cursor];
    const whole = await ask(timelines, { first: 200, after, before }, order);
    expect([names(whole), flags(whole)]).toEqual([list.slice(2, 7), [true, true]]);
    const start = await ask(timelines, { first: 2, after, before }, order);
    expect([names(start), flags(start)]).toEqual([list.slice(2, 4), [true, true]]);
    const end = await ask(timelines, { last: 2, after, before }, order);
    expect([names(end), flags(end)]).toEqual([list.slice(5, 7), [true, true]]);
    const nothing = await ask(timelines, { first: 5, after, before: edges[2]?.cursor }, order);
    expect([names(nothing), flags(nothing)]).toEqual([[], [true, true]]);
  });

  test("after a record that is gone go on where it stood, and still know whether anything is before", async () => {
    const timelines = sources();
    const { edges } = await ask(timelines, { first: 10 }, order);
    for (const at of [0, 3, 4, 9]) {
      const [one, two] = sources();
      const gone = list[at] ?? "";
      const without = [one, two].map((timeline) =>
        timeline === undefined
          ? memoryTimeline("none", [])
          : memoryTimeline(
              timeline.source.name,
              timeline.entries.filter(
                ([time, id]) => `${time}${timeline.source.name === "one" ? "" : "'"}${id}` !== gone,
              ),
            ),
      );
      const page = await ask(without, { first: 200, after: edges[at]?.cursor }, order);
      expect([gone, names(page), flags(page)]).toEqual([gone, list.slice(at + 1), [at > 0, false]]);
      const back = await ask(without, { last: 200, before: edges[at]?.cursor }, order);
      expect([gone, names(back), flags(back)]).toEqual([gone, list.slice(0, at), [false, at < list.length - 1]]);
    }
  });

  test("neither lose nor repeat a record where others come before and after the cursor", async () => {
    const timelines = sources();
    const page = await ask(timelines, { first: 4 }, order);
    timelines[0]?.entries.push([1, "early"], [30, "bb"], [99, "late"]);
    const next = await ask(timelines, { first: 200, after: page.edges.at(-1)?.cursor }, order);
    const old = [...names(page), ...names(next)].filter((name) => !/early|bb|late/.test(name));
    expect(old).toEqual(list);
  });
});

test("an empty list has no page before or after", async () => {
  const page = await ask([memoryTimeline("none", [])], { first: 3 });
  expect([names(page), flags(page), page.isWholeList]).toEqual([[], [false, false], true]);
});

describe("the total", () => {
  const total = async (timelines: readonly MemoryTimeline[], args: PageArguments = { first: 3 }) =>
    ask(timelines, args).then((page) =>
      totalOf(page, () => countList(page, timelines, { window: WINDOW, turn: () => undefined, holds: undefined })),
    );

  test("is the length of the whole list, on every page of it", async () => {
    const timelines = sources();
    const { edges } = await ask(timelines, { first: 4 });
    expect(await total(timelines)).toBe(10);
    expect(await total(timelines, { first: 3, after: edges.at(-1)?.cursor })).toBe(10);
    expect(await total(timelines, { first: 200 })).toBe(10);
  });

  test("of a source that cannot count is told only where the page is the whole list", async () => {
    const timelines = [memoryTimeline("one", [...first], { countable: false }), memoryTimeline("two", [...second])];
    expect(await total(timelines)).toBeNull();
    expect(await total(timelines, { first: 200 })).toBe(10);
  });

  test("is null, rather than wrong, where a source failed or moved", async () => {
    expect(await total([...sources(), memoryTimeline("down", [], { failsAfter: 0 })], { first: 200 })).toBeNull();
    expect(await total([memoryTimeline("moved", [[1, "a"]], { reanchored: true })], { first: 200 })).toBeNull();
  });
});

test("a source that fails where a flag hangs on it is named, although the page itself is whole", async () => {
  const cut = memoryTimeline("one", [...first]);
  const page = await ask([cut], { first: 2, after: undefined });
  const cursor = page.edges.at(-1)?.cursor;
  // The cursor's record goes, and what is before it cannot be read any more.
  cut.entries = cut.entries.filter(([time]) => time > 20);
  const failing = {
    ...cut,
    read: (request: Parameters<typeof cut.read>[0]) => (request.order === "NEWEST_FIRST" ? down() : cut.read(request)),
  };
  const next = await ask([failing], { first: 200, after: cursor });
  expect(names(next)).toEqual(["30c", "30d", "50e", "90j"]);
  expect(next.hasPreviousPage).toBe(false);
  expect(next.coverage.map(({ state, problem }) => [state, problem?.code])).toEqual([
    ["FAILED", "UPSTREAM_UNAVAILABLE"],
  ]);
});
