import { AuditError } from "./audit-error.js";
import { fingerprint, openJson, sealJson } from "./check.js";
import type { RecordKey } from "./record.js";

const VERSION = 1;

/** A place in a list: after or before one record, in the list that one set of arguments makes. */
export interface Cursor {
  /** The window's end as the first page froze it, milliseconds since the epoch. */
  readonly frozenTo: number;
  readonly key: RecordKey;
}

/** Binds cursors to the arguments that made them. Pass everything that decides which records are listed, and in which order. */
export const bindingOf = (listArguments: unknown): string => fingerprint(listArguments);

export const encodeCursor = (cursor: Cursor, binding: string): string =>
  sealJson([VERSION, binding, cursor.frozenTo, cursor.key.time, cursor.key.source, cursor.key.instance, cursor.key.id]);

const refuse = (argument: string, problem: string): AuditError =>
  new AuditError("INVALID_CURSOR", `${argument}: ${problem}`);

const isTime = (value: unknown): value is number => Number.isSafeInteger(value);

/** Throws INVALID_CURSOR, naming the argument, for a damaged cursor and for one made with other arguments. */
export const decodeCursor = (text: string, binding: string, argument: string): Cursor => {
  const value = openJson(text);
  if (!Array.isArray(value) || value.length !== 7) {
    throw refuse(argument, "this cursor is damaged; take it from an edge or pageInfo as it stands.");
  }
  const [version, boundTo, frozenTo, time, source, instance, id] = value as unknown[];
  if (version !== VERSION)
    throw refuse(argument, "this cursor is of another version; start again from the first page.");
  if (boundTo !== binding) {
    throw refuse(argument, "this cursor was made with other arguments; use those, or start again from the first page.");
  }
  if (
    !isTime(frozenTo) ||
    !isTime(time) ||
    typeof source !== "string" ||
    typeof instance !== "string" ||
    typeof id !== "string"
  ) {
    throw refuse(argument, "this cursor is damaged; take it from an edge or pageInfo as it stands.");
  }
  return { frozenTo, key: { time, source, instance, id } };
};
