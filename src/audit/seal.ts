import { hash } from "node:crypto";

/** SHA-256 of a text, as base64url. In one step: a Hash object costs more than the digest of a short text. */
export const sha256 = (text: string): string => hash("sha256", text, "base64url");

/** Longest id or cursor that is looked at; longer ones are damage or an attack, and cost nothing. */
const MAX_LENGTH = 2_048;
const CHECK_BYTES = 4;
/** UTF-8 bytes of one UTF-16 unit, at most. */
const BYTES_PER_UNIT = 3;

/** CRC-32 (IEEE) of each byte. In JavaScript, since a call of zlib's takes longer than the hundred bytes of an id. */
const CRC = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

/** Goes on with a check, inverted as it is while it goes on, over some bytes more. */
const checked = (before: number, bytes: Uint8Array, from: number, to: number): number => {
  let crc = before;
  for (let at = from; at < to; at += 1) crc = (CRC[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
  return crc;
};

// eslint-disable-next-line no-control-regex -- JSON escapes them
const MAY_BE_ESCAPED = /[^ !#-[\]-\u007e]/;

/** As JSON.stringify, which takes twice as long for a short text. */
export const quote = (text: string): string => (MAY_BE_ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`);

/** A short, stable fingerprint of any JSON value; undefined members do not count. */
export const fingerprint = (value: unknown): string => sha256(JSON.stringify(value)).slice(0, 12);

/**
 * A page seals hundreds of texts one after the other, which begin alike. So the bytes of the last beginning stay where they
 * were written, with their check.
 */
const SCRATCH = Buffer.allocUnsafeSlow(16_384);
let written = { head: "", end: CHECK_BYTES, check: -1 };

const writeHead = (head: string): typeof written => {
  const end = CHECK_BYTES + SCRATCH.write(head, CHECK_BYTES);
  return { head, end, check: checked(-1, SCRATCH, CHECK_BYTES, end) };
};

/**
 * JSON in two parts, sealed: with its CRC-32 before it, as base64url. Opaque, URL-safe, and refused when a character is lost
 * on the way. The first part is what many texts begin with.
 */
export const seal = (head: string, rest: string): string => {
  if (CHECK_BYTES + (head.length + rest.length) * BYTES_PER_UNIT > SCRATCH.length) return sealLong(head + rest);
  if (written.head !== head) written = writeHead(head);
  const end = written.end + SCRATCH.write(rest, written.end);
  SCRATCH.writeInt32BE(~checked(written.check, SCRATCH, written.end, end), 0);
  return SCRATCH.toString("base64url", 0, end);
};

/** Longer than any that is opened again (MAX_LENGTH): whoever made it is told so when it comes back. */
const sealLong = (json: string): string => {
  const bytes = Buffer.from(json);
  const check = Buffer.alloc(CHECK_BYTES);
  check.writeInt32BE(~checked(-1, bytes, 0, bytes.length));
  return Buffer.concat([check, bytes]).toString("base64url");
};

export const sealJson = (value: unknown): string => seal("", JSON.stringify(value));

/** The value that sealJson took, or undefined where the text is damaged. The check finds accidents, not forgers: validate the fields. */
export const openJson = (text: string): unknown => {
  if (text.length > MAX_LENGTH) return undefined;
  const bytes = Buffer.from(text, "base64url");
  // Buffer skips what is not base64url; only the one canonical spelling is taken.
  if (bytes.length <= CHECK_BYTES || bytes.toString("base64url") !== text) return undefined;
  if (~checked(-1, bytes, CHECK_BYTES, bytes.length) !== bytes.readInt32BE(0)) return undefined;
  try {
    return JSON.parse(bytes.toString("utf8", CHECK_BYTES));
  } catch {
    return undefined;
  }
};
