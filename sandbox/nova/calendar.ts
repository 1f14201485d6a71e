// strptime's own pattern for %Y-%m-%d %H:%M:%S with and without .%f; white space in the format stands for any run of it.
const PATTERN =
  /^(\d{4})-(1[0-2]|0[1-9]|[1-9])-(3[01]|[12]\d|0[1-9]|[1-9]| [1-9])\s+(2[0-3]|[01]\d|\d):([0-5]\d|\d):(6[01]|[0-5]\d|\d)(?:\.(\d{1,6}))?$/;

/** Milliseconds since the epoch (with a fraction for microseconds); years below 100 are what they say. */
export const utc = (year: number, month: number, day = 1, hour = 0, minute = 0, second = 0): number => {
  const date = new Date(Date.UTC(2000, month - 1, day, hour, minute, second));
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime();
};

const daysInMonth = (year: number, month: number): number => {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
};

/** Reads Nova's before_timestamp; undefined where Nova answers 400. No zone is accepted: it is UTC. */
export const parseBefore = (text: string): number | undefined => {
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  // A leap second passes the pattern and fails in datetime.
  if (year < 1 || day > daysInMonth(year, month) || second > 59) return undefined;
  const micros = Number((match[7] ?? "0").padEnd(6, "0"));
  return utc(year, month, day, hour, minute, second) + micros / 1000;
};

/** "YYYY-MM-DD HH:MM:SS" in UTC, the way Nova writes a period's bounds. */
export const writeTime = (time: number): string => new Date(time).toISOString().slice(0, 19).replace("T", " ");

export interface Period {
  readonly begin: number;
  readonly end: number;
}

/** A setting that Nova accepts at start-up and then fails on: the class of the Python error. */
export class BrokenPeriod extends Error {
  constructor(readonly pythonError: "ValueError" | "OverflowError") {
    super(pythonError);
  }
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const datetime = (year: number, month: number, day: number, hour = 0): number => {
  if (year < 1 || year > 9999 || month < 1 || month > 12) throw new BrokenPeriod("ValueError");
  if (day < 1 || day > daysInMonth(year, month) || hour > 23) throw new BrokenPeriod("ValueError");
  return utc(year, month, day, hour);
};

const YEAR_ONE = utc(1, 1);
const minus = (time: number, span: number): number => {
  if (time - span < YEAR_ONE) throw new BrokenPeriod("OverflowError");
  return time - span;
};

const monthBefore = (time: number, day: number): number => {
  const date = new Date(time);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
  return month === 1 ? datetime(year - 1, 12, day) : datetime(year, month - 1, day);
};

const months = (before: number, offset: number): Period => {
  const day = offset === 0 ? 1 : offset;
  const now = new Date(before);
  const current = datetime(now.getUTCFullYear(), now.getUTCMonth() + 1, day);
  const end = current >= before ? monthBefore(before, day) : current;
  return { begin: monthBefore(end, day), end };
};

const years = (before: number, offset: number): Period => {
  const month = offset === 0 ? 1 : offset;
  const year = new Date(before).getUTCFullYear();
  const last = datetime(year, month, 1) >= before ? year - 1 : year;
  return { begin: datetime(last - 1, month, 1), end: datetime(last, month, 1) };
};

const days = (before: number, offset: number): Period => {
  const now = new Date(before);
  const current = datetime(now.getUTCFullYear(), now.getUTCMonth() + 1, now.getUTCDate(), offset);
  const end = current >= before ? minus(current, DAY) : current;
  return { begin: minus(end, DAY), end };
};

const hours = (before: number, offset: number): Period => {
  if (offset > 59) throw new BrokenPeriod("ValueError");
  const current = Math.floor(before / HOUR) * HOUR + offset * 60_000;
  const end = current >= before ? minus(current, HOUR) : current;
  return { begin: minus(end, HOUR), end };
};

const UNITS = { hour: hours, day: days, month: months, year: years } as const;
const SETTING = /^(hour|day|month|year)(?:@(\d+))?$/;

/** hour, day, month or year, with an optional @offset: minute, hour, day or month. */
export const isPeriodSetting = (setting: string): boolean => SETTING.test(setting);

/** The period whose END is strictly before `before` (nova.utils.last_completed_audit_period). Throws BrokenPeriod. */
export const lastCompletedPeriod = (setting: string, before: number): Period => {
  const match = SETTING.exec(setting);
  const unit = match?.[1] as keyof typeof UNITS | undefined;
  if (!unit) throw new BrokenPeriod("ValueError");
  return UNITS[unit](before, Number(match?.[2] ?? 0));
};
