import { DAY, HOUR } from "../../audit/window.js";

/** How a Nova cuts its history: instance_usage_audit_period, which no answer names but every answer shows. */
export interface Calendar {
  readonly unit: "hour" | "day" | "month" | "year";
  /** Any one period's end, milliseconds since the epoch; it carries the offset. */
  readonly anchor: number;
}

/** The calendar that one period shows, or undefined where its length is none of the four. */
export const calendarOf = ({ begin, end }: { readonly begin: number; readonly end: number }): Calendar | undefined => {
  const length = end - begin;
  if (length === HOUR) return { unit: "hour", anchor: end };
  if (length === DAY) return { unit: "day", anchor: end };
  if (shift({ unit: "month", anchor: end }, -1) === begin) return { unit: "month", anchor: end };
  if (shift({ unit: "year", anchor: end }, -1) === begin) return { unit: "year", anchor: end };
  return undefined;
};

/** The end that stands `steps` periods after the anchor (before it, when negative). */
export const shift = ({ unit, anchor }: Calendar, steps: number): number => {
  if (unit === "hour") return anchor + steps * HOUR;
  if (unit === "day") return anchor + steps * DAY;
  const time = new Date(anchor);
  time.setUTCMonth(time.getUTCMonth() + steps * (unit === "month" ? 1 : 12));
  return time.getTime();
};

const MEAN_LENGTH = { hour: HOUR, day: DAY, month: 30.436875 * DAY, year: 365.2425 * DAY } as const;

/** The last end strictly before a time: what Nova answers with for `before`. */
export const endBefore = (calendar: Calendar, time: number): number => {
  // The mean is off by a step or two for months and years; the two loops make it right.
  let steps = Math.floor((time - calendar.anchor) / MEAN_LENGTH[calendar.unit]);
  while (shift(calendar, steps + 1) < time) steps += 1;
  while (shift(calendar, steps) >= time) steps -= 1;
  return shift(calendar, steps);
};
