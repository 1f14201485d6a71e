import { valueFromASTUntyped, parseValue } from "graphql";
import fc from "fast-check";
import { DateTime, SafeInt, Url } from "../../src/graphql/scalars.js";

describe("DateTime", () => {
  test.each([
    ["2019-11-06T01:03:34Z", "2019-11-06T01:03:34Z"],
    ["2019-11-06T09:03:34+08:00", "2019-11-06T01:03:34Z"],
    ["2019-11-05T20:03:34.000-05:00", "2019-11-06T01:03:34Z"],
    ["2019-11-06T01:03:34.120Z", "2019-11-06T01:03:34.120Z"],
    ["2019-11-06t01:03:34z", "2019-11-06T01:03:34Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"],
  ])("%s is answered as %s", (input, output) => {
    expect(DateTime.serialize(DateTime.parseValue(input))).toBe(output);
  });

  test.each([
    "2019-11-06T01:03:34",
    "2019-11-06 01:03:34Z",
    "2019-11-06",
    "2019-02-29T00:00:00Z",
    "2019-11-06T24:00:00Z",
    "2019-13-01T00:00:00Z",
    "2019-11-06T01:03:34|08:00",
    "",
    "now",
    1573002214,
    null,
    true,
    {},
  ])("%j is refused, and the message shows what is taken", (input) => {
    expect(() => DateTime.parseValue(input)).toThrow(/RFC 3339 instant with an offset, such as 2019-11-06T01:03:34Z/);
  });

  test.each([
    ["2019-02-29T00:00:00Z", "names a day or a time of day that there is not"],
    ["2019-13-02", "names a day or a time of day that there is not"],
    ["2019-11-06", "is a date without a time (2019-11-06T00:00:00Z is its first instant in UTC)"],
    ["2019-11-06T01:03:34", "has no offset (Z for UTC)"],
  ])("%s is told what is wrong with it", (input, fault) => {
    expect(() => DateTime.parseValue(input)).toThrow(`"${input}" ${fault}: write an RFC 3339 instant`);
  });

  test("a literal that is not text is refused", () => {
    expect(() => DateTime.parseLiteral(parseValue("2019"), {})).toThrow(/RFC 3339/);
    expect(valueFromASTUntyped(parseValue("2019"))).toBe(2019);
  });

  test("what it answers, it takes back as the same instant", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.parse("9999-12-31T23:59:59.999Z") }), (time) => {
        expect(DateTime.parseValue(DateTime.serialize(time))).toBe(time);
      }),
    );
  });
});

describe("SafeInt", () => {
  test("it is a JSON number up to 2^53 - 1", () => {
    expect(SafeInt.serialize(Number.MAX_SAFE_INTEGER)).toBe(9007199254740991);
  });

  test.each([1.5, "7", 2 ** 53])("%j is refused", (input) => {
    expect(() => SafeInt.parseValue(input)).toThrow(/SafeInt cannot represent/);
  });
});

describe("URL", () => {
  test("a signed link is answered letter by letter", () => {
    const link = "https://obs.example:443/a b/../c?Signature=a%2Bb+c%2f&x=é";
    expect(Url.serialize(link)).toBe(link);
  });

  test("what is no absolute URL is refused", () => {
    expect(() => Url.serialize("/c?x")).toThrow(/not an absolute URL/);
  });
});
