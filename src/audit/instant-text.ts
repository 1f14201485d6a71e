import { DAY, MINUTE, SECOND } from "./window.js";

const two = (number: number): string => String(number).padStart(2, "0");
/** "hh:mm:" for each minute of a day, and "ssZ" for each second of a minute. */
const minutes = Array.from({ length: DAY / MINUTE }, (_, at) => `${two(Math.floor(at / 60))}:${two(at % 60)}:`);
const seconds = Array.from({ length: MINUTE / SECOND }, (_, at) => `${two(at)}Z`);

/** The calendar's end, either way. */
const LAST = 8.64e15;

let day = NaN;
/** Of the day that was written last, with the T: records that stand together are mostly of one day. */
let date = "";

/**
 * Milliseconds since the epoch as RFC 3339 in UTC; a whole second is written without a fraction. Put together from
 * parts, since Date.toISOString was a tenth of a page's time. Throws RangeError outside the calendar.
 */
export const instantText = (time: number): string => {
  if (time % SECOND !== 0 || Math.abs(time) > LAST) return new Date(time).toISOString();
  const days = Math.floor(time / DAY);
  if (days !== day) {
    const iso = new Date(days * DAY).toISOString();
    date = iso.slice(0, iso.indexOf("T") + 1);
    day = days;
  }
  const second = (time - days * DAY) / SECOND;
  const minute = Math.floor(second / 60);
  return `${date}${minutes[minute] ?? ""}${seconds[second - 60 * minute] ?? ""}`;
};
