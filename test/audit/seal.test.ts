import { crc32 } from "node:zlib";
import { openJson, seal, sealJson } from "../../src/audit/seal.js";

/** A sealed text by the book: JSON with its CRC-32 before it. */
const byTheBook = (value: unknown): string => {
  const json = Buffer.from(JSON.stringify(value));
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(json));
  return Buffer.concat([check, json]).toString("base64url");
};

const MEMBERS: readonly (readonly [what: string, members: readonly (string | number)[]])[] = [
  ["nothing", []],
  ["an empty text", [""]],
  ["plain text and times", ["3d39in07", 1_573_002_214_000, -1, 0, "fa163ea0e2bet11e9br01"]],
  ["what JSON escapes", ['a "quote"', "back\\slash", "line\nbreak", "\u0000\u001f\u007f"]],
  ["every script, and half a character", ["файл 🗂", "\u2028 é", "half \ud83d", "\ude00 half"]],
  ["text at the edge of what is plain", [" ", "~", "\u0080", "!#[]"]],
  ["a text longer than the buffer", ["a".repeat(20_000), 1]],
  ["text that grows sixfold", ["\u0000".repeat(3_000)]],
];

describe("a sealed list", () => {
  test.each(MEMBERS)("of %s is its JSON with the CRC-32 before it, however it was cut", (_what, members) => {
    const all = [1, "AuditLogFile", "dds-eu", ...members];
    for (const cut of [1, 2, 3]) {
      const head = JSON.stringify(all.slice(0, cut)).slice(0, -1);
      expect(seal(head, all.slice(cut))).toBe(byTheBook(all));
    }
    expect(sealJson(all)).toBe(byTheBook(all));
  });

  test("is the same after others with another beginning, and with the same one", () => {
    const sealed = (head: string, id: string): string => seal(JSON.stringify([head]).slice(0, -1), [id]);
    const asked = ["a", "b", "a", "a", "longer than a", "é", "a"].flatMap((head) => [
      [head, "x"] as const,
      [head, "é"],
    ]);
    for (const [head = "", id = ""] of asked) expect(sealed(head, id)).toBe(byTheBook([head, id]));
  });

  test("opens to what was sealed, where it is no longer than what is looked at", () => {
    for (const [, members] of MEMBERS.slice(0, 6)) expect(openJson(seal("[1", members))).toEqual([1, ...members]);
  });
});

test("an id that was given out by an earlier version is made again, letter by letter", () => {
  expect(seal('[1,"AuditLogFile","dds-eu"', ["65d3in02", 1_607_681_689_000, "no02_16076/?#"])).toBe(
    "sCXVoFsxLCJBdWRpdExvZ0ZpbGUiLCJkZHMtZXUiLCI2NWQzaW4wMiIsMTYwNzY4MTY4OTAwMCwibm8wMl8xNjA3Ni8_IyJd",
  );
});
