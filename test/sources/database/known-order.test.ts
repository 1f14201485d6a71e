import fc from "fast-check";
import { KnownOrder } from "../../../src/sources/database/scan.js";

const PAGE = 5;

/** What happens to a list between two pages: an entry comes at a place, or the one there goes. */
const changes = fc.array(fc.record({ place: fc.nat(60), comes: fc.boolean() }), { maxLength: 4 });

const change = (list: readonly string[], place: number, entry: string | undefined): string[] => {
  const at = list.length === 0 ? 0 : place % list.length;
  return entry === undefined ? list.toSpliced(at, 1) : list.toSpliced(at, 0, entry);
};

/** Every page shares an entry with one before, as the pages do that a read goes back to. */
const readAll = (
  order: KnownOrder,
  first: readonly string[],
  between: readonly { place: number; comes: boolean }[][],
) => {
  let list = [...first];
  let made = 0;
  let at = 0;
  order.add(list.slice(0, PAGE));
  for (const step of between) {
    for (const { place, comes } of step) list = change(list, place, comes ? `new ${(made += 1)}` : undefined);
    at = Math.max(0, Math.min(at + PAGE - 1, list.length - PAGE));
    while (at > 0 && !list.slice(at, at + PAGE).some((id) => order.has(id))) at = Math.max(0, at - PAGE + 1);
    const page = list.slice(at, at + PAGE);
    if (!order.agreesWith(page)) return `at ${at} of ${list.join()}: ${page.join()}`;
    order.add(page);
  }
  return undefined;
};

describe("the order that a list showed so far", () => {
  test("agrees with every page of a list that keeps its order while entries come and go", () => {
    const lists = fc.uniqueArray(fc.integer({ min: 0, max: 1_000 }).map(String), { minLength: 6, maxLength: 40 });
    fc.assert(
      fc.property(lists, fc.array(changes, { maxLength: 12 }), (list, between) => {
        expect(readAll(new KnownOrder(), list, between)).toBeUndefined();
      }),
      { seed: 20_261_121, numRuns: 2_000 },
    );
  });

  test.each([
    ["two entries changed places", ["b", "a", "c"]],
    ["the last came first", ["c", "a"]],
    ["around a new one", ["c", "x", "b"]],
  ])("does not agree where %s", (_name, page) => {
    const order = new KnownOrder();
    order.add(["a", "b", "c"]);
    expect(order.agreesWith(page)).toBe(false);
  });

  test("says nothing of entries that it does not know", () => {
    const order = new KnownOrder();
    order.add(["a", "b"]);
    expect(order.agreesWith(["x", "a", undefined, "y", "b", "z"])).toBe(true);
    expect([order.has("a"), order.has("x"), order.has(undefined)]).toEqual([true, false, false]);
  });
});
