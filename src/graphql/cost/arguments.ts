import { DEFAULT_PAGE, PAGE_CAP } from "../../audit/page-plan.js";
import { DAY, EARLIEST } from "../../audit/window.js";
import type { Arguments, Wanted } from "./price.js";

/** The services take 30 days at once. */
const SLICE = 30 * DAY;

export const member = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Arguments)[name] : undefined;

/** Records that a page may have. One of a size that is refused has no price (Priced). */
export const pageSize = ({ first, last }: Arguments, fallback = DEFAULT_PAGE): number => {
  const size = first ?? last ?? fallback;
  return typeof size === "number" && size >= 1 ? Math.min(size, PAGE_CAP) : PAGE_CAP;
};

/** Does the page begin or end at a cursor? Then the record before it may have to be looked for. */
export const goesOn = ({ after, before }: Arguments): boolean => typeof (after ?? before) === "string";

export const lengthOf = (value: unknown): number | undefined => (Array.isArray(value) ? value.length : undefined);

/** Slices of the window, at least one. */
export const slicesOf = ({ window }: Arguments, now: number): number => {
  const from = member(window, "from");
  const to = member(window, "to") ?? now;
  if (typeof from !== "number" || typeof to !== "number") return 1;
  return Math.max(1, Math.ceil((to - Math.max(from, EARLIEST)) / SLICE));
};

const textsIn = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : undefined;

export const wantedBy = (filter: unknown): Wanted => ({
  sources: textsIn(member(filter, "sources")),
  kinds: textsIn(member(filter, "kinds")),
});
