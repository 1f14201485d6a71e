import { createHash } from "node:crypto";

/** Longest id or cursor that is looked at; longer ones are damage or an attack, and cost nothing. */
const MAX_LENGTH = 2_048;
const CHECK_BYTES = 6;

const checkOf = (body: Buffer): Buffer => createHash("sha256").update(body).digest().subarray(0, CHECK_BYTES);

/** A short, stable fingerprint of any JSON value; undefined members do not count. */
export const fingerprint = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 12);

/** JSON with a check before it, as base64url: opaque, URL-safe, and refused when a character is lost on the way. */
export const sealJson = (value: unknown): string => {
  const body = Buffer.from(JSON.stringify(value));
  return Buffer.concat([checkOf(body), body]).toString("base64url");
};

/** The value that sealJson took, or undefined where the text is damaged. The check finds accidents, not forgers: validate the fields. */
export const openJson = (text: string): unknown => {
  if (text.length > MAX_LENGTH) return undefined;
  const bytes = Buffer.from(text, "base64url");
  // Buffer skips what is not base64url; only the one canonical spelling is taken.
  if (bytes.length <= CHECK_BYTES || bytes.toString("base64url") !== text) return undefined;
  const body = bytes.subarray(CHECK_BYTES);
  if (!checkOf(body).equals(bytes.subarray(0, CHECK_BYTES))) return undefined;
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
};
