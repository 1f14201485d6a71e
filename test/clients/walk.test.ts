import fc from "fast-check";
import { type Asked, isMissing, type Page, withNews, withPage } from "../../examples/consumer/src/walk.js";

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

  test("what appears stands where it belongs, says its latest, and leaves the walk and its gaps as they are", () => {
    const news = [edge(8.5), { ...edge(10, "r8") }];
    const list = withNews<Edge, List>(first, news);
    expect(list.edges.map(({ node }) => node.id)).toEqual(["r8", "r9", "r8.5"]);
    expect(list).toEqual({ ...first, edges: list.edges });
  });

  test("whatever appeared, and however the walk goes on, each record is there once and in order", () => {
    const seconds = fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { maxLength: 30 });
    const cut = fc.integer({ min: 0, max: 30 });
    fc.assert(
      fc.property(seconds, seconds, cut, fc.boolean(), (old, late, size, newestFirst) => {
        const sorted = (times: readonly number[]): number[] => [...times].sort((x, y) => (newestFirst ? y - x : x - y));
        const was = sorted(old);
        const now = sorted([...new Set([...old, ...late])]);
        const shown = page(
          was.slice(0, size).map((time) => edge(time)),
          [],
          size < was.length,
        );
        const told = withNews<Edge, List>(
          shown,
          late.map((time) => edge(time)),
          newestFirst,
        );
        // The next page is of the list as it is now, behind what the first one showed.
        const end = was.slice(0, size).at(-1);
        const rest = end === undefined ? now : now.filter((time) => (newestFirst ? time < end : time > end));
        const next = page(
          rest.map((time) => edge(time)),
          [],
          false,
        );
        const list = told.pageInfo.hasNextPage ? withPage<Edge, Covered, List>(told, next, "after", newestFirst) : told;
        expect(secondsOf(list)).toEqual(now);
      }),
    );
  });
});
