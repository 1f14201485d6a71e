import { readPage } from "../../src/audit/page.js";
import { planPage } from "../../src/audit/page-plan.js";
import type { UsageAuditPeriodRecord } from "../../src/audit/sources.js";
import { DAY, HOUR, type RecordOrder, type TimeWindow } from "../../src/audit/window.js";
import { manualClock } from "../../sandbox/index.js";
import { gate } from "../support/gate.js";
import { type SandboxSources, startSandboxSources } from "../support/sandbox-sources.js";

const NOW = Date.UTC(2026, 10, 21, 12, 34, 56);

// Thousands of calls over real connections, on whatever machine this is.
jest.setTimeout(120_000);

describe("the history of a Nova", () => {
  let sources: SandboxSources;
  beforeEach(async () => {
    sources = await startSandboxSources({ clock: manualClock(NOW) });
  });
  afterEach(() => sources.stop());

  const walk = async (
    window: TimeWindow,
    order: RecordOrder,
    size: number,
    between: () => void = () => undefined,
  ): Promise<UsageAuditPeriodRecord[]> => {
    const periods: UsageAuditPeriodRecord[] = [];
    for (let cursor: string | undefined, pages = 0; pages < 2_000; pages += 1) {
      const session = sources.session();
      const source = sources.source("compute-eu");
      if (source.subject !== "usage") throw new Error("compute-eu is no Nova");
      const plan = planPage({ first: size, after: cursor }, { binding: order, order, window: () => window }, session);
      const page = await readPage(plan, [source.open(session).periods]);
      expect(page.coverage.map(({ state }) => state)).toEqual(["COMPLETE"]);
      periods.push(...page.edges.map(({ record }) => record));
      cursor = page.edges.at(-1)?.cursor;
      if (!page.hasNextPage) break;
      between();
    }
    return order === "OLDEST_FIRST" ? periods : periods.reverse();
  };

  const isUnbroken = (periods: readonly UsageAuditPeriodRecord[]): boolean =>
    periods.every((period, i) => i === 0 || periods[i - 1]?.end === period.begin);

  it.each([
    ["month", 240, Date.UTC(2006, 11, 1), ["NEWEST_FIRST", "OLDEST_FIRST"]],
    ["month@5", 240, Date.UTC(2006, 11, 5), ["NEWEST_FIRST", "OLDEST_FIRST"]],
    ["day", 1_000, Date.UTC(2026, 10, 21) - 999 * DAY, ["NEWEST_FIRST"]],
    ["day@18", 1_000, Date.UTC(2026, 10, 20, 18) - 999 * DAY, ["OLDEST_FIRST"]],
    ["hour", 1_000, Date.UTC(2026, 10, 21, 12) - 999 * HOUR, ["OLDEST_FIRST"]],
    ["hour@30", 1_000, Date.UTC(2026, 10, 21, 12, 30) - 999 * HOUR, ["NEWEST_FIRST"]],
    ["year", 20, Date.UTC(2007, 0, 1), ["NEWEST_FIRST", "OLDEST_FIRST"]],
    ["year@4", 20, Date.UTC(2007, 3, 1), ["NEWEST_FIRST", "OLDEST_FIRST"]],
  ] as const)("is read whole, none skipped and none twice: %s", async (setting, count, firstEnd, orders) => {
    sources.sandbox.control.nova("compute-eu").setPeriod(setting);
    const window = { from: firstEnd, to: NOW };
    for (const order of orders) {
      const periods = await walk(window, order, 150);
      expect(periods).toHaveLength(count);
      expect(periods[0]?.end).toBe(firstEnd);
      expect(isUnbroken(periods)).toBe(true);
    }
  });

  it("goes on one by one where the operator changes the setting in the middle of a walk", async () => {
    const nova = sources.sandbox.control.nova("compute-eu");
    nova.setPeriod("month");
    const window = { from: Date.UTC(2026, 5, 1), to: NOW };
    const periods = await walk(window, "NEWEST_FIRST", 2, () => nova.setPeriod("day"));
    // Two months were read before the change; what ends before the second one's end now comes in days.
    const [days, months] = [periods.slice(0, -2), periods.slice(-2)];
    expect(months.map(({ end }) => end)).toEqual([Date.UTC(2026, 9, 1), Date.UTC(2026, 10, 1)]);
    expect(days.at(-1)?.end).toBe(Date.UTC(2026, 8, 30));
    expect(days[0]?.end).toBe(Date.UTC(2026, 5, 1));
    expect(isUnbroken(days)).toBe(true);
  });

  it("asks for the periods of a page together once it knows the calendar", async () => {
    const { control } = sources.sandbox;
    control.nova("compute-eu").setPeriod("month");
    await walk({ from: Date.UTC(2026, 8, 1), to: NOW }, "NEWEST_FIRST", 1);
    control.log.reset();
    // Nobody is answered before as many have asked as the source may be asked at once: one by one, they wait for ever.
    const stop = control.onCall(gate(8));
    await walk({ from: Date.UTC(2024, 10, 2), to: NOW }, "NEWEST_FIRST", 24);
    stop();
    const { calls, maxInFlight } = control.log.counters("compute-eu");
    expect(calls).toBeLessThanOrEqual(25);
    expect(maxInFlight).toBe(8);
  });
});
