import { DAY, SECOND } from "../../audit/window.js";
import type { Habits } from "./habits.js";

/** The sources take windows of 30 days at most; a part gives a day of it to the margin, and a second at its start. */
export const LONGEST_PART = 29 * DAY - 2 * SECOND;

/** A part is sized to fill a page to this share, so that chance seldom makes it two. */
const FILL = 0.85;

const toSeconds = (millis: number): number => Math.max(1, Math.floor(millis / SECOND)) * SECOND;

/** How wide the next part of a window is, so that a dense list costs few calls and an empty year few as well. */
export const partWidth = (habits: Habits, wanted: number, cap: number): number => {
  if (habits.density === undefined || habits.density <= 0) return LONGEST_PART;
  const files = Math.min(FILL * cap, 1.2 * wanted + 4);
  return Math.min(LONGEST_PART, toSeconds(files / habits.density));
};

/** Half an entry more than was seen: an empty part widens the next one without limit of doubt. */
export const learnDensity = (habits: Habits, files: number, width: number): void => {
  habits.density = (files + 0.5) / width;
};
