import { formatStamp, parseStamp } from "../../../src/sources/atlas/wire.js";

describe("a stamp of Atlas", () => {
  test.each([
    ["the documents' offset", "2011-05-13T12:12:54-05:00", "2011-05-13T17:12:54.000Z"],
    ["the code's JSON", "2011-05-13T17:12:54Z", "2011-05-13T17:12:54.000Z"],
    ["no offset, which is UTC", "2011-05-13T17:12:54", "2011-05-13T17:12:54.000Z"],
    ["an offset without a colon", "2011-05-13T12:12:54-0500", "2011-05-13T17:12:54.000Z"],
    ["an offset of hours alone", "2011-05-13T12:12:54-05", "2011-05-13T17:12:54.000Z"],
    ["an offset to the east", "2011-05-13T12:12:54+05:30", "2011-05-13T06:42:54.000Z"],
    ["one digit of fraction", "2011-05-13T17:12:54.1Z", "2011-05-13T17:12:54.100Z"],
    ["three digits of fraction", "2011-05-13T17:12:54.123Z", "2011-05-13T17:12:54.123Z"],
    ["nine digits of fraction, cut to the millisecond", "2011-05-13T17:12:54.123999999Z", "2011-05-13T17:12:54.123Z"],
    ["a leap day", "2012-02-29T00:00:00Z", "2012-02-29T00:00:00.000Z"],
  ])("is read: %s", (_what, text, instant) => {
    expect(parseStamp(text)).toBe(Date.parse(instant));
  });

  test.each([
    ["30 February", "2011-02-30T00:00:00Z"],
    ["29 February of a common year", "2011-02-29T00:00:00Z"],
    ["hour 24", "2011-05-13T24:00:00Z"],
    ["second 60", "2011-05-13T17:12:60Z"],
    ["the documents' own date, one digit short", "2011-5-16"],
    ["a day without a time", "2011-05-16"],
    ["ten digits of fraction", "2011-05-13T17:12:54.1234567890Z"],
    ["a fraction of no digits", "2011-05-13T17:12:54.Z"],
    ["half an offset", "2011-05-13T17:12:54-05:"],
    ["an offset of 24 hours", "2011-05-13T17:12:54-24:00"],
    ["an offset of 60 minutes", "2011-05-13T17:12:54-05:60"],
    ["a plus that became a space", "2011-05-13T17:12:54 05:00"],
    ["nothing", ""],
  ])("is refused: %s", (_what, text) => {
    expect(parseStamp(text)).toBeUndefined();
  });

  test("is sent without a plus, which could arrive as a space", () => {
    expect(formatStamp(Date.parse("2011-05-16T00:00:00.999Z"))).toBe("2011-05-16T00:00:00Z");
  });
});
