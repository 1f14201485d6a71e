import { manualClock, startSandbox, type Sandbox } from "../../sandbox/index.js";
import { ask, type Answer } from "./support.js";

const clock = manualClock("2026-11-21T00:00:22Z");
let sandbox: Sandbox;
let headers: Record<string, string>;
beforeAll(async () => {
  sandbox = await startSandbox({ clock });
  headers = { "X-Auth-Token": sandbox.control.keystone.issue() };
});
afterAll(() => sandbox.stop());

const show = (before: string): Promise<Answer> =>
  ask(`${sandbox.urls.nova}/os-instance_usage_audit_log/${before}`, { headers });
const index = (): Promise<Answer> => ask(`${sandbox.urls.nova}/os-instance_usage_audit_log`, { headers });
const periodOf = (answer: Answer): unknown => {
  const [report] = Object.values(answer.json) as Record<string, unknown>[];
  return [report?.period_beginning, report?.period_ending];
};

describe("a before_timestamp is read as strptime reads it", () => {
  it.each([
    ["2026-10-15%2000:00:00", "2026-09-01", "2026-10-01"],
    ["2026-10-15%2000:00:00.000000", "2026-09-01", "2026-10-01"],
    ["2026-10-15%2000:00:00.5", "2026-09-01", "2026-10-01"],
    ["2026-10-15%2000%3A00%3A00", "2026-09-01", "2026-10-01"],
    ["2026-1-5%200:0:0", "2025-12-01", "2026-01-01"],
    ["2026-10-15%20%2000:00:00", "2026-09-01", "2026-10-01"],
    ["2026-10-15%0A00:00:00", "2026-09-01", "2026-10-01"],
    ["9999-12-31%2023:59:59", "9999-11-01", "9999-12-01"],
    ["2030-01-01%2000:00:00", "2029-11-01", "2029-12-01"],
  ])("%s is the period %s to %s", async (before, begin, end) => {
    expect(periodOf(await show(before))).toEqual([`${begin} 00:00:00`, `${end} 00:00:00`]);
  });

  it.each([
    ["2026-10-15%2000:00:00.1234567", "2026-10-15 00:00:00.1234567"],
    ["2026-10-15+00:00:00", "2026-10-15+00:00:00"],
    ["2026-10-15T00:00:00", "2026-10-15T00:00:00"],
    ["2026-10-15T00:00:00Z", "2026-10-15T00:00:00Z"],
    ["2026-10-15%2000:00:00%2B00:00", "2026-10-15 00:00:00+00:00"],
    ["2026-10-15", "2026-10-15"],
    ["2026-10-15%2000:00", "2026-10-15 00:00"],
    ["2026-10-15%2000:00:00%20", "2026-10-15 00:00:00 "],
    ["1760486400", "1760486400"],
    ["2026-04-31%2000:00:00", "2026-04-31 00:00:00"],
    ["2026-10-15%2023:59:60", "2026-10-15 23:59:60"],
    ["%E2%82%AC", "\u00e2\u0082\u00ac"],
    ["%3Cb%3E", "<b>"],
    ["2026-10-15%2000:00:00.json", "2026-10-15 00:00:00.json"],
  ])("%s is a 400 that repeats it", async (before, echoed) => {
    const answer = await show(before);
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual({ badRequest: { code: 400, message: `Invalid timestamp for date ${echoed}` } });
  });

  it.each(["0001-01-15%2000:00:00", "0001-02-01%2000:00:00"])("%s is a 500 ValueError", async (before) => {
    const answer = await show(before);
    expect(answer.status).toBe(500);
    expect(answer.text).toContain("<class 'ValueError'>");
  });

  it.each(["2026-10-15%2000:00:00/x", "2026%2F10%2F15", ""])("%s is a 404 of the router", async (before) => {
    const answer = await show(before);
    expect([answer.status, answer.headers["content-type"]]).toEqual([404, "text/plain; charset=UTF-8"]);
  });
});

describe("the period's end is strictly before the timestamp", () => {
  it.each([
    ["2026-11-01%2000:00:00.000001", "2026-10-01 00:00:00"],
    ["2026-11-01%2000:00:01", "2026-10-01 00:00:00"],
    ["2026-11-01%2000:00:00", "2026-09-01 00:00:00"],
    ["2024-03-01%2000:00:00", "2024-01-01 00:00:00"],
    ["2026-01-01%2000:00:00", "2025-11-01 00:00:00"],
  ])("%s: begins %s", async (before, begin) => {
    expect(periodOf(await show(before))).toEqual([begin, expect.any(String)]);
  });

  it("walks back without a gap by the period's end", async () => {
    let before = "2026-11-20 00:00:00";
    const begins: unknown[] = [];
    for (let step = 0; step < 36; step += 1) {
      const [begin, end] = periodOf(await show(encodeURIComponent(before))) as [string, string];
      if (step > 0) expect(end).toBe(begins.at(-1));
      begins.push(begin);
      before = end;
    }
    expect(new Set(begins).size).toBe(36);
  });
});

describe("the period setting", () => {
  afterEach(() => sandbox.control.nova().setPeriod("month"));

  it.each([
    ["day", "2026-11-20 00:00:00", "2026-10-03 00:00:00", "2026-03-30 00:00:00"],
    ["day@18", "2026-11-19 18:00:00", "2026-10-03 18:00:00", "2026-03-29 18:00:00"],
    ["hour", "2026-11-20 23:00:00", "2026-10-04 22:00:00", "2026-03-31 10:00:00"],
    ["hour@30", "2026-11-20 22:30:00", "2026-10-04 22:30:00", "2026-03-31 10:30:00"],
    ["year", "2025-01-01 00:00:00", "2025-01-01 00:00:00", "2025-01-01 00:00:00"],
    ["year@4", "2025-04-01 00:00:00", "2025-04-01 00:00:00", "2024-04-01 00:00:00"],
    ["month@5", "2026-10-05 00:00:00", "2026-08-05 00:00:00", "2026-02-05 00:00:00"],
    ["month@0", "2026-10-01 00:00:00", "2026-09-01 00:00:00", "2026-02-01 00:00:00"],
  ])("%s cuts history as documented, from the next call on", async (setting, latest, october, march) => {
    sandbox.control.nova().setPeriod(setting);
    const begins = [await index(), await show("2026-10-05%2000:00:00"), await show("2026-03-31%2012:00:00")];
    expect(begins.map((answer) => (periodOf(answer) as string[])[0])).toEqual([latest, october, march]);
  });

  it.each(["month@31", "day@24", "hour@60", "year@13"])("%s fails every call with a 500", async (setting) => {
    sandbox.control.nova().setPeriod(setting);
    for (const answer of [await index(), await show("2026-10-15%2012:34:56")]) {
      expect(answer.status).toBe(500);
      expect(answer.json).toMatchObject({
        computeFault: { code: 500, message: expect.stringContaining("ValueError") as string },
      });
    }
  });

  it("hides the rows written under another one, unless history is rewritten", async () => {
    sandbox.control.nova().setPeriod("day");
    const hidden = (await show("2026-10-05%2012:00:00")).json.instance_usage_audit_log as { log: object };
    expect(hidden.log).toEqual({});
    sandbox.control.nova().setPeriod("day", { rewriteHistory: true });
    const seen = (await show("2026-10-05%2012:00:00")).json.instance_usage_audit_log as { log: object };
    expect(Object.keys(seen.log).length).toBeGreaterThan(4);
  });
});
