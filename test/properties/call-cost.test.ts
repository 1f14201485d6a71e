import { readPage } from "../../src/audit/page.js";
import { planPage } from "../../src/audit/page-plan.js";
import { DAY, HOUR, MINUTE, type TimeWindow } from "../../src/audit/window.js";
import { DENSE, manualClock } from "../../sandbox/index.js";
import { type SandboxSources, startSandboxSources } from "../support/sandbox-sources.js";
import { ChangingInstance, type World } from "./changing-instance.js";
import { Random } from "./random.js";
import { walk } from "./walk.js";

jest.setTimeout(120_000);

const NOW = Date.UTC(2026, 10, 1, 12);
const FILES = 4_000;

describe("the upstream calls of a walk", () => {
  let sources: SandboxSources;
  beforeAll(async () => {
    sources = await startSandboxSources({ clock: manualClock(NOW) });
  });
  afterAll(() => sources.stop());

  const listCalls = (source: string): number => sources.sandbox.control.log.counters(source).byRoute.files ?? 0;

  describe.each([
    ["ascending", "with an open end", 0, true],
    ["descending", "with an open end", 0, true],
    ["none", "with an open end", 0, true],
    ["ascending", "that ended three days ago", 3 * DAY, false],
  ] as const)("over a quiet list in order %s, %s", (order, _what, endedAgo, isOpenEnded) => {
    it.each([
      [10, "NEWEST_FIRST", "overlap"],
      [50, "OLDEST_FIRST", "begin"],
      [100, "NEWEST_FIRST", "begin"],
      [200, "OLDEST_FIRST", "overlap"],
    ] as const)(
      "are at most 1.25 times those of a naive offset walk: %d a page, %s, %s",
      async (size, direction, filter) => {
        const world = { files: FILES, gap: 3 * MINUTE, order, filter, boundary: "inclusive", rate: 0 } as const;
        const database = sources.sandbox.control.database("mysql-eu");
        const changing = new ChangingInstance(database, world, new Random(size), NOW - endedAgo);
        sources.sandbox.control.log.reset();
        const lists = [{ source: "mysql-eu", instance: changing.instance.id }];
        const window = { from: changing.begin, to: NOW - endedAgo, isOpenEnded };
        const { records } = await walk(sources, { lists, window, order: direction, size });
        const calls = listCalls("mysql-eu");
        changing.remove();
        expect(records).toHaveLength(FILES);
        // The source gives 100 entries a call at most; a naive page is no larger than it was asked for.
        expect(calls / (FILES / Math.min(size, 100))).toBeLessThanOrEqual(1.25);
      },
    );
  });

  it("are at most two for a page of 50 in a list whose given end is no settled one: each page is read anew", async () => {
    const world: World = {
      files: 900,
      gap: 3 * MINUTE,
      order: "ascending",
      filter: "begin",
      boundary: "inclusive",
      rate: 0,
    };
    const database = sources.sandbox.control.database("mysql-eu");
    const changing = new ChangingInstance(database, world, new Random(1), NOW);
    sources.sandbox.control.log.reset();
    const lists = [{ source: "mysql-eu", instance: changing.instance.id }];
    const { pages } = await walk(sources, {
      lists,
      window: { from: changing.begin, to: NOW },
      order: "NEWEST_FIRST",
      size: 50,
    });
    changing.remove();
    expect(pages).toBe(18);
    expect(listCalls("mysql-eu")).toBeLessThanOrEqual(2 * pages);
  });

  it.each([
    ["ascending", "NEWEST_FIRST"],
    ["ascending", "OLDEST_FIRST"],
    ["descending", "NEWEST_FIRST"],
    ["descending", "OLDEST_FIRST"],
    ["none", "NEWEST_FIRST"],
    ["none", "OLDEST_FIRST"],
  ] as const)(
    "find a burst once, however many files stand scattered before it: a list in order %s, %s",
    async (order, readOrder) => {
      const scattered = Array.from({ length: 120 }, (_, i) => NOW - 28 * DAY + i * 5 * HOUR);
      const burst = Array.from({ length: 400 }, () => NOW - 14 * DAY);
      const database = sources.sandbox.control.database("rds-eu");
      const { id } = database.createInstance({
        name: `burst-${order}-${readOrder}`,
        behaviour: { order, filter: "begin", boundary: "inclusive" },
        files: [...scattered, ...burst].map((begin) => ({ begin, end: begin + MINUTE })),
      });
      const before = listCalls("rds-eu");
      const session = sources.session();
      const spec = { binding: id, order: readOrder, window: () => ({ from: NOW - 29 * DAY, to: NOW }) };
      const page = await readPage(planPage({ first: 100 }, spec, session), [
        sources.database("rds-eu", session).files(id),
      ]);
      database.removeInstance(id);
      expect(page.edges).toHaveLength(100);
      // The source gives 50 entries a call: the burst alone takes nine.
      expect(listCalls("rds-eu") - before).toBeLessThanOrEqual(20);
    },
  );

  it("are as many for a page at the far end of a million files as for the first page", async () => {
    const window = { from: DENSE.start, to: DENSE.end };
    const page = async (args: {
      first?: number;
      last?: number;
      after?: string;
    }): Promise<{ calls: number; last: string; rest: boolean }> => {
      const session = sources.session();
      const before = listCalls("mysql-eu");
      const plan = planPage(args, { binding: "dense", order: "OLDEST_FIRST", window: () => window }, session);
      const read = await readPage(plan, [sources.database("mysql-eu", session).files(DENSE.id)]);
      expect(read.coverage.map(({ state }) => state)).toEqual(["COMPLETE"]);
      const edge = args.last === undefined ? read.edges.at(-1) : read.edges[0];
      return { calls: listCalls("mysql-eu") - before, last: edge?.cursor ?? "", rest: read.hasNextPage };
    };
    // The first read of all learns how dense the list is.
    await page({ first: 100 });
    const first = await page({ first: 100 });
    const farEnd = await page({ last: 150 });
    const far = await page({ first: 100, after: farEnd.last });
    expect(far.rest).toBe(true);
    expect(far.calls).toBeLessThanOrEqual(first.calls + 1);
    expect(farEnd.calls).toBeLessThanOrEqual(first.calls + 4);
  });

  it("count a million files exactly with a bounded number of small calls", async () => {
    const window: TimeWindow = { from: DENSE.start, to: DENSE.end };
    const before = listCalls("mysql-eu");
    const count = await sources.database("mysql-eu").files(DENSE.id).count?.(window);
    expect(count).toBe(DENSE.files);
    // 36 slices of 29 days, at most seven calls and a rounding each.
    expect(listCalls("mysql-eu") - before).toBeLessThanOrEqual(36 * 8);
  });

  it("read an empty year in as few calls as the source's 30 days allow", async () => {
    const database = sources.sandbox.control.database("mysql-eu");
    const { id } = database.createInstance({ name: "idle" });
    const before = listCalls("mysql-eu");
    const window = { from: NOW - 365 * 24 * 60 * MINUTE, to: NOW };
    const { records } = await walk(sources, {
      lists: [{ source: "mysql-eu", instance: id }],
      window,
      order: "NEWEST_FIRST",
      size: 50,
    });
    expect(records).toHaveLength(0);
    expect(listCalls("mysql-eu") - before).toBeLessThanOrEqual(13);
    database.removeInstance(id);
  });
});
