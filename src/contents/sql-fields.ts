import type { UnreadableReason } from "../audit/entries.js";
import { utcTime } from "../audit/window.js";

const [LF, CR, QUOTE, COMMA, ZERO, NINE] = [10, 13, 34, 44, 48, 57];

/** The columns of the manual's table, in its order. */
const FIELDS = 12;
export const Column = {
  ID: 0,
  CONNECTION: 1,
  STATUS: 2,
  NAME: 3,
  TIME: 4,
  CLASS: 5,
  TEXT: 6,
  USER: 7,
  HOST: 8,
  EXTERNAL: 9,
  IP: 10,
  DATABASE: 11,
} as const;

/** Digits of a counter; a longer run is none. */
const MOST_DIGITS = 20;

/** The place behind `"digits",`; -1 where something else stands; -2 where the bytes end too early to know. */
const numberField = (bytes: Buffer, from: number): number => {
  let at = from;
  if (at >= bytes.length) return -2;
  if (bytes[at] !== QUOTE) return -1;
  at += 1;
  const first = at;
  while (at < bytes.length && (bytes[at] ?? 0) >= ZERO && (bytes[at] ?? 0) <= NINE) at += 1;
  if (at - first > MOST_DIGITS) return -1;
  if (at + 2 > bytes.length) return bytes[at] === undefined || bytes[at] === QUOTE ? -2 : -1;
  return at > first && bytes[at] === QUOTE && bytes[at + 1] === COMMA ? at + 2 : -1;
};

/**
 * Does a record begin here: `"digits","digits",`? Every quote inside a statement is doubled, so that this cannot stand
 * after a line's end in one. Undefined where the bytes end too early to know.
 */
export const beginsRecord = (bytes: Buffer, at: number): boolean | undefined => {
  const second = numberField(bytes, at);
  if (second < 0) return second === -2 ? undefined : false;
  const end = numberField(bytes, second);
  return end === -2 ? undefined : end > 0;
};

/** `yyyy-mm-ddThh:mm:ss UTC`: the one form of time. */
const STAMP = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d) UTC$/;
const STAMP_LENGTH = 23;

/**
 * Finds the twelve fields of one record in its bytes, and decodes none. One object for many records: what it says holds
 * until the next record.
 */
export class SqlFields {
  /** Begin and end of each field, without its quotes. */
  readonly #edges = new Int32Array(2 * FIELDS);
  #bytes: Buffer = Buffer.alloc(0);
  /** Milliseconds since the epoch. */
  time = 0;
  /** Records of one second stand together. */
  readonly #lastStamp = Buffer.alloc(STAMP_LENGTH);
  #lastTime: number | undefined;

  /** Why the record cannot be read; undefined where it can. `isLast`: nothing follows it in the file. */
  find(bytes: Buffer, isLast: boolean): UnreadableReason | undefined {
    this.#bytes = bytes;
    let end = bytes.length;
    if (end > 0 && bytes[end - 1] === LF) end -= 1;
    if (end > 0 && bytes[end - 1] === CR) end -= 1;
    let at = 0;
    for (let field = 0; field < FIELDS; field += 1) {
      const next = field === Column.TIME ? this.#timeField(at, end) : this.#quotedField(field, at, end);
      if (typeof next === "string") return next === "CUT_SHORT" && !isLast ? "WRONG_FIELDS" : next;
      if (field === FIELDS - 1) return next === end ? undefined : "WRONG_FIELDS";
      if (next >= end) return isLast ? "CUT_SHORT" : "WRONG_FIELDS";
      if (bytes[next] !== COMMA) return "BAD_QUOTING";
      at = next + 1;
    }
    return undefined;
  }

  /** The bytes of a field, doubled quotes and all. */
  of(field: number): Buffer {
    return this.#bytes.subarray(this.#edges[2 * field], this.#edges[2 * field + 1]);
  }

  text(field: number): string {
    return this.of(field).toString("utf8").replaceAll('""', '"');
  }

  isEmpty(field: number): boolean {
    return this.#edges[2 * field] === this.#edges[2 * field + 1];
  }

  #quotedField(field: number, from: number, end: number): number | UnreadableReason {
    const bytes = this.#bytes;
    if (from >= end) return "CUT_SHORT";
    if (bytes[from] !== QUOTE) return "BAD_QUOTING";
    let at = from + 1;
    for (;;) {
      // The statement is the one field that is long: there the search that the platform has is faster than a loop.
      if (field === Column.TEXT) at = bytes.indexOf(QUOTE, at);
      else while (at < end && bytes[at] !== QUOTE) at += 1;
      if (at < 0 || at >= end) return "CUT_SHORT";
      if (bytes[at + 1] !== QUOTE || at + 1 >= end) break;
      at += 2;
    }
    this.#edges[2 * field] = from + 1;
    this.#edges[2 * field + 1] = at;
    return at + 1;
  }

  /** Bare, without quotes. */
  #timeField(from: number, end: number): number | UnreadableReason {
    const to = from + STAMP_LENGTH;
    if (to > end) return "CUT_SHORT";
    const bytes = this.#bytes;
    if (this.#lastTime === undefined || bytes.compare(this.#lastStamp, 0, STAMP_LENGTH, from, to) !== 0) {
      const parts = STAMP.exec(bytes.toString("latin1", from, to));
      if (!parts) return "BAD_TIME";
      const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
      this.#lastTime = utcTime(year, month, day, hour, minute, second);
      bytes.copy(this.#lastStamp, 0, from, to);
    }
    if (this.#lastTime === undefined) return "BAD_TIME";
    this.time = this.#lastTime;
    this.#edges[2 * Column.TIME] = from;
    this.#edges[2 * Column.TIME + 1] = to;
    return to;
  }
}
