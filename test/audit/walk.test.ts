import { type ListSpec, planPage } from "../../src/audit/page-plan.js";
import { readPage } from "../../src/audit/page.js";
import type { FreshSince } from "../../src/audit/walk.js";
import { REMEMBERED_FOR, Walks } from "../../src/audit/walk.js";
import { type Asking, memoryTimeline, operation } from "./support.js";

const given: ListSpec = { binding: "given", order: "OLDEST_FIRST", window: () => ({ from: 0, to: 100 }) };
const open: ListSpec = {
  binding: "open",
  order: "OLDEST_FIRST",
  window: (frozenTo) => ({ from: 0, to: frozenTo ?? 100, isOpenEnded: true }),
};

/** The cursor of the first record of a list, however it is read. */
const cursorOf = async (list: ListSpec, asking: Asking): Promise<string> => {
  const page = await readPage(planPage({ first: 1 }, list, asking), [memoryTimeline("one", [[5, "a"]])]);
  return page.edges[0]?.cursor ?? "";
};

describe("what may serve a page", () => {
  let walks: Walks;
  const at = (moment: number, more: Partial<Asking> = {}): Asking => operation(moment, { walks, ...more });
  const later = async (list: ListSpec, asking: Asking): Promise<FreshSince | undefined> =>
    planPage({ after: await cursorOf(list, operation(0)) }, list, asking).freshSince;

  beforeEach(() => {
    walks = new Walks();
  });

  test("of a first page: nothing that was read before it", () => {
    planPage({}, given, at(1));
    expect(planPage({}, given, at(2)).freshSince).toBeUndefined();
    expect(planPage({ last: 3 }, given, at(3)).freshSince).toBeUndefined();
  });

  test("of a later one: what was read since the latest first page of the list", async () => {
    planPage({}, given, at(4));
    expect(await later(given, at(5))).toEqual({ moment: 4, onlySettled: true });
    planPage({}, given, at(7));
    planPage({}, given, at(6));
    expect(await later(given, at(8))).toEqual({ moment: 7, onlySettled: true });
  });

  test("is more where the walk has its window's end for itself", async () => {
    planPage({}, open, at(4));
    expect(await later(open, at(5))).toEqual({ moment: 4, onlySettled: false });
  });

  test("of a walk that began elsewhere: nothing at first, then what its own pages here read", async () => {
    expect(await later(given, at(3))).toBeUndefined();
    expect(await later(given, at(5))).toEqual({ moment: 3, onlySettled: true });
  });

  test("of a walk that nobody turned for long: nothing at first", async () => {
    planPage({}, open, at(1));
    expect(await later(open, at(2, { now: REMEMBERED_FOR }))).toEqual({ moment: 1, onlySettled: false });
    expect(await later(open, at(3, { now: REMEMBERED_FOR + 1 }))).toBeUndefined();
    expect(await later(open, at(4, { now: REMEMBERED_FOR + 1 }))).toEqual({ moment: 3, onlySettled: false });
  });

  test("is told apart by caller, by list and by the window's end", async () => {
    planPage({}, open, at(1));
    const other = { caller: { key: "other", token: undefined, scopes: new Set<never>() } };
    expect(await later(open, at(2, other))).toBeUndefined();
    expect(await later({ ...open, binding: "another" }, at(3))).toBeUndefined();
    const cursor = await cursorOf({ ...open, window: () => ({ from: 0, to: 99 }) }, operation(0));
    expect(planPage({ after: cursor }, open, at(4)).freshSince).toBeUndefined();
  });

  test("is nothing where no walks are known", async () => {
    expect(await later(open, operation(2))).toBeUndefined();
  });
});

test("a cursor is the same, whichever walk came to its record, and when", async () => {
  const walks = new Walks();
  const cursors = await Promise.all([
    cursorOf(given, operation(1, { walks })),
    cursorOf(given, operation(9, { walks, now: 1_000 })),
    cursorOf(given, operation(1)),
  ]);
  expect(new Set(cursors).size).toBe(1);
});
