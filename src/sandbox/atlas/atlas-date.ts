const PATTERN =
  /^(\d{4})-(\d\d)-(\d\d)(?:T(?:(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/;

const offsetMs = (text: string | undefined): number => {
  if (text === undefined || text === "Z") return 0;
  const digits = text.slice(1).replace(":", "").padEnd(4, "0");
  const ms = (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
  return text.startsWith("-") ? -ms : ms;
};

/** A date, or a date with as much of a time as one likes, with or without an offset; no offset is UTC. Undefined for 2011-5-16. */
export const parseAtlasDate = (text: string): number | undefined => {
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((part) => Number((part as string | undefined) ?? 0));
  const local = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second, Number(`0.${match[7] ?? "0"}`) * 1000);
  if (new Date(local).toISOString().slice(0, 10) !== text.slice(0, 10)) return undefined;
  return local - offsetMs(match[8]);
};

/** 2011-05-13T17:12:54Z */
export const writeUtc = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;

/** 2011-05-13T12:12:54-05:00 */
export const writeCentral = (time: number): string =>
  `${new Date(time - 5 * 3_600_000).toISOString().slice(0, 19)}-05:00`;
