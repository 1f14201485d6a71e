import { AuditError } from "../audit/errors.js";
import { detect } from "./detect.js";
import { isObject } from "./entry.js";
import { judgeOf } from "./filter.js";
import { RecordSplitter } from "./splitter.js";

/** What of a file is looked at. */
export const INSPECTED = 64 * 1024;

const LINES = 12;
const LINE_LENGTH = 400;

// eslint-disable-next-line no-control-regex -- these are shown by a sign of their own
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;
// eslint-disable-next-line no-control-regex -- as far as ASCII goes
const BEYOND_ASCII = /[^\u0000-\u007f¬]/g;

/** Letters and digits are blanked, and what is no ASCII; marks stay, for they are the form. */
const blanked = (text: string): string =>
  text
    .replace(/[a-z]/g, "x")
    .replace(/[A-Z]/g, "X")
    .replace(/\d/g, "9")
    .replace(CONTROLS, "¬")
    .replace(BEYOND_ASCII, "?");

const typeOf = (value: unknown): string => (value === null ? "null" : Array.isArray(value) ? "list" : typeof value);

/** Names of keys are kept down to the second level, values never. */
const keysOf = (line: string): readonly string[] | undefined => {
  try {
    const value = JSON.parse(line) as unknown;
    if (!isObject(value)) return undefined;
    return Object.entries(value).map(([key, member]) => {
      const below = isObject(member) ? `{${Object.keys(member).join(", ")}}` : typeOf(member);
      return `${key}: ${below}`;
    });
  } catch {
    return undefined;
  }
};

const count = (text: string, part: string): number => text.split(part).length - 1;

const verdictOf = (first: Buffer, isWhole: boolean): readonly string[] => {
  try {
    const { format, offset } = detect(first, isWhole);
    const judge = judgeOf(format, { includeUnreadable: true });
    const splitter = new RecordSplitter(format, offset);
    const records = [...splitter.push(first.subarray(offset)), ...(isWhole ? splitter.end() : [])];
    const judged = records.flatMap((record) => judge(record) ?? []);
    const reasons = judged.flatMap(({ facts }) => facts?.unreadable ?? []);
    return [
      `form: ${format}, from byte ${offset} on`,
      `records looked at: ${judged.length}, not readable: ${reasons.length} ${[...new Set(reasons)].join(", ")}`.trim(),
    ];
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    return [`form: not known here. ${error.message}`];
  }
};

/**
 * The form of a file with its contents blanked, for people to show to others: no letter and no digit of a record is in
 * it, but the names of JSON keys.
 */
export const inspectLog = (first: Buffer, size: number): string => {
  const text = first.toString("latin1");
  const lines = text.split("\n").slice(0, LINES);
  const keys = keysOf(lines[0] ?? "");
  return [
    `bytes: ${size}`,
    `first bytes: ${first.subarray(0, 4).toString("hex")}`,
    ...verdictOf(first, first.length >= size),
    `line ends: ${count(text, "\r\n")} CR LF, ${count(text, "\n") - count(text, "\r\n")} LF alone`,
    `NUL bytes: ${count(text, "\u0000")}; doubled quotes: ${count(text, '""')}; quotes after a backslash: ${count(text, '\\"')}`,
    ...(keys ? [`keys of the first line: ${keys.join("; ")}`] : []),
    "first lines (x X: letters, 9: digits, ?: other characters, ¬: control characters):",
    ...lines.map((line) => `  ${blanked(line.slice(0, LINE_LENGTH))}${line.length > LINE_LENGTH ? "…" : ""}`),
    "",
  ].join("\n");
};
