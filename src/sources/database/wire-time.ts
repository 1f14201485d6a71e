import { utcTime } from "../../audit/civil-time.js";
import { HOUR, MINUTE } from "../../audit/window.js";

const STAMP = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:Z|([+_-])([01]\d|2[0-3]):?([0-5]\d))?$/;

/**
 * Milliseconds since the epoch of a Huawei Cloud stamp, or undefined. The documented form is `2019-11-06T09:03:34+0800`;
 * the services also write `+08:00`, `Z`, `_0800` (TaurusDB's instance list) and no offset at all (DDS), which is UTC.
 * Date.parse is no help: engines differ on an offset without a colon.
 */
export const parseStamp = (text: string): number | undefined => {
  const match = STAMP.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, sign, offsetHours = 0, offsetMinutes = 0] = match;
  const local = utcTime(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
  if (local === undefined) return undefined;
  const offset = Number(offsetHours) * HOUR + Number(offsetMinutes) * MINUTE;
  return sign === "-" ? local + offset : local - offset;
};

/** The documented form, in UTC, to the second: `2019-11-06T01:03:34+0000`. */
export const formatStamp = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}+0000`;
