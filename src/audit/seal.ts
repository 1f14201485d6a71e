import { hash } from "node:crypto";

/** SHA-256 of a text, as base64url. In one step: a Hash object costs more than the digest of a short text. */
export const sha256 = (text: string): string => hash("sha256", text, "base64url");

export const sha256Hex = (text: string): string => hash("sha256", text, "hex");

/** Longest id or cursor that is looked at; longer ones are damage or an attack, and cost nothing. */
const MAX_LENGTH = 6_144;
const CHECK_BYTES = 4;
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

export const CHARACTERS_OF_CHECK = 2;
const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Two base64url characters that tell one text from another; by chance one in 4,096 is taken for the same. */
export const shortCheck = (text: string): string => {
  let crc = -1;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    crc = (CRC[(crc ^ unit) & 0xff] ?? 0) ^ (crc >>> 8) ^ (unit >>> 8);
  }
  return `${BASE64URL.charAt(crc & 0x3f)}${BASE64URL.charAt((crc >>> 6) & 0x3f)}`;
};

/** A short, stable fingerprint of any JSON value; undefined members do not count. */
export const fingerprint = (value: unknown): string => sha256(JSON.stringify(value)).slice(0, 12);

/** A page seals hundreds of texts, one after the other: one buffer does for those of usual length. */
const SCRATCH = Buffer.allocUnsafeSlow(16_384);
/** Bytes of one character of a text as JSON, at most: \u0000. And of a number, with its comma. */
const [MOST_OF_UNIT, MOST_OF_NUMBER] = [6, 32];
const [QUOTE, COMMA, BACKSLASH, END_OF_LIST] = [0x22, 0x2c, 0x5c, 0x5d];

/** Where the next byte goes, and the check of those before it, inverted as it is while it goes on. */
let at = CHECK_BYTES;
let check = -1;
/** The beginning that stands in SCRATCH, up to where, and its check. Texts that follow each other begin alike. */
let begun = { head: "", end: CHECK_BYTES, check: -1 };

const put = (byte: number): void => {
  SCRATCH[at] = byte;
  at += 1;
  check = (CRC[(check ^ byte) & 0xff] ?? 0) ^ (check >>> 8);
};

const putJson = (json: string): void => {
  const end = at + SCRATCH.write(json, at);
  check = checked(check, SCRATCH, at, end);
  at = end;
};

/** Writes a text that is the same as JSON, but for its quotes. False for any other: then nothing is written. */
const putPlain = (text: string): boolean => {
  let end = at;
  let crc = check;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit > 0x7e || unit === QUOTE || unit === BACKSLASH) return false;
    SCRATCH[end] = unit;
    end += 1;
    crc = (CRC[(crc ^ unit) & 0xff] ?? 0) ^ (crc >>> 8);
  }
  at = end;
  check = crc;
  return true;
};

const putMember = (member: string | number): void => {
  put(COMMA);
  if (typeof member === "number") {
    putPlain(String(member));
    return;
  }
  const before = at;
  const checkBefore = check;
  put(QUOTE);
  if (putPlain(member)) {
    put(QUOTE);
    return;
  }
  at = before;
  check = checkBefore;
  putJson(JSON.stringify(member));
};

const isShort = (head: string, members: readonly (string | number)[]): boolean => {
  let most = CHECK_BYTES + MOST_OF_UNIT * head.length + 1;
  for (const member of members)
    most += MOST_OF_NUMBER + (typeof member === "number" ? 0 : MOST_OF_UNIT * member.length);
  return most <= SCRATCH.length;
};

/**
 * A list as JSON with its CRC-32 before it, as base64url: opaque, URL-safe, and refused when a character is lost on the way.
 * `head`: its beginning, as JSON, up to the first of `members`. Byte by byte, since each text that is put together before it
 * is written costs as much as writing it.
 */
export const seal = (head: string, members: readonly (string | number)[]): string => {
  if (!isShort(head, members)) return sealJson([...(JSON.parse(`${head}]`) as unknown[]), ...members]);
  if (begun.head !== head) {
    at = CHECK_BYTES;
    check = -1;
    putJson(head);
    begun = { head, end: at, check };
  }
  at = begun.end;
  check = begun.check;
  for (const member of members) putMember(member);
  put(END_OF_LIST);
  SCRATCH.writeInt32BE(~check, 0);
  return SCRATCH.toString("base64url", 0, at);
};

/** As seal, of any JSON value and of any length. */
export const sealJson = (value: unknown): string => {
  const bytes = Buffer.from(`${" ".repeat(CHECK_BYTES)}${JSON.stringify(value)}`);
  bytes.writeInt32BE(~checked(-1, bytes, CHECK_BYTES, bytes.length), 0);
  return bytes.toString("base64url");
};

/** The same for bytes. */
export const sealBytes = (body: Buffer): string => {
  const check = Buffer.allocUnsafe(CHECK_BYTES);
  check.writeInt32BE(~checked(-1, body, 0, body.length), 0);
  return Buffer.concat([check, body]).toString("base64url");
};

/** The bytes that were sealed, or undefined where the text is damaged or longer than `most` characters. */
export const openBytes = (text: string, most: number): Buffer | undefined => {
  if (text.length > most) return undefined;
  const bytes = Buffer.from(text, "base64url");
  // Buffer skips what is not base64url; only the one canonical spelling is taken.
  if (bytes.length <= CHECK_BYTES || bytes.toString("base64url") !== text) return undefined;
  const body = bytes.subarray(CHECK_BYTES);
  return ~checked(-1, body, 0, body.length) === bytes.readInt32BE(0) ? body : undefined;
};

/** The value that sealJson took, or undefined where the text is damaged. The check finds accidents, not forgers: validate the fields. */
export const openJson = (text: string): unknown => {
  const body = openBytes(text, MAX_LENGTH);
  try {
    return body && JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
};
