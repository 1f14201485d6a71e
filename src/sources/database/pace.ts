import { DAY, SECOND } from "../../audit/window.js";
import type { Habits } from "./habits.js";

/** The sources take windows of 30 days at most; a part gives a day of it to the margin, and a second at its start. */
export const LONGEST_PART = 29 * DAY - 2 * SECOND;

/** Parts are sized to fill their pages to this share, so that chance seldom makes it one more. */
const FILL = 0.9;
const FILL_OF_LARGE_PART = 0.96;

const toSeconds = (millis: number): number => Math.max(1, Math.floor(millis / SECOND)) * SECOND;

/** Pages of one part for a reader that wants pages as large as the source's: whole parts waste less of their last page. */
const PAGES_OF_LARGE_PART = 5;

const isLarge = (wanted: number, cap: number): boolean => wanted > cap / 2;

/** Pages of one part that are still better read on than asked for anew, in narrower parts. */
export const mostPages = (wanted: number, cap: number): number => (isLarge(wanted, cap) ? PAGES_OF_LARGE_PART + 1 : 2);

/** How wide the next part of a window is, so that a dense list costs few calls and an empty year few as well. */
export const partWidth = ({ density, filtersByContainment }: Habits, wanted: number, cap: number): number => {
  if (density === undefined || density <= 0) return LONGEST_PART;
  const page = FILL * cap;
  // The margin comes with every part, and fills pages too.
  const margin = Math.min(page, filtersByContainment ? density * DAY : 0);
  const room = isLarge(wanted, cap)
    ? PAGES_OF_LARGE_PART * FILL_OF_LARGE_PART * cap - margin
    : Math.max(page - margin, page / 2);
  return Math.min(LONGEST_PART, toSeconds(Math.min(room, 1.2 * wanted + 4) / density));
};

/** Half an entry more than was seen: an empty part widens the next one without limit of doubt. */
export const learnDensity = (habits: Habits, files: number, width: number): void => {
  habits.density = (files + 0.5) / width;
};
