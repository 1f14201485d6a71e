import { LRUCache } from "lru-cache";
import { DAY, inWindow, SECOND, type TimeWindow } from "../../audit/window.js";

export type ListOrder = "ascending" | "descending" | "none";

/**
 * What was seen of one instance's list: nothing of it is documented, and all of it only saves calls. A wrong habit
 * costs a call, never a record: every answer is judged by itself.
 */
export interface Habits {
  /** Files per millisecond, lately. */
  density: number | undefined;
  /** The time filter was seen to leave out files that end after the asked window. */
  filtersByContainment: boolean;
  /** The moment (walk.ts) of the operation that proved last that the filter is not containment. */
  notContainmentAt: number | undefined;
  order: ListOrder | undefined;
  /** Milliseconds from begin to end of the longest file that was met. */
  longest: number;
}

const UNKNOWN: Habits = {
  density: undefined,
  filtersByContainment: false,
  notContainmentAt: undefined,
  order: undefined,
  longest: 0,
};

const REMEMBERED = 10_000;

/** Habits of many instances, shared by all operations of a process. */
export class HabitBook {
  readonly #book = new LRUCache<string, Habits>({ max: REMEMBERED });

  /** A copy: one operation keeps its own view, so that two equal reads of it ask the same and share their calls. */
  open(instance: string): Habits {
    return { ...(this.#book.get(instance) ?? UNKNOWN) };
  }

  keep(instance: string, habits: Habits): void {
    this.#book.set(instance, { ...habits });
  }
}

/** What a page shows of where its files begin. */
export interface Shown {
  /** Undefined where there are fewer than two different begins. */
  readonly order: ListOrder | undefined;
  /** Files. */
  readonly count: number;
  readonly earliest: number;
  readonly latest: number;
}

export const shownBy = (files: readonly { readonly begin: number }[]): Shown => {
  let [rises, falls] = [false, false];
  let [earliest, latest] = [Infinity, -Infinity];
  let before: number | undefined;
  for (const { begin } of files) {
    rises ||= before !== undefined && begin > before;
    falls ||= before !== undefined && begin < before;
    earliest = Math.min(earliest, begin);
    latest = Math.max(latest, begin);
    before = begin;
  }
  const order = rises && falls ? "none" : rises ? "ascending" : falls ? "descending" : undefined;
  return { order, count: files.length, earliest, latest };
};

/** An order is believed until one page contradicts it; then never again. */
export const learnOrder = (habits: Habits, { order: seen }: Shown): void => {
  if (seen !== undefined) habits.order = habits.order === undefined || habits.order === seen ? seen : "none";
};

export const learnLength = (
  habits: Habits,
  files: readonly { readonly begin: number; readonly end: number }[],
): void => {
  for (const { begin, end } of files) habits.longest = Math.max(habits.longest, end - begin);
};

/** The sources take windows of 30 days at most; a part gives a day of it to the margin, and a second at its start. */
export const LONGEST_PART = 29 * DAY - 2 * SECOND;

/** A part of that width is read, whatever it holds: a second, and the one before, for the files at an edge. */
export const MOMENT = 2 * SECOND;

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

/** Of a file, what is asked for below. */
interface Timed {
  readonly begin: number;
  readonly end: number;
}

/** Long enough to be told from its begin. */
export const isLong = ({ begin, end }: Timed): boolean => end > begin + SECOND;

/** Is a file shown that runs on past the asked end? Then the filter is not containment, and none is left out. */
export const showsRunning = (files: readonly Timed[], askedEnd: number): boolean =>
  files.some(({ begin, end }) => begin < askedEnd && end > askedEnd);

export const countIn = (files: readonly Timed[], part: TimeWindow): number =>
  files.reduce((count, { begin }) => (inWindow(begin, part) ? count + 1 : count), 0);
