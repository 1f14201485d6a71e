import { hash } from "node:crypto";
import { crc32 } from "node:zlib";

/** SHA-256 of a text, as base64url. In one step: a Hash object costs more than the digest of a short text. */
export const sha256 = (text: string): string => hash("sha256", text, "base64url");

/** Longest id or cursor that is looked at; longer ones are damage or an attack, and cost nothing. */
const MAX_LENGTH = 6_144;
const CHECK_BYTES = 4;
/** UTF-8 bytes of one UTF-16 unit, at most. */
const BYTES_PER_UNIT = 3;
/** A page seals hundreds of texts, one after the other: one buffer does for those of usual length. */
const SCRATCH = Buffer.allocUnsafeSlow(16_384);

/** A short, stable fingerprint of any JSON value; undefined members do not count. */
export const fingerprint = (value: unknown): string => sha256(JSON.stringify(value)).slice(0, 12);

/** JSON with its CRC-32 before it, as base64url: opaque, URL-safe, and refused when a character is lost on the way. */
export const sealJson = (value: unknown): string => {
  const json = JSON.stringify(value);
  const most = CHECK_BYTES + json.length * BYTES_PER_UNIT;
  const bytes = most <= SCRATCH.length ? SCRATCH : Buffer.allocUnsafe(most);
  const end = CHECK_BYTES + bytes.write(json, CHECK_BYTES);
  bytes.writeUInt32BE(crc32(json), 0);
  return bytes.toString("base64url", 0, end);
};

/** The value that sealJson took, or undefined where the text is damaged. The check finds accidents, not forgers: validate the fields. */
export const openJson = (text: string): unknown => {
  if (text.length > MAX_LENGTH) return undefined;
  const bytes = Buffer.from(text, "base64url");
  // Buffer skips what is not base64url; only the one canonical spelling is taken.
  if (bytes.length <= CHECK_BYTES || bytes.toString("base64url") !== text) return undefined;
  const body = bytes.subarray(CHECK_BYTES);
  if (crc32(body) !== bytes.readUInt32BE(0)) return undefined;
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
};
