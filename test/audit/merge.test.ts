import { Merge } from "../../src/audit/merge.js";
import type { AuditRecord } from "../../src/audit/record.js";
import { memoryTimeline, type MemoryTimeline } from "./support.js";

const WINDOW = { from: 0, to: 100 };
const ORDERS = ["OLDEST_FIRST", "NEWEST_FIRST"] as const;
const merged = (timelines: readonly MemoryTimeline[], order: (typeof ORDERS)[number]) =>
  new Merge(timelines, { window: WINDOW, order, expected: 3 });
const drain = async (merge: Merge<AuditRecord>): Promise<string[]> => {
  const seen: string[] = [];
  for await (const run of merge.runs()) {
    for (const { key } of run) seen.push(`${key.time} ${key.source} ${key.instance} ${key.id}`);
  }
  return seen;
};

describe("timelines that are merged", () => {
  const ties = () => [
    memoryTimeline("b", [
      [5, "x"],
      [5, "y"],
      [9, "z"],
    ]),
    memoryTimeline(
      "a",
      [
        [5, "y"],
        [7, "q"],
        [5, "x"],
      ],
      { instance: "two" },
    ),
    memoryTimeline(
      "a",
      [
        [5, "z"],
        [1, "a"],
      ],
      { instance: "one" },
    ),
    memoryTimeline("c", []),
  ];
  const inOrder = ["1 a one a", "5 a one z", "5 a two x", "5 a two y", "5 b  x", "5 b  y", "7 a two q", "9 b  z"];

  test("come in one order: by time, then source, instance and id", async () => {
    expect(await drain(merged(ties(), "OLDEST_FIRST"))).toEqual(inOrder);
  });

  test("come in exactly the reverse order newest first", async () => {
    expect(await drain(merged(ties(), "NEWEST_FIRST"))).toEqual(inOrder.toReversed());
  });

  test("come in the same order whichever is given first", async () => {
    expect(await drain(merged(ties().reverse(), "OLDEST_FIRST"))).toEqual(inOrder);
  });

  test.each(ORDERS)("report what was read of each, in the order in which they were given (%s)", async (order) => {
    const merge = merged(ties(), order);
    await drain(merge);
    expect(merge.trackers.map((tracker) => tracker.coverage)).toMatchObject([
      { source: { name: "b" }, instance: null, state: "COMPLETE", recordsRead: 3, problem: null },
      { source: { name: "a" }, instance: "two", state: "COMPLETE", recordsRead: 3 },
      { source: { name: "a" }, instance: "one", state: "COMPLETE", recordsRead: 2 },
      { source: { name: "c" }, instance: null, state: "COMPLETE", recordsRead: 0 },
    ]);
  });

  test("lose only what fails: the others come whole, and coverage says which failed", async () => {
    const failing = memoryTimeline(
      "f",
      [
        [2, "a"],
        [4, "b"],
        [6, "c"],
        [8, "d"],
      ],
      { failsAfter: 1 },
    );
    const merge = merged(
      [
        failing,
        memoryTimeline("g", [
          [3, "a"],
          [7, "b"],
        ]),
      ],
      "OLDEST_FIRST",
    );
    expect(await drain(merge)).toEqual(["2 f  a", "3 g  a", "4 f  b", "7 g  b"]);
    expect(merge.trackers.map((tracker) => tracker.coverage)).toMatchObject([
      { state: "FAILED", recordsRead: 2, problem: { code: "UPSTREAM_UNAVAILABLE" } },
      { state: "COMPLETE", recordsRead: 2, problem: null },
    ]);
  });

  test("that moved while they were read say so", async () => {
    const merge = merged([memoryTimeline("m", [[1, "a"]], { reanchored: true })], "OLDEST_FIRST");
    await drain(merge);
    expect(merge.trackers[0]?.coverage.state).toBe("CHANGED_WHILE_READING");
  });

  test("are read no further than the reader takes, and each is left when it stops", async () => {
    const dense = memoryTimeline(
      "d",
      Array.from({ length: 90 }, (_, time) => [time, `${time}`] as const),
    );
    const sparse = memoryTimeline("s", [[80, "late"]]);
    for await (const run of merged([dense, sparse], "OLDEST_FIRST").runs()) {
      if ([...run].some(({ key }) => key.time === 3)) break;
    }
    expect(dense.given).toBeLessThanOrEqual(6);
    expect([dense.left, sparse.left]).toEqual([1, 1]);
  });

  test("of none are empty", async () => {
    expect(await drain(merged([], "OLDEST_FIRST"))).toEqual([]);
  });
});
