import { utcTime } from "../../audit/civil-time.js";

const STAMP = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/;

/** Milliseconds since the epoch of `YYYY-MM-DD HH:MM:SS`, which Nova means as UTC; undefined for anything else. */
export const parseStamp = (text: string): number | undefined => {
  const match = STAMP.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  return utcTime(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
};

/** The only form that Nova takes for `before`: a space, no zone, and a fraction of six digits where there is one. */
export const formatStamp = (time: number): string => {
  const iso = new Date(time).toISOString();
  const seconds = iso.slice(0, 19).replace("T", " ");
  return time % 1_000 === 0 ? seconds : `${seconds}.${iso.slice(20, 23)}000`;
};
