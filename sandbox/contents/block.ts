import type { Damage } from "./place.js";
import { DOCUMENT_RECORDS, documentBlock, LONGEST_DOCUMENT } from "./document-block.js";
import { LONGEST_RECORD, SQL_RECORDS, sqlBlock } from "./sql-block.js";

/** A file is made of blocks of this many bytes, each computed by itself: so any part of 100 MB is at hand at once. */
export const BLOCK = 16_384;

export interface RecordedFile {
  readonly key: number;
  readonly form: "sql" | "documents";
  readonly bytes: number;
  readonly begin: number;
  readonly end: number;
  readonly damage: Damage | undefined;
}

const blocksOf = (bytes: number): number => Math.max(1, Math.floor(bytes / BLOCK));

/** One block of a file's records: exactly as long as its place. A place too short for one record holds a part of one. */
const blockOf = ({ key, form, bytes, begin, end, damage }: RecordedFile, block: number): Buffer => {
  const start = block * BLOCK;
  const length = block === blocksOf(bytes) - 1 ? bytes - start : BLOCK;
  const [most, longest, write] =
    form === "sql" ? [SQL_RECORDS, LONGEST_RECORD, sqlBlock] : [DOCUMENT_RECORDS, LONGEST_DOCUMENT, documentBlock];
  const records = Math.max(1, Math.min(most, Math.floor(length / longest)));
  const writtenAt = (i: number): number => begin + ((start + (i / records) * length) / bytes) * (end - begin);
  const place = { key, block, records, writtenAt: (i: number) => Math.floor(writtenAt(i)), damage };
  const room = length - Buffer.byteLength(write(place, ""));
  const made = Buffer.from(write(place, "x".repeat(Math.max(0, room))));
  if (damage === "invalid-utf8") for (let at = made.indexOf(1); at >= 0; at = made.indexOf(1, at)) made[at] = 0xff;
  return made.subarray(0, length);
};

/** The bytes [from, to) of a file's records. */
export const recordBytes = (file: RecordedFile, from: number, to: number): Buffer => {
  const last = blocksOf(file.bytes) - 1;
  const parts: Buffer[] = [];
  for (let block = Math.min(last, Math.floor(from / BLOCK)); block <= last && block * BLOCK < to; block += 1) {
    const start = block * BLOCK;
    parts.push(blockOf(file, block).subarray(Math.max(0, from - start), to - start));
  }
  return Buffer.concat(parts);
};

/** How long the block of a place is, and where it begins: what is stored block by block keeps their edges. */
export const blockEdges = (bytes: number): { readonly count: number; readonly lengthOf: (block: number) => number } => {
  const count = blocksOf(bytes);
  return { count, lengthOf: (block) => (block === count - 1 ? bytes - block * BLOCK : BLOCK) };
};
