/** Half-open span of time, from <= t < to, in milliseconds since the epoch. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * No source kept an audit before 2009: the oldest of the services began in 2010. A walk from the year 1000 on would ask a
 * Nova, which answers for any time, for thousands of periods that nobody audited.
 */
export const EARLIEST = Date.UTC(2009, 0, 1);

export const RecordOrder = { OLDEST_FIRST: "OLDEST_FIRST", NEWEST_FIRST: "NEWEST_FIRST" } as const;
export type RecordOrder = (typeof RecordOrder)[keyof typeof RecordOrder];

export const reverseOrder = (order: RecordOrder): RecordOrder =>
  order === "OLDEST_FIRST" ? "NEWEST_FIRST" : "OLDEST_FIRST";

export const inWindow = (time: number, window: TimeWindow): boolean => window.from <= time && time < window.to;

/** What RFC 3339 and every source write: years of four digits. Milliseconds since the epoch. */
const FIRST_YEAR = Date.parse("0000-01-01T00:00:00Z");
const LAST_YEAR = Date.parse("9999-12-31T23:59:59.999Z");

/**
 * Whether a value from outside is a time in milliseconds since the epoch that can be written as a date, with `room`
 * milliseconds before and after it that can be, too. Beyond, Date throws, or writes a year that no source takes.
 */
export const isInstant = (value: unknown, room = 0): value is number =>
  Number.isSafeInteger(value) && (value as number) >= FIRST_YEAR + room && (value as number) <= LAST_YEAR - room;

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const daysIn = (year: number, month: number): number => (month === 2 && isLeap(year) ? 29 : (LENGTHS[month - 1] ?? 0));

/** Days from the epoch to a date of the Gregorian calendar. The year is taken to begin in March, so that its leap day comes last. */
const daysTo = (year: number, month: number, day: number): number => {
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
};

/**
 * A date and time of day in UTC as milliseconds since the epoch, or undefined where the calendar has no such moment.
 * By arithmetic: a Date set and read back takes ten times as long, and each record has two of them.
 */
export const utcTime = (
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
  millis = 0,
): number | undefined => {
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return daysTo(year, month, day) * DAY + hour * HOUR + minute * MINUTE + second * SECOND + millis;
};

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
