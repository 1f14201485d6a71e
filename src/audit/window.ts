/** Half-open span of time, from <= t < to, in milliseconds since the epoch. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * No source kept an audit before 2009: the oldest of the services began in 2010. A walk from the year 1000 on would ask a
 * Nova, which answers for any time, for thousands of periods that nobody audited.
 */
export const EARLIEST = Date.UTC(2009, 0, 1);

export const RecordOrder = { OLDEST_FIRST: "OLDEST_FIRST", NEWEST_FIRST: "NEWEST_FIRST" } as const;
export type RecordOrder = (typeof RecordOrder)[keyof typeof RecordOrder];

export const reverseOrder = (order: RecordOrder): RecordOrder =>
  order === "OLDEST_FIRST" ? "NEWEST_FIRST" : "OLDEST_FIRST";

export const inWindow = (time: number, window: TimeWindow): boolean => window.from <= time && time < window.to;
