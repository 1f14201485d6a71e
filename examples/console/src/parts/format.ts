const inUtc = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
const dates = inUtc({ day: "numeric", month: "short", year: "numeric" });
const days = inUtc({ weekday: "short", day: "numeric", month: "short" });
const times = inUtc({ hour: "2-digit", minute: "2-digit" });
const UNITS = ["B", "KB", "MB", "GB", "TB"];

/** All of them in UTC, as the API answers. */
export const date = (instant: string): string => dates.format(new Date(instant));
export const day = (instant: string): string => days.format(new Date(instant));
export const time = (instant: string): string => times.format(new Date(instant));

/** NOT_RUN → not run. */
export const words = (value: string): string => value.toLowerCase().replaceAll("_", " ");

/** Bytes in units of 1024, to three figures at most. */
export const bytes = (count: number): string => {
  const step = count === 0 ? 0 : Math.min(Math.floor(Math.log2(count) / 10), UNITS.length - 1);
  const scaled = count / 1024 ** step;
  return `${scaled.toFixed(scaled < 10 && step > 0 ? 1 : 0)} ${UNITS[step] ?? ""}`;
};

/** "1 file", "2 files". */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** How long ago, in the largest unit that counts at least one. `now` in milliseconds since the epoch. */
export const span = (since: string, now: number): string => {
  const hours = Math.max(0, Math.floor((now - Date.parse(since)) / 3_600_000));
  if (hours < 48) return counted(hours, "hour");
  const all = Math.floor(hours / 24);
  return all < 365 ? counted(all, "day") : `${counted(Math.floor(all / 365), "year")}, ${counted(all % 365, "day")}`;
};
