import fc from "fast-check";
import { type Asked, isMissing, type Page, withPage } from "../../examples/consumer/src/walk.js";

interface Edge {
  readonly node: { readonly id: string; readonly occurredAt: string };
}
interface Covered {
  readonly source: { readonly name: string };
  readonly instance: { readonly id: string } | null;
  readonly state: string;
  readonly missing: readonly { readonly from: string; readonly to: string }[];
}
type List = Page<Edge, Covered>;

const at = (second: number): string => new Date(second * 1_000).toISOString().replace(".000Z", "Z");
const edge = (second: number, id = `r${second}`): Edge => ({ node: { id, occurredAt: at(second) } });
const covered = (name: string, ...missing: [number, number][]): Covered => ({
  source: { name },
  instance: null,
  state: "COMPLETE",
  missing: missing.map(([from, to]) => ({ from: at(from), to: at(to) })),
});
const page = (edges: readonly Edge[], coverage: readonly Covered[], hasNextPage = true, endCursor = "c"): List => ({
  edges,
  coverage,
  pageInfo: { hasNextPage, endCursor },
});
const secondsOf = ({ edges }: List): number[] => edges.map(({ node }) => Date.parse(node.occurredAt) / 1_000);

describe("pages put together by a client", () => {
  const first = page([edge(9), edge(8)], [covered("a"), covered("b", [7, 10])]);

  test("the next page goes behind, and its coverage counts", () => {
    const next = page([edge(6)], [covered("a"), covered("b", [7, 10])], false, "d");
    const list = withPage<Edge, Covered, List>(first, next, "after");
    expect([secondsOf(list), list.pageInfo, isMissing(list)]).toEqual([
      [9, 8, 6],
      { hasNextPage: false, endCursor: "d" },
      true,
    ]);
  });

  test("a refill goes between, its cursor and coverage count, and the walk is no nearer to its end", () => {
    const refill = page([edge(10), edge(8, "other")], [covered("b")], false, "d");
    const list = withPage<Edge, Covered, List>(first, refill, "refill");
    expect([secondsOf(list), list.pageInfo, isMissing(list)]).toEqual([
      [10, 9, 8, 8],
      { hasNextPage: true, endCursor: "d" },
      false,
    ]);
    expect(list.coverage).toEqual([covered("a"), covered("b")]);
  });

  test("a refill that was read in part says so, and a first page replaces all", () => {
    const refill = page([], [covered("b", [7, 8])], false);
    expect(isMissing(withPage<Edge, Covered, List>(first, refill, "refill"))).toBe(true);
    expect(withPage<Edge, Covered, List>(first, refill, "first")).toBe(refill);
    expect(withPage<Edge, Covered, List>(undefined, first, "after" satisfies Asked)).toBe(first);
  });

  test("whatever was refilled, each record is there once and in order", () => {
    const seconds = fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { maxLength: 30 });
    fc.assert(
      fc.property(seconds, seconds, fc.boolean(), (a, b, newestFirst) => {
        const sorted = (times: readonly number[]): number[] => [...times].sort((x, y) => (newestFirst ? y - x : x - y));
        const shown = page(
          sorted(a).map((time) => edge(time)),
          [],
        );
        const refill = page(
          sorted(b).map((time) => edge(time)),
          [],
        );
        expect(secondsOf(withPage<Edge, Covered, List>(shown, refill, "refill", newestFirst))).toEqual(
          sorted([...new Set([...a, ...b])]),
        );
      }),
    );
  });
});
