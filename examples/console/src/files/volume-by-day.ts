const DAY_MS = 86_400_000;

export interface AuditFile {
  /** An instant in UTC. */
  readonly begin: string;
  readonly sizeBytes: number;
  readonly instance: { readonly id: string };
}

/** What one instance wrote on one day. Unless the day was read whole there may be more. */
export interface Volume {
  readonly files: number;
  readonly bytes: number;
  readonly read: "whole" | "in part" | "not yet";
}

/** The last `count` days in UTC as 2026-11-20, the newest last. `now` in milliseconds since the epoch. */
export const lastDays = (count: number, now: number): string[] =>
  Array.from({ length: count }, (_, i) => new Date(now - (count - 1 - i) * DAY_MS).toISOString().slice(0, 10));

/** How much of a day was read, when reading goes from the newest file down and has come to `readTo`; to the end if null. */
const readOf = (day: string, readTo: string | null): Volume["read"] => {
  if (readTo === null) return "whole";
  const start = Date.parse(day);
  const reached = Date.parse(readTo);
  if (reached < start) return "whole";
  return reached < start + DAY_MS ? "in part" : "not yet";
};

/** One instance's volume on each of `days`. A file counts on the day that it begins. */
export const volumeByDay = (
  files: readonly AuditFile[],
  instanceId: string,
  days: readonly string[],
  readTo: string | null,
): Volume[] =>
  days.map((day) => {
    const written = files.filter(({ instance, begin }) => instance.id === instanceId && begin.startsWith(day));
    return {
      files: written.length,
      bytes: written.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      read: readOf(day, readTo),
    };
  });
