import { HOUR, MINUTE, utcTime } from "../audit/window.js";

const ZERO = "0".charCodeAt(0);

const twoDigits = (text: string, at: number): number =>
  10 * (text.charCodeAt(at) - ZERO) + text.charCodeAt(at + 1) - ZERO;

/** Characters up to the second: `2019-11-06T09:03:34`. */
const UP_TO_SECOND = 19;

/**
 * Reads stamps of one form as milliseconds since the epoch; undefined for text of any other form, and for moments that the
 * calendar does not have. All forms begin with date and time of day in fixed places. What may follow, in this order and as
 * far as `form` lets it, is a fraction of a second and an offset: `Z`, or a sign with hours, or with hours and minutes.
 * No offset means UTC.
 *
 * Date.parse is no help: engines differ on an offset without a colon. Digits are read in their places: capturing them
 * takes three times as long, and every file has two stamps.
 */
export const stampReader =
  (form: RegExp) =>
  (text: string): number | undefined => {
    if (!form.test(text)) return undefined;
    const year = 100 * twoDigits(text, 0) + twoDigits(text, 2);
    const month = twoDigits(text, 5);
    const day = twoDigits(text, 8);
    const hour = twoDigits(text, 11);
    const minute = twoDigits(text, 14);
    const second = twoDigits(text, 17);
    let at = UP_TO_SECOND;
    let millis = 0;
    if (text[at] === ".") {
      const [digits = ""] = /^\d+/.exec(text.slice(at + 1)) ?? [];
      millis = Number(digits.slice(0, 3).padEnd(3, "0"));
      at += 1 + digits.length;
    }
    const local = utcTime(year, month, day, hour, minute, second, millis);
    if (local === undefined || text.length <= at + 1) return local;
    const minutes = text.length > at + 3 ? twoDigits(text, text.length - 2) : 0;
    const offset = twoDigits(text, at + 1) * HOUR + minutes * MINUTE;
    return text[at] === "-" ? local + offset : local - offset;
  };

/** In UTC, cut to the second, without an offset. */
export const secondText = (time: number): string => new Date(time).toISOString().slice(0, UP_TO_SECOND);
