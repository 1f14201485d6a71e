/** The names of the upstreams, one server each. All but keystone are sources of the ready configuration. */
export const SERVICE_NAMES = [
  "keystone",
  "compute-eu",
  "compute-us",
  "compute-docs",
  "mysql-eu",
  "mysql-docs",
  "rds-eu",
  "dds-eu",
  "dds-docs",
  "lb",
  "balancers-eu",
] as const;

export type ServiceName = (typeof SERVICE_NAMES)[number];
export type NovaName = "compute-eu" | "compute-us" | "compute-docs";
export type DatabaseName = "mysql-eu" | "mysql-docs" | "rds-eu" | "dds-eu" | "dds-docs";

/** What every upstream of one sandbox shares. */
export interface World {
  readonly seed: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

const FNV_PRIME = 0x01000193;

/** Scrambles two whole numbers into one of 32 bits; the whole world is computed from it, nothing is stored. */
export const mix = (a: number, b: number): number => {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul((b + 0x7f4a7c15) | 0, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
};

/** 32-bit hash of any mixture of text and numbers. */
export const hash32 = (...parts: readonly (string | number)[]): number => {
  let h = 0x811c9dc5;
  for (const part of parts) {
    const text = `${part}\u0000`;
    for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), FNV_PRIME);
  }
  return mix(h, parts.length);
};

/** A number in [0, 1) that depends on the parts only. */
export const unit = (...parts: readonly (string | number)[]): number => hash32(...parts) / 2 ** 32;

/** Hexadecimal digits that depend on the parts only. */
export const hex = (length: number, ...parts: readonly (string | number)[]): string => {
  let text = "";
  for (let i = 0; text.length < length; i += 1)
    text += hash32(i, ...parts)
      .toString(16)
      .padStart(8, "0");
  return text.slice(0, length);
};

/** A hexadecimal number in the shape of a UUID. */
export const uuid = (...parts: readonly (string | number)[]): string =>
  hex(32, ...parts).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

/** A stream of numbers in [0, 1) from a seed (for the faults' probability). */
export const seededRandom = (seed: number): (() => number) => {
  let n = 0;
  return () => mix(seed, (n += 1)) / 2 ** 32;
};

const TWO = Array.from({ length: 100 }, (_, number) => `${number}`.padStart(2, "0"));
const two = (number: number): string => TWO[number] ?? "";

/** Year, month and day of a day number since 1970, by Hinnant's arithmetic: a tenth of what Date costs. */
const civil = (day: number): [year: number, month: number, day: number] => {
  const z = day + 719_468;
  const era = Math.floor(z / 146_097);
  const ofEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * ofYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - Math.floor((153 * shifted + 2) / 5) + 1];
};

/** A page of a hundred files has three hundred times in it; this writes them fast. Milliseconds are cut off. */
export const writeParts = (time: number, dash: string, separator: string, colon: string): string => {
  const seconds = Math.floor(time / 1000);
  const days = Math.floor(seconds / 86_400);
  const ofDay = seconds - days * 86_400;
  const [year, month, day] = civil(days);
  const date = `${`${year}`.padStart(4, "0")}${dash}${two(month)}${dash}${two(day)}`;
  const clock = `${two(Math.floor(ofDay / 3600))}${colon}${two(Math.floor(ofDay / 60) % 60)}${colon}${two(ofDay % 60)}`;
  return date + separator + clock;
};

/** 2026-11-21T00:00:00 */
const isoSeconds = (time: number): string => writeParts(time, "-", "T", ":");

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

/** A clock that stands still until it is told to move; for tests. */
export interface ManualClock {
  (): number;
  /** Milliseconds since the epoch. */
  set(now: number): void;
  advance(ms: number): void;
}

export const manualClock = (start: number | string): ManualClock => {
  let now = new Date(start).getTime();
  return Object.assign(() => now, {
    set: (time: number) => void (now = time),
    advance: (ms: number) => void (now += ms),
  });
};

/** What JSON tells of one thing. */
export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
