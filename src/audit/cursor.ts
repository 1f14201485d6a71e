import { type AuditError, invalidCursor } from "./errors.js";
import { fingerprint, openJson, sealJson } from "./seal.js";
import { DAY, isInstant } from "./window.js";
import type { RecordKey } from "./record.js";

const VERSION = 2;
/**
 * Cursors of 0.1.0 told which process began the walk, and when, before the record's key. They are taken until the release
 * after 0.2.0, so that walks go on over an upgrade, and between replicas while one is rolled out; what they said of the
 * walk is not needed any more.
 */
const FORMER_VERSION = 1;
/** Reads reach beyond a record's time, by a month at most. */
const ROOM = 60 * DAY;

/**
 * A place in a list: after or before one record, in the list that one set of arguments makes. It tells nothing of who
 * read the list, and when: clients compare cursors, and take one record with two of them for two.
 */
export interface Cursor {
  /** The window's end as the first page froze it, milliseconds since the epoch. */
  readonly frozenTo: number;
  readonly key: RecordKey;
}

/** Binds cursors to the arguments that made them. Pass everything that decides which records are listed, and in which order. */
export const bindingOf = (listArguments: unknown): string => fingerprint(listArguments);

export const encodeCursor = ({ frozenTo, key }: Cursor, binding: string): string =>
  sealJson([VERSION, binding, frozenTo, key.time, key.source, key.instance, key.id]);

const isText = (value: unknown): value is string => typeof value === "string";

/** Throws INVALID_CURSOR, naming the argument, for a damaged cursor and for one made with other arguments. */
export const decodeCursor = (text: string, binding: string, argument: string): Cursor => {
  const value = openJson(text);
  const damaged = (): AuditError =>
    invalidCursor(argument, "this cursor is damaged; take it from an edge or pageInfo as it stands.");
  if (!Array.isArray(value)) throw damaged();
  const [version, boundTo, frozenTo, ...rest] = value as unknown[];
  if (version !== VERSION && version !== FORMER_VERSION)
    throw invalidCursor(argument, "this cursor is of another version; start again from the first page.");
  if (boundTo !== binding) {
    throw invalidCursor(
      argument,
      "this cursor was made with other arguments; use those, or start again from the first page.",
    );
  }
  const [time, source, instance, id] = version === FORMER_VERSION ? rest.slice(2) : rest;
  if (!isInstant(frozenTo) || !isInstant(time, ROOM)) throw damaged();
  if (!isText(source) || !isText(instance) || !isText(id)) throw damaged();
  return { frozenTo, key: { time, source, instance, id } };
};
