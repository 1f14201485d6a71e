import { AuditError, type ErrorCode } from "../../src/audit/errors.js";
import { openJson } from "../../src/audit/seal.js";
import { decodeCursor } from "../../src/audit/cursor.js";
import { decodeId } from "../../src/audit/id.js";

/** A refusal in the words that callers are told is one; anything else that is thrown fails the run. */
const takes = (decode: () => unknown, refusal: ErrorCode): boolean => {
  try {
    decode();
    return true;
  } catch (error) {
    if (error instanceof AuditError && error.code === refusal) return false;
    throw error;
  }
};

export const takesId = (id: string): boolean => takes(() => decodeId(id), "INVALID_ID");

export const takesCursor = (cursor: string, binding: string): boolean =>
  takes(() => decodeCursor(cursor, binding, "after"), "INVALID_CURSOR");

/** What binds a good cursor to the arguments of its list. */
export const bindingIn = (cursor: string): string => {
  const value = openJson(cursor);
  return Array.isArray(value) ? String(value[1]) : "";
};
