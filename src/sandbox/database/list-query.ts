import type { Reply } from "../http/reply.js";
import type { Dialect } from "./dialect.js";
import { parseOffsetTime } from "./offset-time.js";
import { badParameter } from "./service-error.js";

const LONGEST_SPAN = 30 * 86_400_000;

export interface ListQuery {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
  readonly limit: number;
  readonly nodeId: string | null;
}

interface Bounds {
  readonly least: number;
  readonly most: number;
  /** Undefined where the parameter is mandatory. */
  readonly missing: number | undefined;
}

/** A whole number within bounds; undefined where the service answers 400. */
export const wholeNumber = (text: string | null, { least, most, missing }: Bounds): number | undefined => {
  if (text === null) return missing;
  if (!/^-?\d{1,9}$/.test(text)) return undefined;
  const number = Number(text);
  return number >= least && number <= most ? number : undefined;
};

/** The parameters of a list call, or the 400 they deserve. */
export const parseListQuery = (query: URLSearchParams, dialect: Dialect): ListQuery | Reply => {
  const { maxLimit, pagingMandatory } = dialect;
  const from = parseOffsetTime(query.get("start_time") ?? "");
  if (from === undefined) return badParameter("start_time");
  const to = parseOffsetTime(query.get("end_time") ?? "");
  if (to === undefined) return badParameter("end_time");
  if (to <= from) return badParameter("end_time must be later than start_time");
  if (to - from > LONGEST_SPAN) return badParameter("the time span cannot be longer than 30 days");
  const missing = pagingMandatory ? undefined : 0;
  const offset = wholeNumber(query.get("offset"), { least: 0, most: 999_999_999, missing });
  if (offset === undefined) return badParameter("offset");
  const limit = wholeNumber(query.get("limit"), {
    least: 1,
    most: maxLimit,
    missing: pagingMandatory ? undefined : maxLimit,
  });
  if (limit === undefined) return badParameter("limit");
  return { from, to, offset, limit, nodeId: dialect.filtersByNode ? query.get("node_id") : null };
};
