import type { EntryFormat } from "../audit/sources.js";
import { beginsRecord, SqlFields } from "./sql-fields.js";

const LF = 10;
const LF_AND_QUOTE = Buffer.from('\n"');
const NOTHING = Buffer.alloc(0);

/** A longer record is not read: it would have to be held whole. */
export const LONGEST_RECORD = 4 * 1024 * 1024;
/** What is kept of one that is too long. */
export const KEPT = 64 * 1024;

/** The bytes of one record, with its line's end. */
export interface RawRecord {
  readonly bytes: Buffer;
  /** In the file. */
  readonly offset: number;
  /** Where the next one begins. */
  readonly end: number;
  readonly isTooLong: boolean;
  /** The file ends with it. */
  readonly isLast: boolean;
}

/**
 * Cuts a file's bytes into records by where records begin, never by counting quotes: so damage costs one record, and a
 * read may begin at any record. A SQL record begins after a line's end by what only its first two fields look like
 * (beginsRecord); a document is a line.
 */
export class RecordSplitter {
  #held: Buffer = NOTHING;
  /** Of what is held: up to here no record begins. */
  #searched = 0;
  /** Bytes of a record that is too long, beyond what is held of it. */
  #dropped = 0;
  #start: number;

  /** `offset`: where the first byte stands in the file; a record begins there. */
  constructor(
    private readonly format: EntryFormat,
    offset: number,
  ) {
    this.#start = offset;
  }

  /** Where the first record begins that is not given out. */
  get pending(): number {
    return this.#start;
  }

  /** The records that are whole with these bytes. Leave the iteration only for good. */
  *push(chunk: Buffer): Generator<RawRecord, void, undefined> {
    let bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    let from = 0;
    let at = this.#searched;
    for (;;) {
      const next = this.#nextStart(bytes, at);
      if (next < 0) {
        at = -1 - next;
        break;
      }
      const record = this.#record(bytes.subarray(from, next), false);
      from = next;
      at = next;
      yield record;
    }
    bytes = bytes.subarray(from);
    this.#searched = at - from;
    if (this.#dropped + bytes.length > LONGEST_RECORD) {
      // What was searched holds no beginning; only its first part is shown of it.
      const kept = Buffer.concat([bytes.subarray(0, KEPT), bytes.subarray(Math.max(KEPT, this.#searched))]);
      this.#dropped += bytes.length - kept.length;
      this.#searched = Math.min(KEPT, this.#searched);
      bytes = kept;
    }
    // A copy, so that a small rest does not hold a large chunk.
    this.#held = Buffer.from(bytes);
  }

  /** The record that the file's end ends. */
  *end(): Generator<RawRecord, void, undefined> {
    let rest = this.#held;
    this.#held = NOTHING;
    // A file that is cut in a record's first fields: the record before it is whole all the same.
    const cut = this.#searched + 1;
    const isCut = this.format === "SQL" && cut < rest.length;
    if (isCut && this.#dropped === 0 && new SqlFields().find(rest.subarray(0, cut), false) === undefined) {
      yield this.#record(rest.subarray(0, cut), false);
      rest = rest.subarray(cut);
    }
    if (rest.length > 0) yield this.#record(rest, true);
  }

  #record(bytes: Buffer, isLast: boolean): RawRecord {
    const offset = this.#start;
    const end = offset + bytes.length + this.#dropped;
    const isTooLong = end - offset > LONGEST_RECORD;
    this.#start = end;
    this.#dropped = 0;
    return { bytes: isTooLong ? bytes.subarray(0, KEPT) : bytes, offset, end, isTooLong, isLast };
  }

  /** Where the next record begins, at or after a place; -1 - p where none does before p, from which to search on. */
  #nextStart(bytes: Buffer, from: number): number {
    if (this.format === "DOCUMENTS") {
      const end = bytes.indexOf(LF, from);
      return end < 0 ? -1 - bytes.length : end + 1;
    }
    for (let at = from; ;) {
      const found = bytes.indexOf(LF_AND_QUOTE, at);
      // The last byte may be a line's end whose quote is still to come.
      if (found < 0) return -1 - Math.max(from, bytes.length - 1);
      const begins = beginsRecord(bytes, found + 1);
      if (begins === true) return found + 1;
      if (begins === undefined) return -1 - found;
      at = found + 1;
    }
  }
}

/** Where the first record begins after a place in the middle of a file; undefined where none does within the bytes. */
export const firstStart = (format: EntryFormat, bytes: Buffer): number | undefined => {
  if (format === "DOCUMENTS") {
    const end = bytes.indexOf(LF);
    return end < 0 ? undefined : end + 1;
  }
  for (let at = 0; ;) {
    const found = bytes.indexOf(LF_AND_QUOTE, at);
    if (found < 0) return undefined;
    if (beginsRecord(bytes, found + 1) === true) return found + 1;
    at = found + 1;
  }
};
