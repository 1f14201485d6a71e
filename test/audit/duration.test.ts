import fc from "fast-check";
import {
  DAY,
  durationBefore,
  durationText,
  HOUR,
  instantText,
  MINUTE,
  parseDuration,
  SECOND,
} from "../../src/audit/window.js";

test.each([
  ["P7D", { months: 0, milliseconds: 7 * DAY }],
  ["P1W", { months: 0, milliseconds: 7 * DAY }],
  ["PT168H", { months: 0, milliseconds: 7 * DAY }],
  ["P1M", { months: 1, milliseconds: 0 }],
  ["PT1M", { months: 0, milliseconds: MINUTE }],
  ["P1Y2M3DT4H5M6S", { months: 14, milliseconds: 3 * DAY + 4 * HOUR + 5 * MINUTE + 6 * SECOND }],
  ["P100Y", { months: 1_200, milliseconds: 0 }],
])("%s is taken", (text, duration) => {
  expect(parseDuration(text)).toEqual(duration);
});

test.each([
  "",
  "P",
  "PT",
  "P1",
  "7D",
  "P-7D",
  "-P7D",
  "P0D",
  "PT0S",
  "P1.5D",
  "P7DT",
  "p7d",
  "P1H",
  "P101Y",
  "P100Y1M",
  "P999999D",
  " P7D",
])("%j is refused", (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test.each([
  ["2026-03-31T12:00:00Z", "P1M", "2026-02-28T12:00:00Z"],
  ["2024-02-29T00:00:00Z", "P1Y", "2023-02-28T00:00:00Z"],
  ["2024-02-29T00:00:00Z", "P3Y", "2021-02-28T00:00:00Z"],
  ["2026-01-15T00:00:00Z", "P2M1D", "2025-11-14T00:00:00Z"],
  ["2026-11-20T12:00:00Z", "P7D", "2026-11-13T12:00:00Z"],
  ["2026-11-20T12:00:00Z", "PT36H", "2026-11-19T00:00:00Z"],
])("before %s, %s ago, was %s", (time, text, before) => {
  const duration = parseDuration(text);
  expect(duration && instantText(durationBefore(Date.parse(time), duration))).toBe(before);
});

test("a duration is written so that it is read as the same", () => {
  fc.assert(
    fc.property(fc.nat(1_200), fc.nat(99_999), fc.nat(86_399), (months, days, seconds) => {
      fc.pre(months + days + seconds > 0);
      const duration = { months, milliseconds: days * DAY + seconds * SECOND };
      fc.pre(months < 10_000);
      expect(parseDuration(durationText(duration))).toEqual(duration);
    }),
  );
});
