import { isoSeconds } from "../world/iso-seconds.js";

const PATTERN = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)([+-])(\d\d)(\d\d)$/;

/** Reads yyyy-mm-ddThh:mm:ss+hhmm, the one documented form; undefined for anything else, a plus that became a space included. */
export const parseOffsetTime = (text: string): number | undefined => {
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  if (new Date(local).toISOString().slice(0, 19) !== text.slice(0, 19)) return undefined;
  const shift = (Number(match[8]) * 60 + Number(match[9])) * 60_000;
  return match[7] === "+" ? local - shift : local + shift;
};

/** Writes times at an offset such as "+0800". */
export const offsetWriter = (offset: string): ((time: number) => string) => {
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3, 5));
  const shift = (offset.startsWith("-") ? -minutes : minutes) * 60_000;
  return (time) => isoSeconds(time + shift) + offset;
};

export const writeOffsetTime = (time: number, offset: string): string => offsetWriter(offset)(time);
