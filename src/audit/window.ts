/** Half-open span of time, from <= t < to, in milliseconds since the epoch. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const RecordOrder = { OLDEST_FIRST: "OLDEST_FIRST", NEWEST_FIRST: "NEWEST_FIRST" } as const;
export type RecordOrder = (typeof RecordOrder)[keyof typeof RecordOrder];

export const reverseOrder = (order: RecordOrder): RecordOrder =>
  order === "OLDEST_FIRST" ? "NEWEST_FIRST" : "OLDEST_FIRST";

export const inWindow = (time: number, window: TimeWindow): boolean => window.from <= time && time < window.to;
