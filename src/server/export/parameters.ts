import { type AuditError, invalidArgument } from "../../audit/errors.js";
import { type Parameter, type Table, valueIn } from "./tables.js";

type Node = Readonly<Record<string, unknown>>;

/** How an export is written. What it writes of a record depends on the record and its cursor alone. */
interface Format {
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

const formats: ReadonlyMap<string, Format> = new Map([
  ["ndjson", ndjson],
  ["csv", csv],
]);

/** `from` or `last`. */
interface AskedWindow {
  readonly from?: string;
  readonly to?: string;
  readonly last?: string;
}

/** One export, as its URL asks for it. */
export interface AskedExport {
  readonly table: Table;
  readonly format: Format;
  /** A cursor of an earlier export of the same: only what comes after it. */
  readonly after: string | undefined;
  /** Of the operation of each page, but for the place of the page. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** The window as it was written, for the name of a file. */
  readonly window: AskedWindow;
}

const OWN = ["list", "format", "from", "to", "last", "after"] as const;

const refused = (name: string, cure: string): AuditError => invalidArgument(name, cure);

const one = (search: URLSearchParams, name: string): string | undefined => {
  const [value, ...more] = search.getAll(name);
  if (more.length > 0) throw refused(name, "give it once.");
  return value === "" ? undefined : value;
};

const valueOf = (text: string, { name, form }: Parameter): unknown => {
  switch (form) {
    case "text":
      return text;
    case "number":
      if (!/^-?\d+(\.\d+)?$/.test(text)) throw refused(name, "write a number, in digits.");
      return Number(text);
    case "boolean":
      if (text !== "true" && text !== "false") throw refused(name, "write true or false.");
      return text === "true";
    case "instance": {
      const at = text.lastIndexOf("/");
      if (at < 1) throw refused(name, "write the source's name, a slash and the instance's id.");
      return { source: text.slice(0, at), instanceId: text.slice(at + 1) };
    }
  }
};

/** Of a list: once for each value; once and empty for none. */
const readParameter = (search: URLSearchParams, parameter: Parameter): unknown => {
  const { name, isList } = parameter;
  if (!search.has(name)) return undefined;
  if (!isList) {
    const text = one(search, name);
    return text === undefined ? undefined : valueOf(text, parameter);
  }
  const texts = search.getAll(name);
  return texts.length === 1 && texts[0] === "" ? [] : texts.map((text) => valueOf(text, parameter));
};

const chosen = <T>(search: URLSearchParams, name: string, known: ReadonlyMap<string, T>, fallback?: string): T => {
  const found = known.get(one(search, name) ?? fallback ?? "");
  if (found === undefined) throw refused(name, `write one of ${[...known.keys()].join(", ")}.`);
  return found;
};

const windowIn = (params: URLSearchParams): AskedWindow => {
  const [from, to, last] = [one(params, "from"), one(params, "to"), one(params, "last")];
  if (from === undefined && last === undefined) {
    throw refused(
      "from",
      "say where the window begins, such as 2026-11-01T00:00:00Z, or how long it is: last, such as P7D.",
    );
  }
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(last === undefined ? {} : { last }),
  };
};

/** A spreadsheet's cell that holds a cursor begins with an apostrophe where the cursor begins with a hyphen. */
const cursorOf = (text: string | undefined): string | undefined => text?.replace(/^'/, "");

/** Reads the URL's query. Throws INVALID_ARGUMENT, naming the parameter; values are judged by the list itself. */
export const readExport = (search: string, tables: ReadonlyMap<string, Table>): AskedExport => {
  const params = new URLSearchParams(search);
  const table = chosen(params, "list", tables);
  const format = chosen(params, "format", formats, "ndjson");
  const window = windowIn(params);
  const names = [...OWN, ...table.parameters.map(({ name }) => name)];
  for (const name of params.keys()) {
    if (!names.includes(name)) throw refused(name, `an export of ${table.list} takes ${names.join(", ")}.`);
  }
  const read = (of: Parameter["of"]): Record<string, unknown> =>
    Object.fromEntries(
      table.parameters
        .filter((each) => each.of === of)
        .map((each) => [each.name, readParameter(params, each)])
        .filter(([, value]) => value !== undefined),
    ) as Record<string, unknown>;
  const filter = read("filter");
  return {
    table,
    format,
    after: cursorOf(one(params, "after")),
    variables: {
      ...read("arguments"),
      window,
      ...(Object.keys(filter).length > 0 ? { filter } : {}),
    },
    window,
  };
};
