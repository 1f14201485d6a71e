import { crc32 } from "node:zlib";
import { hash32, hex } from "../world.js";
import type { AuditFile } from "../database/files.js";
import type { DatabaseKind } from "../database/dialects.js";
import { BLOCK, blockEdges, recordBytes, type RecordedFile } from "./block.js";
import type { Damage } from "./place.js";
import { LTS_LINE } from "./document-block.js";

/** What a fault makes of an object in the store. */
export interface ObjectFaults {
  readonly damage?: Damage;
  /** Another object under the same name. */
  readonly changed?: boolean;
  readonly form?: keyof typeof FORMS;
  readonly headerRow?: boolean | keyof typeof OTHER_HEADERS;
  readonly byteOrderMark?: boolean;
  readonly gzip?: boolean;
  /** It ends in the middle of a record. */
  readonly cut?: boolean;
  readonly range?: "ignored" | "shifted" | "refused";
  readonly etag?: boolean;
}

/** An object: computed where it is read. */
export interface StoredObject {
  readonly size: number;
  readonly etag: string;
  read(from: number, to: number): Buffer;
}

const HEADER =
  '"record_id","connection_id","connection_status","name","timestamp","command_class","sqltext","user","host","external_user","ip","default_db"\n';
/** Header rows of other names: in another language, in another order, with a column more. None was ever seen. */
const OTHER_HEADERS = {
  translated: "记录编号,连接编号,连接状态,名称,时间,命令,语句,用户,主机,外部用户,地址,数据库\n",
  reordered: HEADER.replace('"record_id","connection_id"', '"connection_id","record_id"'),
  longer: HEADER.replace('"default_db"', '"default_db","duration"'),
} as const;

const headerOf = (row: NonNullable<ObjectFaults["headerRow"]>): string =>
  typeof row === "string" ? OTHER_HEADERS[row] : row ? HEADER : "";

/** Objects that are no audit log of these services, or not in a form that is proven. */
const FORMS = {
  xml: '<?xml version="1.0"?>\n<Error><Code>InternalError</Code></Error>\n',
  zip: "PK\u0003\u0004 and so on",
  "percona-csv":
    '"Query","22567_2021-06-30T16:10:09","2021-06-30T16:19:00 UTC","select","2",0,"select 1","root[root] @ localhost []","localhost","","",""\n',
  "percona-json": '{"audit_record":{"name":"Query","record":"13149_2021-06-30T16:10:09","sqltext":"select 1"}}\n',
  postgresql: '2026-01-01 00:00:00.000 UTC: AUDIT: SESSION,1,1,READ,SELECT,,,"select 1",<not logged>\n',
  lts: LTS_LINE.repeat(20),
  words: "The quick brown fox jumps over the lazy dog.\n".repeat(50),
  empty: "",
} as const;

const fixed = (bytes: Buffer): Omit<StoredObject, "etag"> => ({
  size: bytes.length,
  read: (from, to) => bytes.subarray(from, to),
});

const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/** Each block as a member of its own, stored and not packed: so any part of it can be computed by itself, too. */
const gzipped = (file: RecordedFile): Omit<StoredObject, "etag"> => {
  const { count, lengthOf } = blockEdges(file.bytes);
  const around = GZIP_HEADER.length + 5 + 8;
  const member = (block: number): Buffer => {
    const bytes = recordBytes(file, block * BLOCK, block * BLOCK + lengthOf(block));
    const head = Buffer.alloc(5);
    head.writeUInt8(1, 0);
    head.writeUInt16LE(bytes.length, 1);
    head.writeUInt16LE(~bytes.length & 0xffff, 3);
    const tail = Buffer.alloc(8);
    tail.writeUInt32LE(crc32(bytes), 0);
    tail.writeUInt32LE(bytes.length, 4);
    return Buffer.concat([GZIP_HEADER, head, bytes, tail]);
  };
  const read = (from: number, to: number): Buffer => {
    const parts: Buffer[] = [];
    const whole = BLOCK + around;
    for (let block = Math.min(count - 1, Math.floor(from / whole)); block < count && block * whole < to; block += 1) {
      parts.push(member(block).subarray(Math.max(0, from - block * whole), to - block * whole));
    }
    return Buffer.concat(parts);
  };
  return { size: file.bytes + count * around, read };
};

const plain = (file: RecordedFile, prefix: Buffer, cut: number): Omit<StoredObject, "etag"> => ({
  size: Math.max(0, prefix.length + file.bytes - cut),
  read: (from, to) =>
    Buffer.concat([
      prefix.subarray(from, to),
      recordBytes(file, Math.max(0, from - prefix.length), Math.max(0, to - prefix.length)),
    ]),
});

/** The object behind a file's link. Its time runs from the file's begin to its end, by the bytes. */
export const objectOf = (
  file: AuditFile,
  kind: DatabaseKind,
  seed: number,
  faults: ObjectFaults = {},
): StoredObject => {
  const { damage, changed = false, form, headerRow = false, byteOrderMark = false, gzip = false, cut = false } = faults;
  const key = hash32(seed, file.id, changed ? "changed" : "contents");
  const { bytes, begin, end } = file;
  const recorded: RecordedFile = { key, form: kind === "dds" ? "documents" : "sql", bytes, begin, end, damage };
  const prefix = Buffer.from(`${byteOrderMark ? "\ufeff" : ""}${headerOf(headerRow)}`);
  const view =
    form !== undefined
      ? fixed(Buffer.from(FORMS[form]))
      : gzip
        ? gzipped(recorded)
        : plain(recorded, prefix, cut ? 37 : 0);
  return { ...view, etag: `"${hex(32, key, view.size)}"` };
};
