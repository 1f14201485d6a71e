import type { EntryFacts } from "../audit/entries.js";
import { utcTime } from "../audit/window.js";
import { isExact, orNull, shown, shownText, withoutLineEnd } from "./texts.js";

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
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
export interface DocumentFields {
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
