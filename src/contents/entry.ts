import type { EntryFacts, SqlFacts } from "../audit/entries.js";
import { utcTime } from "../audit/window.js";
import { isUtf8 } from "node:buffer";
import { Column, type SqlFields } from "./sql-fields.js";

/** What is shown of one record, or of one statement. */
const MOST_SHOWN = 64 * 1024;

interface Shown {
  readonly text: string;
  readonly isComplete: boolean;
}

/** Begins a character of UTF-8, or is one. */
const beginsCharacter = (byte: number | undefined): boolean => byte === undefined || (byte & 0xc0) !== 0x80;

/** The first bytes as text, cut between two characters. */
export const shown = (bytes: Buffer): Shown => {
  if (bytes.length <= MOST_SHOWN) return { text: bytes.toString("utf8"), isComplete: true };
  let end = MOST_SHOWN;
  while (end > MOST_SHOWN - 4 && !beginsCharacter(bytes[end])) end -= 1;
  return { text: bytes.toString("utf8", 0, end), isComplete: false };
};

/** The same of a text, cut between two characters. */
const shownText = (text: string): Shown => {
  if (text.length <= MOST_SHOWN) return { text, isComplete: true };
  const isHalf = /[\uD800-\uDBFF]/.test(text.charAt(MOST_SHOWN - 1));
  return { text: text.slice(0, isHalf ? MOST_SHOWN - 1 : MOST_SHOWN), isComplete: false };
};

/** Do the bytes stand for what they are shown as? */
export const isExact = (bytes: Buffer): boolean => isUtf8(bytes);

/** A record without its line's end. */
export const withoutLineEnd = (bytes: Buffer): Buffer => {
  let end = bytes.length;
  if (end > 0 && bytes[end - 1] === 10) end -= 1;
  if (end > 0 && bytes[end - 1] === 13) end -= 1;
  return bytes.subarray(0, end);
};

const orNull = (text: string): string | null => (text === "" ? null : text);

type Json = Readonly<Record<string, unknown>>;

/** A JSON object: no list, and not null. */
export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const textIn = (value: unknown): string | null => (typeof value === "string" ? orNull(value) : null);

const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,3})\d*)?(Z|([+-])(\d\d):?(\d\d))$/;

/** MongoDB writes `…Z` or an offset without a colon; the log service shows `+0000`. */
const timeOf = (value: unknown): number | undefined => {
  const parts = typeof value === "string" ? TIME.exec(value) : null;
  if (!parts) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  const local = utcTime(year, month, day, hour, minute, second, Number((parts[7] ?? "0").padEnd(3, "0")));
  const offset = (Number(parts[10] ?? 0) * 60 + Number(parts[11] ?? 0)) * 60_000;
  return local === undefined ? undefined : local - (parts[9] === "-" ? -offset : offset);
};

/** One line, read. Null: it is no object of either form. */
interface DocumentFields {
  readonly time: number;
  readonly type: string;
  readonly command: string | null;
  readonly user: string | null;
  readonly clientIp: string | null;
  readonly database: string | null;
  readonly collection: string | null;
  /** Undefined where the form does not say it. */
  readonly result: number | undefined;
  readonly param: unknown;
}

/** `db.collection` apart; a collection's name may hold dots. */
const namespaceOf = (ns: unknown): readonly [database: string | null, collection: string | null] => {
  if (typeof ns !== "string" || ns === "") return [null, null];
  const dot = ns.indexOf(".");
  return dot < 0 ? [ns, null] : [ns.slice(0, dot), orNull(ns.slice(dot + 1))];
};

/** MongoDB's audit schema: atype, ts, remote, users, param, result. */
const fromFile = (line: Json): DocumentFields | null => {
  const { atype, ts, remote, users, param, result } = line;
  const time = isObject(ts) ? timeOf(ts.$date) : undefined;
  if (typeof atype !== "string" || time === undefined) return null;
  const [first] = Array.isArray(users) ? (users as unknown[]) : [];
  const [database, collection] = namespaceOf(isObject(param) ? param.ns : undefined);
  return {
    time,
    type: atype,
    command: isObject(param) ? textIn(param.command) : null,
    user: isObject(first) ? textIn(first.user) : null,
    clientIp: isObject(remote) ? textIn(remote.ip) : null,
    database,
    collection,
    result: typeof result === "number" ? result : undefined,
    param,
  };
};

/** The form that the log service shows of the same records. */
const fromLogService = ({ optype, time: text, user, user_ip, db, coll, param }: Json): DocumentFields | null => {
  const time = timeOf(text);
  if (typeof optype !== "string" || time === undefined) return null;
  return {
    time,
    type: optype,
    command: isObject(param) ? textIn(param.command) : null,
    user: textIn(user),
    clientIp: textIn(user_ip),
    database: textIn(db),
    collection: textIn(coll),
    result: undefined,
    param,
  };
};

/** What a line says; null where it is no record. Keys that are not known are left alone: newer versions have them. */
export const readDocument = (line: string): DocumentFields | null => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  return isObject(value) ? (fromFile(value) ?? fromLogService(value)) : null;
};

/** authCheck is how MongoDB calls the check of any command's permission: the command says what was done. */
export const documentAction = ({ type, command }: DocumentFields): string =>
  (type === "authCheck" ? (command ?? type) : type).toLowerCase();

export const documentEntry = (bytes: Buffer, fields: DocumentFields): EntryFacts => {
  const { time, type, command, collection, result, param, user, clientIp, database } = fields;
  const whole = withoutLineEnd(bytes);
  const raw = shown(whole);
  return {
    occurredAt: time,
    action: documentAction(fields),
    outcome: result === undefined ? "UNKNOWN" : result === 0 ? "SUCCEEDED" : "FAILED",
    errorCode: result === undefined || result === 0 ? null : String(result),
    user,
    clientIp,
    database,
    raw: raw.text,
    rawIsComplete: raw.isComplete,
    textIsExact: isExact(whole),
    document: {
      type,
      command,
      collection,
      parameters: param === undefined ? null : shownText(JSON.stringify(param)).text,
    },
  };
};

const [OPEN, CLOSE] = [91, 93];

/** Of `root[root] @  [10.58.239.247]` the name that was logged in with: the one in the first brackets. */
export const loginIn = (account: Buffer): Buffer => {
  const open = account.indexOf(OPEN);
  const close = account.indexOf(CLOSE, open + 1);
  return open < 0 || close < 0 ? account : account.subarray(open + 1, close);
};

/** Connections and disconnections have no class: their name says what they are. */
export const actionOf = (fields: SqlFields): Buffer =>
  fields.of(fields.isEmpty(Column.CLASS) ? Column.NAME : Column.CLASS);

const ZERO = 48;

/** The status is the statement's error code; 0 is none. */
export const succeeded = (fields: SqlFields): boolean => {
  const status = fields.of(Column.STATUS);
  return status.length === 1 && status[0] === ZERO;
};

/** A record of which all twelve fields are found, as what it says. */
export const sqlEntry = (bytes: Buffer, fields: SqlFields): EntryFacts => {
  const text = (column: number): string | null => orNull(fields.text(column));
  const whole = withoutLineEnd(bytes);
  const raw = shown(whole);
  const statement = shownText(fields.text(Column.TEXT));
  const user = loginIn(fields.of(Column.USER)).toString("utf8").replaceAll('""', '"');
  const isGood = succeeded(fields);
  const sql: SqlFacts = {
    recordId: fields.text(Column.ID),
    connectionId: fields.text(Column.CONNECTION),
    name: fields.text(Column.NAME),
    commandClass: text(Column.CLASS),
    statement: orNull(statement.text),
    statementIsComplete: statement.isComplete,
    account: text(Column.USER),
    host: text(Column.HOST),
    externalUser: text(Column.EXTERNAL),
  };
  return {
    occurredAt: fields.time,
    action: orNull(actionOf(fields).toString("utf8").toLowerCase()),
    outcome: isGood ? "SUCCEEDED" : "FAILED",
    errorCode: isGood ? null : text(Column.STATUS),
    user: orNull(user),
    clientIp: text(Column.IP),
    database: text(Column.DATABASE),
    raw: raw.text,
    rawIsComplete: raw.isComplete,
    textIsExact: isExact(whole),
    sql,
  };
};
