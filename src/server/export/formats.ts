import { type Table, valueIn } from "./tables.js";

type Node = Readonly<Record<string, unknown>>;

/** How an export is written. What it writes of a record depends on the record and its cursor alone. */
export interface Format {
  readonly mediaType: string;
  readonly extension: string;
  /** Before the first record of the whole; left out where an export is gone on with. */
  head(table: Table): string;
  record(table: Table, node: Node, cursor: string): string;
  /** After the last record. */
  tail(ending: object): string;
}

const ndjson: Format = {
  mediaType: "application/x-ndjson; charset=utf-8",
  extension: "ndjson",
  head: () => "",
  record: ({ columns }, node, cursor) => {
    const members = columns.map((each) => `"${each.name}":${JSON.stringify(valueIn(node, each))},`);
    return `{${members.join("")}"cursor":${JSON.stringify(cursor)}}\n`;
  },
  tail: (ending) => `${JSON.stringify({ export: ending })}\n`,
};

/** What spreadsheets take for the beginning of a formula, also as they write it in full width. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const NEEDS_QUOTES = /[",\r\n]/;

/** A number is never a formula: only texts come from outside. */
const cell = (value: unknown): string => {
  if (value === null) return "";
  if (typeof value !== "string") return JSON.stringify(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const line = (cells: readonly string[]): string => `${cells.join(",")}\r\n`;

/** RFC 4180. */
const csv: Format = {
  mediaType: "text/csv; charset=utf-8; header=present",
  extension: "csv",
  head: ({ columns }) => line([...columns.map(({ name }) => name), "cursor"]),
  record: ({ columns }, node, cursor) => line([...columns.map((each) => cell(valueIn(node, each))), cell(cursor)]),
  tail: () => "",
};

export const formats: ReadonlyMap<string, Format> = new Map([
  ["ndjson", ndjson],
  ["csv", csv],
]);
