import { planPage } from "../../src/audit/page-plan.js";
import { readPage } from "../../src/audit/page.js";
import type { AuditRecord } from "../../src/audit/record.js";
import type { Timeline } from "../../src/audit/timeline.js";
import { readWhole } from "../../src/audit/whole-reads.js";
import { memoryTimeline, operation } from "./support.js";
import { Paced } from "./support/paced.js";

const WINDOW = { from: 0, to: 100 };
/** Timelines that begin, or are left, between two turns. */
const AT_ONCE = 16;
/** Timelines that are looked at in a step. */
const PER_STEP = 40;

const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));
const instances = (count: number, options: { readonly failsAfter?: number } = {}): Timeline<AuditRecord>[] =>
  times(count, (at) =>
    memoryTimeline(
      "many",
      times(4, (i) => [10 * i + 5, `${at}`]),
      { instance: `i${at}`, ...options },
    ),
  );

/** Tells when it is begun, and when it is left. */
const watched = (timeline: Timeline<AuditRecord>, paced: Paced): Timeline<AuditRecord> => ({
  ...timeline,
  read: (request) => {
    paced.does("begun");
    const chunks = timeline.read(request)[Symbol.asyncIterator]();
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => chunks.next(),
        return: (value) => {
          paced.does("left");
          return chunks.return?.(value) ?? Promise.resolve({ done: true, value: undefined });
        },
      }),
    };
  },
});

const pageOf = async (timelines: readonly Timeline<AuditRecord>[], paced = new Paced()) => {
  const list = { binding: "many", order: "NEWEST_FIRST", window: () => WINDOW } as const;
  const plan = planPage({ first: 5 }, list, operation(1, { turn: paced.turn }));
  return {
    page: await readPage(
      plan,
      timelines.map((timeline) => watched(timeline, paced)),
    ),
    paced,
  };
};

describe("a page of very many timelines", () => {
  test("begins and leaves some of them in each turn of the event loop", async () => {
    const { page, paced } = await pageOf(instances(400));
    expect(page.edges).toHaveLength(5);
    expect(page.coverage).toHaveLength(400);
    expect(paced.most).toEqual({ begun: AT_ONCE, left: AT_ONCE });
  });

  test("has turns of its own where it ends: there each is looked at several times", async () => {
    const few = await pageOf(instances(PER_STEP - 1, { failsAfter: 0 }));
    const many = await pageOf(instances(400, { failsAfter: 0 }));
    const atTheEnd = ({ paced }: typeof many, count: number): number => paced.stepsAsked - count / 4;
    expect(atTheEnd(few, PER_STEP - 1)).toBe(0);
    expect(atTheEnd(many, 400)).toBe((4 * 400) / PER_STEP);
    expect(many.page.coverage.every(({ missing }) => missing?.[0]?.to === WINDOW.to)).toBe(true);
  });

  test("is no more than its chunks where there are few", async () => {
    const { paced } = await pageOf(instances(4));
    expect(new Set(paced.steps)).toEqual(new Set([1]));
    expect(paced.steps.length).toBeLessThanOrEqual(2);
  });
});

test("thousands of reads to the end begin some in each turn, and a few at once", async () => {
  const begin = async (count: number): Promise<Paced> => {
    const paced = new Paced();
    const read = (at: number) => (): Promise<number> => {
      paced.does("begun");
      return Promise.resolve(at);
    };
    const told = await readWhole(
      times(count, (at) => ({ source: "many", read: read(at) })),
      undefined,
      0,
      paced.turn,
    );
    expect(told).toEqual(times(count, (at) => at));
    return paced;
  };
  expect((await begin(400)).most).toEqual({ begun: AT_ONCE });
  expect((await begin(AT_ONCE)).steps).toEqual([]);
});

describe("cursors of a page whose instances miss the same", () => {
  const textsOf = async (count: number): Promise<{ readonly texts: number; readonly length: number }> => {
    const well = memoryTimeline(
      "well",
      times(5, (at) => [at * 10, `${at}`]),
    );
    const { page } = await pageOf([well, ...instances(count, { failsAfter: 0 })]);
    const stringify = jest.spyOn(JSON, "stringify");
    // What is the same in each is found out with the first.
    const [, ...cursors] = page.edges.map(({ cursor }, at) => {
      if (at === 0) stringify.mockClear();
      return cursor;
    });
    const texts = stringify.mock.calls.length;
    stringify.mockRestore();
    return { texts, length: cursors.length };
  };

  test("take as much work of hundreds as of a dozen", async () => {
    const few = await textsOf(12);
    expect(few.length).toBe(4);
    expect(await textsOf(300)).toEqual(few);
  });
});
