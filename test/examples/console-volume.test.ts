import { fieldsOf, listsOf } from "../../examples/console/src/record/fields.js";
import { ticksOf } from "../../examples/console/src/parts/ticks.js";
import { rowsOf, seriesOf, totalOf } from "../../examples/console/src/parts/volume.js";
import { mergeCoverage } from "../../examples/console/src/reading/coverage.js";

const day = (date: number) => `2026-11-${date}T00:00:00Z`;
const span = { from: day(18), to: day(20) };
const bucket = (date: number, series: string, value: number | null, isWhole = value !== null) => ({
  from: day(date),
  to: day(date + 1),
  series,
  value,
  isWhole,
});

describe("the console's bars", () => {
  test("a bar has all series of its span; they stand in the order of time", () => {
    const rows = rowsOf([span], [[bucket(19, "a", 1), bucket(18, "a", 2), bucket(18, "b", 3)]]);
    expect(rows.map(({ from, values }) => [from, values])).toEqual([
      [day(18), { a: 2, b: 3 }],
      [day(19), { a: 1 }],
    ]);
    expect(totalOf(rows)).toEqual({ value: 6, isWhole: true });
  });

  test("what is not known is never 0", () => {
    const unknown = rowsOf([span], [[bucket(18, "a", null), bucket(19, "a", null)]]);
    expect(totalOf(unknown)).toEqual({ value: null, isWhole: false });
    const partly = rowsOf([span], [[bucket(18, "a", null), bucket(18, "b", 3), bucket(19, "a", 4, false)]]);
    expect(totalOf(partly)).toEqual({ value: 7, isWhole: false });
    expect(partly.map((row) => [row.unknown, row.atLeast])).toEqual([
      [["a"], []],
      [[], ["a"]],
    ]);
    expect(totalOf([])).toEqual({ value: null, isWhole: true });
    expect(totalOf(rowsOf([span], [[bucket(18, "a", 0)]]))).toEqual({ value: 0, isWhole: true });
  });

  test("a piece that could not be read is one bar of which nothing is known", () => {
    const before = { from: day(10), to: day(18) };
    const rows = rowsOf([span, before], [[bucket(18, "a", 1)], undefined]);
    expect(rows.map(({ from, values, unknown }) => [from, values, unknown.length])).toEqual([
      [day(10), {}, 1],
      [day(18), { a: 1 }, 0],
    ]);
    expect(totalOf(rows)).toEqual({ value: 1, isWhole: false });
  });

  test("a series is named where it has something to show or to be missing", () => {
    const rows = rowsOf([span], [[bucket(18, "idle", 0), bucket(18, "a", 1), bucket(18, "lost", null)]]);
    expect(seriesOf(rows)).toEqual(["a", "lost"]);
  });

  test.each([
    [0, 1_000, [0, 1]],
    [3, 1_000, [0, 1, 2, 3]],
    [270, 1_000, [0, 100, 200, 300]],
    [13 * 1_024 ** 3, 1_024, [0, 5, 10, 15].map((each) => each * 1_024 ** 3)],
  ] as const)("the axis up to %d goes in round steps", (highest, base, ticks) => {
    expect(ticksOf(highest, base)).toEqual(ticks);
  });
});

describe("the console's coverage of several answers", () => {
  const of = (name: string, state: string, ...missing: { from: string; to: string }[]) => ({
    source: { name },
    instance: null,
    state,
    missing,
  });

  test("what is missing of several pieces that touch is one span", () => {
    const piece = (from: number, to: number) => [of("a", "FAILED", { from: day(from), to: day(to) })];
    expect(mergeCoverage([piece(18, 20), piece(15, 18), piece(11, 13)])).toEqual([
      of("a", "FAILED", { from: day(11), to: day(13) }, { from: day(15), to: day(20) }),
    ]);
  });

  test("a gap stays, whatever later answers say", () => {
    expect(
      mergeCoverage([
        [of("a", "COMPLETE"), of("b", "FAILED")],
        [of("a", "FAILED"), of("b", "COMPLETE")],
      ]),
    ).toEqual([of("a", "FAILED"), of("b", "FAILED")]);
  });
});

describe("the console's record", () => {
  const record = {
    __typename: "UsageAuditPeriod",
    periodStatus: "DONE",
    nodeId: null,
    hostCounts: { __typename: "UsageAuditHostCounts", done: 3 },
    hosts: { totalCount: 1, nodes: [{ id: "x", host: { name: "one" }, state: "DONE" }] },
  };

  test("every plain field has the API's own name", () => {
    expect(fieldsOf(record).map(({ name, value }) => `${name}=${value}`)).toEqual([
      "__typename=UsageAuditPeriod",
      "status=DONE",
      "nodeId=null",
      "hostCounts.done=3",
    ]);
  });

  test("lists are rows", () => {
    expect(listsOf(record)).toEqual([
      {
        name: "hosts",
        rows: [
          [
            { name: "host.name", value: "one" },
            { name: "state", value: "DONE" },
          ],
        ],
      },
    ]);
  });
});
