import { DAY, HOUR, MINUTE, SECOND } from "./window.js";

/** A length of time on the calendar: months have no fixed length, all that is shorter has one. */
export interface Duration {
  readonly months: number;
  readonly milliseconds: number;
}

/** What a text is cut into: whole numbers, and not so many digits that their sum is no date any more. */
const FORM =
  /^P(?=\d|T\d)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?$/;
/** No audit is older (EARLIEST), and no date is out of reach. */
const MOST_MONTHS = 100 * 12;

/** An ISO 8601 duration of whole numbers, such as P7D or PT90M. Undefined for any other text, and for one of no length. */
export const parseDuration = (text: string): Duration | undefined => {
  const [, ...parts] = FORM.exec(text) ?? [];
  if (parts.length === 0) return undefined;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map((digits) =>
    Number((digits as string | undefined) ?? 0),
  );
  const duration = {
    months: 12 * years + months,
    milliseconds: (7 * weeks + days) * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND,
  };
  const isNothing = duration.months === 0 && duration.milliseconds === 0;
  return isNothing || duration.months > MOST_MONTHS ? undefined : duration;
};

/** The same as a text in one spelling. */
export const durationText = ({ months, milliseconds }: Duration): string => {
  const days = Math.floor(milliseconds / DAY);
  const seconds = (milliseconds - days * DAY) / SECOND;
  const date = `${months > 0 ? `${months}M` : ""}${days > 0 ? `${days}D` : ""}`;
  return `P${date}${seconds > 0 ? `T${seconds}S` : ""}`;
};

/**
 * So long before a time, in UTC. Months go first, to the same day and time of day, or to the last day of a month that is
 * shorter: a month before 31 March is the last of February.
 */
export const durationBefore = (time: number, { months, milliseconds }: Duration): number => {
  const date = new Date(time);
  const day = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() - months);
  if (date.getUTCDate() !== day) date.setUTCDate(0);
  return date.getTime() - milliseconds;
};
