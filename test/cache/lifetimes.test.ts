import type { TimeWindow } from "../../src/audit/window.js";
import { type ManualClock, manualClock } from "../../sandbox/index.js";
import { type SandboxSources, startSandboxSources } from "../support/sandbox-sources.js";
import { callsOf, CLOSED, DATABASE, files, NOVA, NOW, nova, ORDERS, periods, YEAR } from "./support.js";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 86_400_000;

describe("what is kept, and for how long", () => {
  let clock: ManualClock;
  let sources: SandboxSources;
  const cost = (source: string, work: () => Promise<unknown>): Promise<number> => callsOf(sources, source, work);

  beforeEach(async () => {
    clock = manualClock(NOW);
    sources = await startSandboxSources({ clock });
  });
  afterEach(() => sources.stop());

  test("a period whose hosts are all done for a day; one call a page shows that the period setting still holds", async () => {
    const { records } = await periods(sources);
    const isDone = ({ status }: { status: string }): boolean => status.startsWith("DONE");
    // The newest is asked for anyway: it is the page's first.
    const others = records.slice(1).filter((period) => !isDone(period)).length;
    expect([records.length, others < 6]).toEqual([12, true]);
    expect(await cost(NOVA, () => periods(sources))).toBe(1);
    clock.advance(DAY - SECOND);
    expect(await cost(NOVA, () => periods(sources))).toBe(1 + others);
    clock.advance(SECOND);
    expect(await cost(NOVA, () => periods(sources))).toBe(records.length - others);
  });

  test("a running period for five seconds", async () => {
    const begin = Date.UTC(2026, 5, 1);
    const host = "cmp-01.eu.example";
    const window = { from: Date.UTC(2026, 5, 2), to: Date.UTC(2026, 8, 2) };
    const running = { state: "RUNNING", instances: 1, errors: 0, message: "Instance usage audit started..." } as const;
    sources.sandbox.control.nova(NOVA).setRow(begin, host, running);
    await periods(sources, window);
    clock.advance(5 * SECOND - 1);
    expect(await cost(NOVA, () => periods(sources, window))).toBe(1);
    clock.advance(1);
    expect(await cost(NOVA, () => periods(sources, window))).toBe(2);
  });

  test("a closed window of files for five minutes, its count too, once a second read showed what the first did", async () => {
    const first = await files(sources);
    expect(first.records).toHaveLength(100);
    const again = async (): Promise<void> => expect((await files(sources)).records).toEqual(first.records);
    expect(await cost(DATABASE, again)).toBeGreaterThan(0);
    clock.advance(5 * MINUTE - 1);
    expect(await cost(DATABASE, again)).toBe(0);
    const count = () => sources.database(DATABASE).files(ORDERS).count?.(CLOSED);
    const counted = await count();
    expect(await cost(DATABASE, async () => expect(await count()).toBe(counted))).toBeGreaterThan(0);
    expect(await cost(DATABASE, async () => expect(await count()).toBe(counted))).toBe(0);
    clock.advance(1);
    expect(await cost(DATABASE, () => files(sources))).toBeGreaterThan(0);
  });

  describe("a closed window that was read in three parts, and then whole,", () => {
    const hours = (from: number, to: number): TimeWindow => ({
      from: CLOSED.from + from * HOUR,
      to: CLOSED.from + to * HOUR,
    });
    const whole = hours(0, 18);
    beforeEach(async () => {
      for (const part of [hours(0, 6), hours(6, 12), hours(12, 18)]) await files(sources, part);
    });

    test("is believed, each part of it", async () => {
      const second = await files(sources, whole);
      expect(second.records.length).toBeGreaterThan(3);
      expect(await cost(DATABASE, async () => expect(await files(sources, whole)).toEqual(second))).toBe(0);
    });

    test("is read anew where the whole shows another file in the oldest of them", async () => {
      const control = sources.sandbox.control.database(DATABASE).instance(ORDERS);
      const [late] = control.insert({ begin: CLOSED.from + HOUR });
      const ids = async (): Promise<string[]> => (await files(sources, whole)).records.map((file) => file.upstreamId);
      expect(await ids()).toContain(late?.id);
      expect(await cost(DATABASE, ids)).toBeGreaterThan(0);
      expect(await cost(DATABASE, ids)).toBeGreaterThan(0);
    });
  });

  test("a closed window of files that a second read shows otherwise not at all, for an hour", async () => {
    const instance = sources.sandbox.control.database(DATABASE).instance(ORDERS);
    const late = (at: number): string | undefined =>
      instance.insert({ begin: CLOSED.to - MINUTE + at * SECOND })[0]?.id;
    const newest = async (): Promise<string | undefined> => (await files(sources)).records[0]?.upstreamId;
    await files(sources);
    for (let i = 0; i < 4; i += 1) {
      const id = late(i);
      expect(await newest()).toBe(id);
      // Seen again as it is: believed, were it not for what came before.
      expect(await newest()).toBe(id);
    }
    clock.advance(60 * MINUTE);
    await files(sources);
    await files(sources);
    expect(await cost(DATABASE, () => files(sources))).toBe(0);
  });

  test("a window of files that ended less than two days ago not at all", async () => {
    const open = { from: NOW - 4 * DAY, to: NOW - DAY };
    const first = await cost(DATABASE, () => files(sources, open));
    const [late] = sources.sandbox.control
      .database(DATABASE)
      .instance(ORDERS)
      .insert({ begin: open.to - 60 * SECOND });
    const { records } = await files(sources, open);
    expect(records[0]?.upstreamId).toBe(late?.id);
    expect(first).toBeGreaterThan(0);
  });

  test("a download link not at all", async () => {
    const [file] = (await files(sources)).records;
    const link = () => sources.database(DATABASE).downloadLink(ORDERS, file?.upstreamId ?? "");
    await link();
    expect(await cost(DATABASE, link)).toBe(1);
  });

  test("a changed period setting shows in the next page, whatever is kept of the old one", async () => {
    const window = { from: Date.UTC(2026, 7, 2), to: Date.UTC(2026, 8, 2) };
    expect((await periods(sources, window)).records).toHaveLength(1);
    sources.sandbox.control.nova(NOVA).setPeriod("day");
    expect((await periods(sources, window)).records).toHaveLength(31);
  });

  test("each record tells when it was read", async () => {
    const before = await periods(sources);
    clock.advance(DAY / 2);
    const after = await periods(sources, { ...YEAR, to: NOW + DAY / 2 });
    const oldest = after.records.at(-1);
    expect(oldest?.fetchedAt).toBe(before.records.at(-1)?.fetchedAt);
    expect(after.records[0]?.fetchedAt).toBe(NOW + DAY / 2);
  });

  test("a hundred operations at once are two reads of a key at most, and one at a time", async () => {
    const asked = () => nova(sources).periodBefore(NOW);
    expect(await cost(NOVA, () => Promise.all(Array.from({ length: 100 }, asked)))).toBeLessThanOrEqual(2);
    expect(sources.sandbox.control.log.counters(NOVA).maxInFlight).toBe(1);
  });
});
