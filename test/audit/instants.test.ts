import fc from "fast-check";
import { instantText, utcTime } from "../../src/audit/window.js";

const FIRST = Date.parse("0000-01-01T00:00:00Z");
const LAST = Date.parse("9999-12-31T23:59:59Z");
/** Mostly whole seconds, as the sources have them. */
const instants = fc.oneof(
  fc.integer({ min: FIRST / 1_000, max: LAST / 1_000 }).map((seconds) => seconds * 1_000),
  fc.integer({ min: FIRST, max: LAST }),
);

test("an instant is written as Date writes it, without the fraction of a whole second", () => {
  fc.assert(
    fc.property(instants, (time) => {
      expect(instantText(time)).toBe(new Date(time).toISOString().replace(".000Z", "Z"));
    }),
  );
});

test("instants beyond four digits of the year are written as Date writes them", () => {
  for (const time of [LAST + 1_000, FIRST - 1_000, 8.64e15, -8.64e15]) {
    expect(instantText(time)).toBe(new Date(time).toISOString().replace(".000Z", "Z"));
  }
  expect(() => instantText(8.64e15 + 1_000)).toThrow(RangeError);
});

test("a date and time of day is the moment that Date reads", () => {
  fc.assert(
    fc.property(instants, (time) => {
      const date = new Date(time);
      const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
      const [hour, minute, second] = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
      expect(utcTime(year, month, day, hour, minute, second, date.getUTCMilliseconds())).toBe(time);
    }),
  );
});

test("a date is a moment exactly where the calendar has it", () => {
  for (const year of [0, 4, 99, 100, 400, 1900, 2000, 2023, 2024, 9999]) {
    for (let month = 0; month <= 13; month += 1) {
      for (let day = 0; day <= 32; day += 1) {
        const date = new Date(0);
        date.setUTCFullYear(year, month - 1, day);
        const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCFullYear() === year;
        expect(utcTime(year, month, day)).toBe(exists ? date.getTime() : undefined);
      }
    }
  }
});
