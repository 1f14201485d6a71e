import { DAY, HOUR, MINUTE } from "../../../src/audit/window.js";
import { type Calendar, calendarOf, endBefore, shift } from "../../../src/sources/nova/client.js";

const FROM = Date.UTC(2006, 0);
const TO = Date.UTC(2027, 0);

const everyStep = (first: number, step: number): number[] =>
  Array.from({ length: Math.ceil((TO - first) / step) }, (_, index) => first + index * step);
const everyMonth = (day: number): number[] => Array.from({ length: 252 }, (_, index) => Date.UTC(2006, index, day));
const everyYear = (month: number): number[] => Array.from({ length: 21 }, (_, index) => Date.UTC(2006 + index, month));

/** All ends that a setting has in twenty-one years, leap years among them, written down one by one. */
const settings: Record<string, number[]> = {
  hour: everyStep(Date.UTC(2026, 0), HOUR),
  "hour@30": everyStep(Date.UTC(2026, 0) + 30 * MINUTE, HOUR),
  day: everyStep(FROM, DAY),
  "day@18": everyStep(FROM + 18 * HOUR, DAY),
  month: everyMonth(1),
  "month@5": everyMonth(5),
  "month@28": everyMonth(28),
  year: everyYear(0),
  "year@2": everyYear(1),
  "year@4": everyYear(3),
};

const periodsOf = (ends: readonly number[]) =>
  ends.slice(1).map((end, index) => ({ begin: ends[index] ?? Number.NaN, end }));
const calendarFrom = (ends: readonly number[], at: number): Calendar => {
  const period = periodsOf(ends).at(at);
  const calendar = period && calendarOf(period);
  if (!calendar) throw new Error("no calendar");
  return calendar;
};

describe.each(Object.entries(settings))("a Nova whose instance_usage_audit_period is %s", (setting, ends) => {
  test("shows its unit in every one of its periods", () => {
    const units = new Set(periodsOf(ends).map((period) => calendarOf(period)?.unit));
    expect([...units]).toEqual([setting.split("@")[0]]);
  });

  test("is walked back end by end, as many as there are, from the last to the first", () => {
    const calendar = calendarFrom(ends, -1);
    const walked: number[] = [];
    for (let end = TO; end > (ends[0] ?? 0);) {
      end = endBefore(calendar, end);
      walked.unshift(end);
    }
    expect(walked).toEqual(ends);
  });

  test("has the last end strictly before any time, found from any of its periods", () => {
    const middle = (ends.at(0) ?? 0) / 2 + (ends.at(-1) ?? 0) / 2;
    for (const anchor of [0, Math.floor(ends.length / 2), -1]) {
      const calendar = calendarFrom(ends, anchor);
      for (const near of [ends.at(3) ?? 0, ends.at(-2) ?? 0, middle]) {
        for (const time of [near - HOUR, near - 1, near, near + 1, near + 17 * DAY + 1]) {
          const last = ends.findLast((end) => end < time);
          if (time < TO) expect([time, endBefore(calendar, time)]).toEqual([time, last]);
        }
      }
    }
  });

  test("is shifted by as many periods as are asked, in both directions", () => {
    const first = calendarFrom(ends, 0);
    const last = calendarFrom(ends, -1);
    for (const steps of [1, 2, Math.min(240, ends.length - 2)]) {
      expect(shift(first, steps)).toBe(ends[1 + steps]);
      expect(shift(last, -steps)).toBe(ends.at(-1 - steps));
    }
  });
});

test("two hundred and forty months back is twenty years back, to the day", () => {
  const calendar: Calendar = { unit: "month", anchor: Date.UTC(2026, 10) };
  let end = calendar.anchor;
  for (let i = 0; i < 240; i += 1) end = endBefore(calendar, end);
  expect(end).toBe(Date.UTC(2006, 10));
});

test.each([
  ["two hours", 0, 2 * HOUR],
  ["a week", 0, 7 * DAY],
  ["thirty days that are no month", Date.UTC(2026, 0), Date.UTC(2026, 0, 31)],
  ["an hour and a second", 0, HOUR + 1_000],
])("a period of %s shows no calendar", (_what, begin, end) => {
  expect(calendarOf({ begin, end })).toBeUndefined();
});
