import { openJson, sealJson } from "../../src/audit/seal.js";
import { bindingOf, type Cursor, decodeCursor, encodeCursor } from "../../src/audit/cursor.js";
import { codeOf, mutationsOf } from "./support.js";

const cursor: Cursor = {
  frozenTo: 1_795_176_000_000,
  key: { time: 1_573_002_214_000, source: "mysql-eu", instance: "3d39in07", id: "fa163ea0e2bet11e9br01" },
};
const binding = bindingOf({ instances: ["a"], order: "NEWEST_FIRST" });
const text = encodeCursor(cursor, binding);

describe("a cursor", () => {
  test("holds its record's key and the frozen end, and needs nothing else", () => {
    expect(decodeCursor(text, binding, "after")).toEqual(cursor);
  });

  test("is safe in a URL, and the same for the same place", () => {
    expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(encodeCursor({ ...cursor }, binding)).toBe(text);
  });

  test("keeps empty texts: a place may be named by less than a record", () => {
    const bare = { ...cursor, key: { time: 0, source: "", instance: "", id: "" } };
    expect(decodeCursor(encodeCursor(bare, binding), binding, "after")).toEqual(bare);
  });

  test("keeps ids of any script", () => {
    const odd = { ...cursor, key: { ...cursor.key, id: "файл 🗂 \u0000 \"'" } };
    expect(decodeCursor(encodeCursor(odd, binding), binding, "after")).toEqual(odd);
  });

  test("is refused when any one character is changed, lost or added", () => {
    const accepted = [...mutationsOf(text)].filter(
      (mutation) => codeOf(() => decodeCursor(mutation, binding, "after")) !== "INVALID_CURSOR",
    );
    expect(accepted).toEqual([]);
  });

  test("is refused with other arguments, in words that say so and name the argument", () => {
    const other = bindingOf({ instances: ["b"], order: "NEWEST_FIRST" });
    expect(() => decodeCursor(text, other, "before")).toThrow(/^before: this cursor was made with other arguments/);
    expect(codeOf(() => decodeCursor(text, other, "before"))).toBe("INVALID_CURSOR");
  });

  test("binds to what the arguments say, not to how they were spelt: an absent one is an undefined one", () => {
    expect(bindingOf({ a: 1, b: undefined })).toBe(bindingOf({ a: 1 }));
    expect(bindingOf({ a: null })).not.toBe(bindingOf({}));
    expect(bindingOf(["a", "b"])).not.toBe(bindingOf(["b", "a"]));
  });

  const whole = openJson(text) as unknown[];
  const withField = (at: number, value: unknown): string => sealJson(whole.with(at, value));

  test("of another version is refused in words that say so", () => {
    for (const version of [0, 3, "1", "2", null]) {
      expect(() => decodeCursor(withField(0, version), binding, "after")).toThrow(
        /^after: this cursor is of another version/,
      );
    }
  });

  test("of 0.1.0 is taken: what it told of its walk is passed over", () => {
    const [, bound, frozenTo, ...key] = whole;
    const former = (...walk: unknown[]): string => sealJson([1, bound, frozenTo, ...walk, ...key]);
    expect(decodeCursor(former("gQ_-l82o", 7), binding, "after")).toEqual(cursor);
    expect(codeOf(() => decodeCursor(former(), binding, "after"))).toBe("INVALID_CURSOR");
  });

  test.each([
    ["a window's end that is no number", withField(2, "1795176000000")],
    ["half a millisecond", withField(2, 0.5)],
    ["a time that is null", withField(3, null)],
    ["a window's end that no Date can hold", withField(2, 8.64e15 + 1)],
    ["a time that no source can be asked about", withField(3, Date.UTC(9_999, 11, 31))],
    ["a source that is a number", withField(4, 1)],
    ["an instance that is an object", withField(5, {})],
    ["no id", sealJson(whole.slice(0, -1))],
    ["an object for a list", sealJson(Object.fromEntries(whole.entries()))],
    ["null", sealJson(null)],
    ["nothing", ""],
    ["no base64url", "not a cursor"],
    ["no JSON inside", Buffer.from("hello, world").toString("base64url")],
    ["more than any cursor is long", "A".repeat(1_000_000)],
  ])("with %s is refused, even where its check is right", (_what, damaged) => {
    expect(codeOf(() => decodeCursor(damaged, binding, "after"))).toBe("INVALID_CURSOR");
    expect(() => decodeCursor(damaged, binding, "after")).toThrow(/^after: /);
  });
});
