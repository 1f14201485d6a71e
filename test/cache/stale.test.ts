import { type Fault, type ManualClock, manualClock } from "../../sandbox/index.js";
import { type SandboxSources, startSandboxSources } from "../support/sandbox-sources.js";
import { CLOSED, DATABASE, files, NOVA, NOW, nova, ORDERS, periods } from "./support.js";

const DAY = 86_400_000;
const HOUR = DAY / 24;

describe("while a source fails", () => {
  let clock: ManualClock;
  let sources: SandboxSources;
  const fault = (added: Fault): void => void sources.sandbox.control.faults.add(added);

  beforeEach(async () => {
    clock = manualClock(NOW);
    sources = await startSandboxSources({ clock });
  });
  afterEach(() => sources.stop());

  test("periods that were read before are shown, with their age and the source's problem", async () => {
    const before = await periods(sources);
    clock.advance(2 * HOUR);
    fault({ kind: "unavailable", source: NOVA });
    const shown = await periods(sources);
    expect(shown.records).toEqual(before.records);
    expect(shown.records[0]?.fetchedAt).toBe(NOW);
    expect(shown.coverage).toMatchObject([
      {
        state: "FAILED",
        recordsRead: before.records.length,
        problem: {
          code: "UPSTREAM_UNAVAILABLE",
          retryable: true,
          message: expect.stringContaining("fetchedAt") as string,
        },
      },
    ]);
  });

  test("so are the files of a closed window, and no others", async () => {
    const before = await files(sources);
    const open = { from: NOW - DAY, to: NOW };
    await files(sources, open);
    clock.advance(HOUR);
    fault({ kind: "unavailable", source: DATABASE });
    const shown = await files(sources, CLOSED);
    expect(shown.records).toEqual(before.records);
    expect(shown.coverage).toMatchObject([{ state: "FAILED", problem: { code: "UPSTREAM_UNAVAILABLE" } }]);
    expect((await files(sources, open)).records).toEqual([]);
  });

  test.each(["NEWEST_FIRST", "OLDEST_FIRST"] as const)(
    "a window without a period is not complete because of what was read before: %s",
    async (order) => {
      const lastMinute = { from: NOW - DAY / 1_440, to: NOW };
      await periods(sources);
      fault({ kind: "unavailable", source: NOVA });
      expect(await periods(sources, lastMinute, order)).toMatchObject({
        records: [],
        coverage: [{ state: "FAILED", problem: { code: "UPSTREAM_UNAVAILABLE" } }],
      });
    },
  );

  test("what is still fresh is complete without asking it", async () => {
    await files(sources);
    const before = await files(sources);
    fault({ kind: "unavailable", source: DATABASE });
    expect(await files(sources)).toEqual(before);
  });

  test("a refusal is passed on, and so is what it says is gone, whatever was shown before", async () => {
    await files(sources);
    await periods(sources);
    clock.advance(2 * HOUR);
    fault({ kind: "throttled", source: NOVA, status: 403 });
    sources.sandbox.control.database(DATABASE).removeInstance(ORDERS);
    expect(await periods(sources)).toMatchObject({
      records: [],
      coverage: [{ problem: { code: "UPSTREAM_REJECTED" } }],
    });
    expect(await files(sources)).toMatchObject({ records: [], coverage: [{ problem: { code: "NOT_FOUND" } }] });
  });

  test("what is too old is not shown", async () => {
    await periods(sources);
    clock.advance(2 * DAY + 1);
    fault({ kind: "unavailable", source: NOVA });
    expect((await periods(sources)).records).toEqual([]);
  });

  test("a problem once over leaves no mark", async () => {
    await periods(sources);
    clock.advance(2 * HOUR);
    fault({ kind: "unavailable", source: NOVA });
    await periods(sources);
    sources.sandbox.control.faults.clear();
    clock.advance(HOUR);
    // One question at a time while it is not known to be well.
    await nova(sources).periodBefore(NOW);
    const { records, coverage } = await periods(sources);
    expect(coverage).toMatchObject([{ state: "COMPLETE" }]);
    expect(records[0]?.fetchedAt).toBe(NOW + 3 * HOUR);
  });
});
