import type { EntryFacts, SqlFacts } from "../audit/entries.js";
import { Column, type SqlFields } from "./sql-fields.js";
import { isExact, orNull, shown, shownText, withoutLineEnd } from "./texts.js";

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
