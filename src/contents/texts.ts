import { isUtf8 } from "node:buffer";

/** What is shown of one record, or of one statement. */
const MOST_SHOWN = 64 * 1024;

export interface Shown {
  readonly text: string;
  readonly isComplete: boolean;
}

/** Begins a character of UTF-8, or is one. */
const beginsCharacter = (byte: number | undefined): boolean => byte === undefined || (byte & 0xc0) !== 0x80;

/** The first bytes as text, cut between two characters. */
export const shown = (bytes: Buffer): Shown => {
  if (bytes.length <= MOST_SHOWN) return { text: bytes.toString("utf8"), isComplete: true };
  let end = MOST_SHOWN;
  while (end > MOST_SHOWN - 4 && !beginsCharacter(bytes[end])) end -= 1;
  return { text: bytes.toString("utf8", 0, end), isComplete: false };
};

/** The same of a text, cut between two characters. */
export const shownText = (text: string): Shown => {
  if (text.length <= MOST_SHOWN) return { text, isComplete: true };
  const isHalf = /[\uD800-\uDBFF]/.test(text.charAt(MOST_SHOWN - 1));
  return { text: text.slice(0, isHalf ? MOST_SHOWN - 1 : MOST_SHOWN), isComplete: false };
};

/** Do the bytes stand for what they are shown as? */
export const isExact = (bytes: Buffer): boolean => isUtf8(bytes);

/** A record without its line's end. */
export const withoutLineEnd = (bytes: Buffer): Buffer => {
  let end = bytes.length;
  if (end > 0 && bytes[end - 1] === 10) end -= 1;
  if (end > 0 && bytes[end - 1] === 13) end -= 1;
  return bytes.subarray(0, end);
};

export const orNull = (text: string): string | null => (text === "" ? null : text);
