import type { BucketSize } from "../generated/graphql.js";
import type { Times } from "./format.js";
import type { Row } from "./volume.js";

const SIZE_WORDS: Record<BucketSize, string> = { HOUR: "hour", DAY: "day", WEEK: "week", MONTH: "month" };

/** "by day". */
export const byWords = (by: BucketSize): string => `by ${SIZE_WORDS[by]}`;

/** A bar's span in words, with its year. */
export const spanWords = ({ from, to }: Pick<Row, "from" | "to">, by: BucketSize, times: Times): string => {
  if (by === "HOUR") return `${times.date(from)}, ${times.time(from)} – ${times.time(to)}`;
  // The last instant inside: a day ends where the next begins.
  const last = Date.parse(to) - 1;
  const [first, end] = [times.longDate(from), times.longDate(last)];
  return first === end ? first : `${times.date(from)} – ${times.date(last)}`;
};

/** What stands below a bar: the year where it begins to count. */
export const tickWords = ({ from }: Row, isFirst: boolean, by: BucketSize, times: Times): string => {
  if (by === "HOUR") return isFirst || times.time(from) === "00:00" ? times.day(from) : times.time(from);
  if (by === "MONTH") return times.date(from).replace(/^\d+ /, "");
  return isFirst || by === "WEEK" ? times.date(from) : times.day(from);
};
