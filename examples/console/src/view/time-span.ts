import type { BucketSize } from "../generated/graphql.js";
import { QUICK_RANGES, type View, type Zone } from "./view.js";

/** Half-open: from <= t < to. Instants in UTC. */
export interface TimeSpan {
  readonly from: string;
  readonly to: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The longest range that is counted in each size, and the longest that one request asks for: what an operation may cost is
 * limited, so a year comes in several. 30 days come in one.
 */
const SIZES: readonly { readonly by: BucketSize; readonly upToMs: number; readonly pieceMs: number }[] = [
  { by: "HOUR", upToMs: 3 * DAY_MS, pieceMs: 3 * DAY_MS },
  { by: "DAY", upToMs: 100 * DAY_MS, pieceMs: 32 * DAY_MS },
  { by: "WEEK", upToMs: 800 * DAY_MS, pieceMs: 92 * DAY_MS },
  { by: "MONTH", upToMs: Infinity, pieceMs: 366 * DAY_MS },
];

const sizeOf = ({ from, to }: TimeSpan): (typeof SIZES)[number] => {
  const length = Date.parse(to) - Date.parse(from);
  // The last has no end.
  return SIZES.find(({ upToMs }) => length <= upToMs) ?? { by: "MONTH", upToMs: Infinity, pieceMs: 366 * DAY_MS };
};

export const bucketSizeOf = (span: TimeSpan): BucketSize => sizeOf(span).by;

/** Where the hour or day of an instant begins. In milliseconds since the epoch, as all below. */
const beginOf = (at: number, by: "HOUR" | "DAY", zone: Zone): number => {
  const date = new Date(at);
  if (zone === "utc") date.setUTCMinutes(0, 0, 0);
  else date.setMinutes(0, 0, 0);
  if (by === "DAY") {
    if (zone === "utc") date.setUTCHours(0);
    else date.setHours(0);
  }
  return date.getTime();
};

/**
 * What the page shows. A quick range begins with a whole hour or day, so that its first bar is no smaller than it was;
 * it ends when it was read.
 */
export const spanOf = ({ range, zone }: Pick<View, "range" | "zone">, readAt: number): TimeSpan => {
  if (typeof range !== "string") return range;
  const reached = readAt - QUICK_RANGES[range];
  const from = beginOf(reached, range === "24h" ? "HOUR" : "DAY", zone);
  return { from: new Date(from).toISOString(), to: new Date(readAt).toISOString() };
};

/** The latest begin of a week or month at or before an instant; of an hour or day as above. */
const cutBefore = (at: number, by: BucketSize, zone: Zone): number => {
  const day = beginOf(at, by === "HOUR" ? "HOUR" : "DAY", zone);
  if (by === "HOUR" || by === "DAY") return day;
  const date = new Date(day);
  const [ofWeek, ofMonth] = zone === "utc" ? [date.getUTCDay(), date.getUTCDate()] : [date.getDay(), date.getDate()];
  // Weeks begin with Monday.
  const back = by === "WEEK" ? (ofWeek + 6) % 7 : ofMonth - 1;
  // Noon, so that a day of 23 or 25 hours leads to no other day.
  return beginOf(day + DAY_MS / 2 - back * DAY_MS, "DAY", zone);
};

/** The span cut where its buckets begin, newest piece first, so that each can be asked for by itself. */
export const piecesOf = (span: TimeSpan, zone: Zone): TimeSpan[] => {
  const { by, pieceMs } = sizeOf(span);
  const from = Date.parse(span.from);
  const pieces: TimeSpan[] = [];
  let { to } = span;
  for (;;) {
    const cut = cutBefore(Date.parse(to) - pieceMs, by, zone);
    if (cut <= from || cut >= Date.parse(to)) return [...pieces, { from: span.from, to }];
    const begin = new Date(cut).toISOString();
    pieces.push({ from: begin, to });
    to = begin;
  }
};
