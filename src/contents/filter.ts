import type { AuditOutcome, EntryFacts, UnreadableReason } from "../audit/entries.js";
import type { EntryFormat } from "../audit/sources.js";
import { inWindow, type TimeWindow } from "../audit/window.js";
import {
  actionOf,
  documentAction,
  documentEntry,
  isExact,
  loginIn,
  readDocument,
  shown,
  sqlEntry,
  succeeded,
  withoutLineEnd,
} from "./entry.js";
import type { RawRecord } from "./splitter.js";
import { Column, SqlFields } from "./sql-fields.js";

/** Which entries to list; every condition must hold. Words are compared without case, but for textContains. */
export interface EntryFilter {
  readonly actions?: readonly string[];
  readonly users?: readonly string[];
  readonly clientIps?: readonly string[];
  readonly databases?: readonly string[];
  readonly outcome?: AuditOutcome;
  readonly textContains?: string;
  readonly includeUnreadable: boolean;
  /** By when the entry occurred. */
  readonly window?: TimeWindow;
}

/** What one record came to. */
export interface Judged {
  /** Milliseconds since the epoch; undefined where the record does not say. */
  readonly time: number | undefined;
  readonly isReadable: boolean;
  /** Made only where the record passes. */
  readonly facts: EntryFacts | undefined;
  /** The record's counter, where its form has one. */
  readonly counter: number | undefined;
}

const A = 65;
const Z = 90;
const ASCII = 128;

/** Is a field one of the words? Its bytes are compared before anything is decoded. */
const oneOf = (words: readonly string[]): ((field: Buffer) => boolean) => {
  const wanted = words.map((word) => ({ text: word.toLowerCase(), bytes: Buffer.from(word.toLowerCase()) }));
  const isWord = (field: Buffer, { text, bytes }: (typeof wanted)[number]): boolean => {
    for (let at = 0; at < field.length; at += 1) {
      const byte = field[at] ?? 0;
      // Beyond ASCII upper and lower case may differ in length.
      if (byte >= ASCII) return field.toString("utf8").toLowerCase() === text;
      if ((byte >= A && byte <= Z ? byte + 32 : byte) !== bytes[at]) return false;
    }
    return field.length === bytes.length;
  };
  return (field) => wanted.some((word) => isWord(field, word));
};

const oneOfTexts = (words: readonly string[]): ((text: string | null) => boolean) => {
  const wanted = new Set(words.map((word) => word.toLowerCase()));
  return (text) => text !== null && wanted.has(text.toLowerCase());
};

const unreadable = (
  { bytes, isTooLong }: RawRecord,
  reason: UnreadableReason,
  { includeUnreadable }: EntryFilter,
): Judged => {
  if (!includeUnreadable) return { time: undefined, isReadable: false, facts: undefined, counter: undefined };
  const whole = withoutLineEnd(bytes);
  const raw = shown(whole);
  const facts: EntryFacts = {
    occurredAt: null,
    action: null,
    outcome: "UNKNOWN",
    errorCode: null,
    user: null,
    clientIp: null,
    database: null,
    raw: raw.text,
    rawIsComplete: raw.isComplete && !isTooLong,
    textIsExact: isExact(whole),
    unreadable: reason,
  };
  return { time: undefined, isReadable: false, facts, counter: undefined };
};

export type Judge = (record: RawRecord) => Judged | undefined;

/** A statement that holds the text: with its quotes doubled, as the file has it. */
const sqlJudge = (filter: EntryFilter): Judge => {
  const { actions, users, clientIps, databases, outcome, textContains, window } = filter;
  const fields = new SqlFields();
  const isAction = actions && oneOf(actions);
  const isUser = users && oneOf(users);
  const isIp = clientIps && oneOf(clientIps);
  const isDatabase = databases && oneOf(databases);
  const text = textContains === undefined ? undefined : Buffer.from(textContains.replaceAll('"', '""'));
  const holdsText = (needle: Buffer): boolean => {
    const statement = fields.of(Column.TEXT);
    if (statement.indexOf(needle) < 0) return false;
    return textContains === undefined || fields.text(Column.TEXT).includes(textContains);
  };
  const passes = (): boolean =>
    (!window || inWindow(fields.time, window)) &&
    (outcome === undefined || outcome === (succeeded(fields) ? "SUCCEEDED" : "FAILED")) &&
    (!isAction || isAction(actionOf(fields)) || isAction(fields.of(Column.NAME))) &&
    (!isIp || isIp(fields.of(Column.IP))) &&
    (!isDatabase || isDatabase(fields.of(Column.DATABASE))) &&
    (!isUser || isUser(loginIn(fields.of(Column.USER)))) &&
    (!text || holdsText(text));
  return (record) => {
    const reason = record.isTooLong ? "TOO_LONG" : fields.find(record.bytes, record.isLast);
    if (reason !== undefined) return unreadable(record, reason, filter);
    return {
      time: fields.time,
      isReadable: true,
      facts: passes() ? sqlEntry(record.bytes, fields) : undefined,
      counter: Number(fields.of(Column.ID).toString("latin1")),
    };
  };
};

const documentJudge = (filter: EntryFilter): Judge => {
  const { actions, users, clientIps, databases, outcome, textContains, window } = filter;
  const isAction = actions && oneOfTexts(actions);
  const isUser = users && oneOfTexts(users);
  const isIp = clientIps && oneOfTexts(clientIps);
  const isDatabase = databases && oneOfTexts(databases);
  return (record) => {
    if (record.isTooLong) return unreadable(record, "TOO_LONG", filter);
    const line = record.bytes.toString("utf8");
    const found = readDocument(line);
    if (!found) return unreadable(record, record.isLast ? "CUT_SHORT" : "NOT_JSON", filter);
    const { time, type, command, user, clientIp, database, result } = found;
    const became = result === undefined ? "UNKNOWN" : result === 0 ? "SUCCEEDED" : "FAILED";
    const passes =
      (!window || inWindow(time, window)) &&
      (outcome === undefined || outcome === became) &&
      (!isAction || isAction(documentAction(found)) || isAction(type) || isAction(command)) &&
      (!isIp || isIp(clientIp)) &&
      (!isDatabase || isDatabase(database)) &&
      (!isUser || isUser(user)) &&
      (textContains === undefined || line.includes(textContains));
    const facts = passes ? documentEntry(record.bytes, found) : undefined;
    return { time, isReadable: true, facts, counter: undefined };
  };
};

const BLANK = /^\s*$/;

/** Judges one record after the other. Undefined: an empty line, which is no record. */
export const judgeOf = (format: EntryFormat, filter: EntryFilter): Judge => {
  const judge = format === "SQL" ? sqlJudge(filter) : documentJudge(filter);
  return (record) => {
    const { bytes } = record;
    if (bytes.length <= 2 && BLANK.test(bytes.toString("latin1"))) return undefined;
    return judge(record);
  };
};
