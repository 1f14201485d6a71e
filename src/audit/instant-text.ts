import { DAY, MINUTE, SECOND } from "./window.js";

const two = (number: number): string => String(number).padStart(2, "0");
/** "hh:mm:" for each minute of a day, and "ssZ" for each second of a minute. */
const minutes = Array.from({ length: DAY / MINUTE }, (_, at) => `${two(Math.floor(at / 60))}:${two(at % 60)}:`);
const seconds = Array.from({ length: MINUTE / SECOND }, (_, at) => `${two(at)}Z`);

/** The calendar's end, either way. */
const LAST = 8.64e15;

/** Dates with the T, each with its day since the epoch, in the slot of the day's last bits: pages name few days, again and again. */
const SLOTS = 512;
const daysKept = new Float64Array(SLOTS).fill(NaN);
const datesKept: string[] = Array.from({ length: SLOTS }, () => "");

const dateText = (day: number): string => {
  const slot = day & (SLOTS - 1);
  if (daysKept[slot] !== day) {
    const iso = new Date(day * DAY).toISOString();
    datesKept[slot] = iso.slice(0, iso.indexOf("T") + 1);
    daysKept[slot] = day;
  }
  return datesKept[slot] ?? "";
};

/**
 * Milliseconds since the epoch as RFC 3339 in UTC; a whole second is written without a fraction. Put together from
 * parts, since Date.toISOString was a tenth of a page's time. Throws RangeError outside the calendar.
 */
export const instantText = (time: number): string => {
  if (time % SECOND !== 0 || Math.abs(time) > LAST) return new Date(time).toISOString();
  const day = Math.floor(time / DAY);
  const second = (time - day * DAY) / SECOND;
  const minute = Math.floor(second / 60);
  return `${dateText(day)}${minutes[minute] ?? ""}${seconds[second - 60 * minute] ?? ""}`;
};
