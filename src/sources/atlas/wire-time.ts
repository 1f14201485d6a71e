import { utcTime } from "../../audit/civil-time.js";
import { HOUR, MINUTE } from "../../audit/window.js";

const STAMP =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:Z|([+-])([01]\d|2[0-3])(?::?([0-5]\d))?)?$/;

/**
 * Milliseconds since the epoch of an Atlas stamp, or undefined: XML dateTime with any offset and up to nine digits of
 * fraction; JSON writes `Z` at head and `-05:00` in the documents. No offset means UTC.
 */
export const parseStamp = (text: string): number | undefined => {
  const match = STAMP.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction = "", sign, offsetHours = 0, offsetMinutes = 0] = match;
  const millis = Number(fraction.padEnd(3, "0").slice(0, 3));
  const local = utcTime(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second), millis);
  if (local === undefined) return undefined;
  const offset = Number(offsetHours) * HOUR + Number(offsetMinutes) * MINUTE;
  return sign === "-" ? local + offset : local - offset;
};

/** UTC with a literal Z, to the second: no `+` that could arrive as a space, which Atlas answers with a 500. */
export const formatStamp = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
