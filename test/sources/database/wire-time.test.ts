import { formatStamp, parseStamp } from "../../../src/sources/database/wire.js";

describe("a stamp of the database services", () => {
  test.each([
    ["the documented form", "2019-11-06T09:03:34+0800", "2019-11-06T01:03:34Z"],
    ["an offset of half an hour, to the west", "2019-11-06T09:03:34-0330", "2019-11-06T12:33:34Z"],
    ["an offset with a colon", "2019-11-06T09:03:34+08:00", "2019-11-06T01:03:34Z"],
    ["TaurusDB's instance list: an underscore for the plus", "2018-08-20T02:33:49_0800", "2018-08-19T18:33:49Z"],
    ["DDS's instance list: no offset, which is UTC", "2019-01-17T07:05:52", "2019-01-17T07:05:52Z"],
    ["a literal Z", "2019-01-17T07:05:52Z", "2019-01-17T07:05:52Z"],
    ["an offset that crosses a year", "2020-01-01T00:00:00+0800", "2019-12-31T16:00:00Z"],
    ["a leap day", "2024-02-29T12:00:00+0000", "2024-02-29T12:00:00Z"],
  ])("is read: %s", (_what, text, instant) => {
    expect(parseStamp(text)).toBe(Date.parse(instant));
  });

  test.each([
    ["30 February", "2024-02-30T00:00:00+0800"],
    ["29 February of a common year", "2023-02-29T00:00:00+0800"],
    ["29 February of 1900", "1900-02-29T00:00:00+0800"],
    ["month 13", "2024-13-01T00:00:00+0800"],
    ["day 0", "2024-01-00T00:00:00+0800"],
    ["hour 24", "2024-01-01T24:00:00+0800"],
    ["minute 60", "2024-01-01T00:60:00+0800"],
    ["second 60", "2024-01-01T23:59:60+0800"],
    ["an offset of 24 hours", "2024-01-01T00:00:00+2400"],
    ["an offset of 60 minutes", "2024-01-01T00:00:00+0860"],
    ["an offset of hours alone", "2024-01-01T00:00:00+08"],
    ["a plus that became a space", "2024-01-01T00:00:00 0800"],
    ["a space for the T", "2024-01-01 00:00:00+0800"],
    ["a fraction", "2024-01-01T00:00:00.000+0800"],
    ["a day without a time", "2024-01-01"],
    ["text before it", " 2024-01-01T00:00:00+0800"],
    ["a line after it", "2024-01-01T00:00:00+0800\n"],
    ["nothing", ""],
  ])("is refused: %s", (_what, text) => {
    expect(parseStamp(text)).toBeUndefined();
  });

  test("is written in the documented form, in UTC, to the second, and read back as it was", () => {
    expect(formatStamp(Date.parse("2019-11-06T01:03:34Z"))).toBe("2019-11-06T01:03:34+0000");
    for (const time of [0, 951_782_400_000, 1_795_176_000_000]) expect(parseStamp(formatStamp(time))).toBe(time);
  });
});
