import type { ListWindow } from "../../audit/page-plan.js";
import { type TimeWindowInput, windowOf } from "../record/time-window-input.js";

const YEARS = 3;

/** The same calendar date and time of day three years earlier; 29 February becomes 28 February. */
const threeYearsBefore = (time: number): number => {
  const date = new Date(time);
  const month = date.getUTCMonth();
  date.setUTCFullYear(date.getUTCFullYear() - YEARS);
  if (date.getUTCMonth() !== month) date.setUTCDate(0);
  return date.getTime();
};

/** The window of a list of periods: as given, or the last three years up to now (or to where the first page froze it). */
export const periodWindow =
  (input: TimeWindowInput | null | undefined, now: number) =>
  (frozenTo: number | undefined): ListWindow => {
    if (input) return windowOf(input, now)(frozenTo);
    const to = frozenTo ?? now;
    return { from: threeYearsBefore(to), to, isOpenEnded: true };
  };
