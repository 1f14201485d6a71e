import { utcTime } from "../../audit/civil-time.js";
import { HOUR, MINUTE } from "../../audit/window.js";

const STAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+_-](?:[01]\d|2[0-3]):?[0-5]\d)?$/;
const ZERO = "0".charCodeAt(0);

const twoDigits = (text: string, at: number): number =>
  10 * (text.charCodeAt(at) - ZERO) + text.charCodeAt(at + 1) - ZERO;

/**
 * Milliseconds since the epoch of a Huawei Cloud stamp, or undefined. The documented form is `2019-11-06T09:03:34+0800`;
 * the services also write `+08:00`, `Z`, `_0800` (TaurusDB's instance list) and no offset at all (DDS), which is UTC.
 * Date.parse is no help: engines differ on an offset without a colon. The form is fixed, so digits are read in their
 * places: capturing them takes three times as long, and every file has two stamps.
 */
export const parseStamp = (text: string): number | undefined => {
  if (!STAMP.test(text)) return undefined;
  const year = 100 * twoDigits(text, 0) + twoDigits(text, 2);
  const [month, day] = [twoDigits(text, 5), twoDigits(text, 8)];
  const local = utcTime(year, month, day, twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17));
  if (local === undefined || text.length <= 20) return local;
  const offset = twoDigits(text, 20) * HOUR + twoDigits(text, text.length - 2) * MINUTE;
  return text[19] === "-" ? local + offset : local - offset;
};

/** The documented form, in UTC, to the second: `2019-11-06T01:03:34+0000`. */
export const formatStamp = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}+0000`;
