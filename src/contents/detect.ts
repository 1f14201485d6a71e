import type { EntryFormat, ObjectRange, StoredFile } from "../audit/sources.js";
import { AuditError } from "../audit/errors.js";
import { readDocument } from "./entry.js";
import { type RawRecord, RecordSplitter } from "./splitter.js";
import { SqlFields } from "./sql-fields.js";

/** What is looked at to know a file's form. */
export const DETECTED_BY = 64 * 1024;

export interface Detected {
  readonly format: EntryFormat;
  /** Where the first record begins: behind a byte order mark and a header row. */
  readonly offset: number;
}

const unsupported = (what: string, cure = ""): AuditError =>
  new AuditError(
    "UNSUPPORTED_FORMAT",
    `The file is ${what}, and is not read; its download link still serves it.${cure === "" ? "" : ` ${cure}`}`,
  );

/** What tells more: it prints nothing of the file's contents. */
const INSPECT = "`auditgraph inspect-log FILE` prints its form, blanked.";

/** Throws where the configuration says another form than the file has. */
export const mustBeExpected = (format: EntryFormat, expected: EntryFormat | undefined): void => {
  if (expected === undefined || format === expected) return;
  const cure = "Correct contents.format, or leave it out.";
  throw unsupported(`in the form ${format}, where the source's configuration expects ${expected}`, cure);
};

const NO_RECORD = "in a form that is not known here: it holds no record that can be read";

/** The file holds no record that can be read. */
export const holdsNoRecord = (): AuditError => unsupported(NO_RECORD, INSPECT);
export const isEmptyFile = (): AuditError => unsupported("empty");

const MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const COLUMNS =
  "record_id,connection_id,connection_status,name,timestamp,command_class,sqltext,user,host,external_user,ip,default_db";

/** Packed: whatever of it looks like records is none. */
const PACKED: readonly (readonly [Buffer, string])[] = [
  [Buffer.from([0x1f, 0x8b]), "compressed (gzip)"],
  [Buffer.from("PK\u0003\u0004"), "an archive (ZIP)"],
];

/** Forms that are known, and not read. */
const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/^\s*</, "XML or HTML"],
  [/^\{"audit_record":/, "an audit log of Percona Server (JSON)"],
  [/^"[A-Za-z ]+","\d+_\d{4}-/, "an audit log of Percona Server (CSV)"],
  [/^[^\n]*AUDIT: /, "an audit log of PostgreSQL, whose form nobody has proven"],
];

/** Six names at least, of nothing but letters: the end of a statement in a damaged first record is no header row. */
const NAMES = /^(?:"[\p{L}_ ]{1,64}"|[\p{L}_ ]{1,64})(?:,(?:"[\p{L}_ ]{1,64}"|[\p{L}_ ]{1,64})){5,63}\r?(?:\n|$)/u;

/** Length of a header row that names the known columns in their order, 0 without one; undefined for one of other names. */
const headerIn = (text: string): number | undefined => {
  const end = text.indexOf("\n");
  const row = text.slice(0, end < 0 ? text.length : end + 1);
  if (row.replace(/["\r\n]/g, "") === COLUMNS && end >= 0) return end + 1;
  return NAMES.test(row) || /^"?record_id"?,/.test(row) ? undefined : 0;
};

const recordsOf = (format: EntryFormat, bytes: Buffer, isWhole: boolean): RawRecord[] => {
  const splitter = new RecordSplitter(format, 0);
  const whole = [...splitter.push(bytes)];
  // The last one may only be cut by where the look ended; a statement may be longer than that.
  return isWhole || whole.length === 0 ? [...whole, ...splitter.end()] : whole;
};

const beginsSql =
  /(?:^|\n)"\d{1,20}","\d{1,20}","-?\d{1,10}","[A-Za-z ]+",\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d UTC,"[a-z_0-9]*","/;

const isSql = (bytes: Buffer, isWhole: boolean): boolean => {
  if (!beginsSql.test(bytes.toString("latin1"))) return false;
  const fields = new SqlFields();
  const found = recordsOf("SQL", bytes, isWhole);
  if (found.some(({ bytes: record, isLast }) => fields.find(record, isLast) === undefined)) return true;
  // One statement that is longer than the look: its first fields are all that there is to go by.
  return !isWhole && found.length <= 1;
};

const isDocuments = (bytes: Buffer, isWhole: boolean): boolean => {
  const found = recordsOf("DOCUMENTS", bytes, isWhole);
  if (found.some(({ bytes: line }) => readDocument(line.toString("utf8")) !== null)) return true;
  return !isWhole && found.length <= 1 && /^\{"(?:atype|topic)":/.test(bytes.toString("latin1", 0, 16));
};

/** The form of a file by its first bytes; `isWhole`: they are all of it. Throws UNSUPPORTED_FORMAT, never guesses. */
export const detect = (first: Buffer, isWhole: boolean): Detected => {
  if (first.length === 0) throw isEmptyFile();
  const packed = PACKED.find(([mark]) => first.subarray(0, mark.length).equals(mark));
  if (packed) throw unsupported(packed[1]);
  const mark = first.subarray(0, 3).equals(MARK) ? 3 : 0;
  const bytes = first.subarray(mark);
  const head = bytes.toString("latin1", 0, 4_096);
  const foreign = FOREIGN.find(([pattern]) => pattern.test(head));
  // A damaged first record may look like anything: the proven forms are tried all the same.
  // Names may be in any language.
  const header = headerIn(bytes.toString("utf8", 0, 4_096));
  if (header === undefined) {
    throw unsupported(
      "a table with a header row of other names or another order than the twelve that are known",
      INSPECT,
    );
  }
  const body = bytes.subarray(header);
  if (isSql(body, isWhole)) return { format: "SQL", offset: mark + header };
  if (isDocuments(body, isWhole)) return { format: "DOCUMENTS", offset: mark + header };
  throw foreign ? unsupported(foreign[1]) : holdsNoRecord();
};

/** What a file's first bytes are, and tell of it. */
interface Looked extends Detected {
  readonly first: Buffer;
  readonly etag: string;
  readonly total: number;
}

/** Reads a file's first bytes. Throws UNSUPPORTED_FORMAT. */
export const look = async (object: StoredFile, count: (bytes: number) => void): Promise<Looked> => {
  const { etag, total, chunks }: ObjectRange = await object.read({ from: 0, to: DETECTED_BY });
  const parts: Buffer[] = [];
  for await (const chunk of chunks) {
    count(chunk.length);
    parts.push(chunk);
  }
  const first = Buffer.concat(parts);
  return { ...detect(first, first.length >= total), first, etag, total };
};
