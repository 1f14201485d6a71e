// strptime's own pattern for %Y-%m-%d %H:%M:%S with and without .%f; white space in the format stands for any run of it.
const PATTERN =
  /^(\d{4})-(1[0-2]|0[1-9]|[1-9])-(3[01]|[12]\d|0[1-9]|[1-9]| [1-9])\s+(2[0-3]|[01]\d|\d):([0-5]\d|\d):(6[01]|[0-5]\d|\d)(?:\.(\d{1,6}))?$/;

/** Milliseconds since the epoch (with a fraction for microseconds); years below 100 are what they say. */
export const utc = (year: number, month: number, day = 1, hour = 0, minute = 0, second = 0): number => {
  const date = new Date(Date.UTC(2000, month - 1, day, hour, minute, second));
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime();
};

export const daysInMonth = (year: number, month: number): number => {
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
