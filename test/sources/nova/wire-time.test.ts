import { formatStamp, parseStamp } from "../../../src/sources/nova/wire.js";

describe("a stamp of Nova", () => {
  test.each([
    ["2012-12-01 00:00:00", "2012-12-01T00:00:00Z"],
    ["2024-02-29 23:59:59", "2024-02-29T23:59:59Z"],
    ["9999-12-01 00:00:00", "9999-12-01T00:00:00Z"],
    ["0001-02-01 00:00:00", "0001-02-01T00:00:00Z"],
  ])("%s is read as UTC", (text, instant) => {
    expect(parseStamp(text)).toBe(Date.parse(instant));
  });

  test.each([
    "2023-02-29 00:00:00",
    "2026-04-31 00:00:00",
    "2026-13-01 00:00:00",
    "2026-10-15 24:00:00",
    "2026-10-15 23:59:60",
    "2026-10-15T00:00:00",
    "2026-10-15 00:00:00Z",
    "2026-10-15 00:00:00+00:00",
    "2026-10-15 00:00:00.000000",
    "2026-10-15 00:00",
    "2026-10-15",
    "2026-1-5 0:0:0",
    "",
  ])("%j is refused", (text) => {
    expect(parseStamp(text)).toBeUndefined();
  });

  test.each([
    ["2026-11-01T00:00:00.000Z", "2026-11-01 00:00:00"],
    ["2026-11-01T00:00:00.001Z", "2026-11-01 00:00:00.001000"],
    ["2026-11-01T00:00:00.120Z", "2026-11-01 00:00:00.120000"],
  ])("%s is asked for with a space, no zone, and six digits of fraction where there is one", (instant, text) => {
    expect(formatStamp(Date.parse(instant))).toBe(text);
  });
});
