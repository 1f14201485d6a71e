import type { Zone } from "../view/view.js";

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
const whole = new Intl.NumberFormat("en");

/** NOT_RUN → not run. */
export const words = (value: string): string => value.toLowerCase().replaceAll("_", " ");

/** 12,345. */
export const number = (count: number): string => whole.format(count);

/** Bytes in units of 1024, to three figures at most. */
export const bytes = (count: number): string => {
  const step = count === 0 ? 0 : Math.min(Math.floor(Math.log2(count) / 10), UNITS.length - 1);
  const scaled = count / 1024 ** step;
  return `${Number(scaled.toFixed(scaled < 10 && step > 0 ? 1 : 0))} ${UNITS[step] ?? ""}`;
};

/** "1 file", "2 files". */
export const counted = (count: number, noun: string): string => `${number(count)} ${noun}${count === 1 ? "" : "s"}`;

/** How long ago, in the largest unit that counts at least one. `now` in milliseconds since the epoch. */
export const age = (since: string, now: number): string => {
  const hours = Math.max(0, Math.floor((now - Date.parse(since)) / 3_600_000));
  if (hours < 48) return counted(hours, "hour");
  const all = Math.floor(hours / 24);
  return all < 365 ? counted(all, "day") : `${counted(Math.floor(all / 365), "year")}, ${counted(all % 365, "day")}`;
};

/** Instants as people of one zone read them. */
export interface Times {
  /** Its name, such as UTC or Europe/Berlin. */
  readonly zoneName: string;
  /** 27 Nov 2026. */
  readonly date: (instant: string | number) => string;
  /** 27 Nov. */
  readonly day: (instant: string | number) => string;
  /** Fri, 27 Nov 2026. */
  readonly longDate: (instant: string | number) => string;
  /** 22:41. */
  readonly time: (instant: string | number) => string;
  /** 22:41:07. */
  readonly second: (instant: string | number) => string;
  /** 27 Nov 2026, 22:41. */
  readonly moment: (instant: string | number) => string;
}

const timesIn = (timeZone: string): Times => {
  const as = (options: Intl.DateTimeFormatOptions): ((instant: string | number) => string) => {
    const format = new Intl.DateTimeFormat("en-GB", { timeZone, ...options });
    return (instant) => format.format(new Date(instant));
  };
  const date = as({ day: "numeric", month: "short", year: "numeric" });
  const time = as({ hour: "2-digit", minute: "2-digit" });
  return {
    zoneName: timeZone,
    date,
    day: as({ day: "numeric", month: "short" }),
    longDate: as({ weekday: "short", day: "numeric", month: "short", year: "numeric" }),
    time,
    second: as({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    moment: (instant) => `${date(instant)}, ${time(instant)}`,
  };
};

const TIMES: Record<Zone, Times> = {
  utc: timesIn("UTC"),
  local: timesIn(new Intl.DateTimeFormat().resolvedOptions().timeZone),
};

export const timesOf = (zone: Zone): Times => TIMES[zone];
