import { LRUCache } from "lru-cache";
import type { AuditLogFileRecord } from "../../audit/sources.js";
import type { ReadRequest } from "../../audit/timeline.js";
import { type FreshSince, REMEMBERED_FOR } from "../../audit/walk.js";
import { DAY, SECOND, type TimeWindow } from "../../audit/window.js";
import { isSettled } from "./stretches.js";

type ListOrder = "ascending" | "descending" | "none";

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
}

const UNKNOWN: Habits = {
  density: undefined,
  filtersByContainment: false,
  notContainmentAt: undefined,
  order: undefined,
};

const REMEMBERED = 10_000;

/** Habits of many instances, shared by all operations of a process. */
class HabitBook {
  readonly #book = new LRUCache<string, Habits>({ max: REMEMBERED });

  /** A copy: one operation keeps its own view, so that two equal reads of it ask the same and share their calls. */
  open(instance: string): Habits {
    return { ...(this.#book.get(instance) ?? UNKNOWN) };
  }

  keep(instance: string, habits: Habits): void {
    this.#book.set(instance, { ...habits });
  }
}

/** The order that a page shows, or undefined where it shows none: fewer than two different times. */
export const orderOf = (times: readonly number[]): ListOrder | undefined => {
  let rises = false;
  let falls = false;
  for (let i = 1; i < times.length; i += 1) {
    const step = (times[i] ?? 0) - (times[i - 1] ?? 0);
    rises ||= step > 0;
    falls ||= step < 0;
  }
  return rises && falls ? "none" : rises ? "ascending" : falls ? "descending" : undefined;
};

/** An order is believed until one page contradicts it; then never again. */
export const learnOrder = (habits: Habits, times: readonly number[]): void => {
  const seen = orderOf(times);
  if (seen !== undefined) habits.order = habits.order === undefined || habits.order === seen ? seen : "none";
};

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

/** A part of one instance's list as it was read, whole. */
export interface ReadPart extends TimeWindow {
  readonly files: readonly AuditLogFileRecord[];
  /** The moment of the operation that read it (walk.ts). */
  readonly moment: number;
}

const KEPT_FILES = 20_000;
const PARTS_OF_ONE = 4;

/** May what an operation of a moment learned of the list up to `end` serve a page at `now`? The rule of every memory here. */
export const mayServe = (since: FreshSince | undefined, learnedAt: number, end: number, now: number): boolean =>
  since !== undefined && learnedAt >= since.moment && (!since.onlySettled || isSettled(end, now));

/**
 * The parts that were read last, so that a walk's next page need not read again what the page before read and did
 * not show. A part serves walks that began before it was read: for those it is as good as a read of their own.
 */
class PartMemory {
  readonly #parts: LRUCache<string, readonly ReadPart[]>;

  constructor() {
    this.#parts = new LRUCache({
      maxSize: KEPT_FILES,
      sizeCalculation: (parts) => 1 + parts.reduce((sum, { files }) => sum + files.length, 0),
      ttl: REMEMBERED_FOR,
    });
  }

  keep(list: string, part: ReadPart): void {
    this.#parts.set(list, [part, ...(this.#parts.get(list) ?? [])].slice(0, PARTS_OF_ONE));
  }

  /** A part that goes on from the edge in the order, and may serve the page that is read. */
  find(list: string, edge: number, { order, window, freshSince }: ReadRequest, now: number): ReadPart | undefined {
    if (freshSince === undefined) return undefined;
    const oldestFirst = order === "OLDEST_FIRST";
    return this.#parts
      .get(list)
      ?.find(
        ({ from, to, moment }) =>
          (oldestFirst ? from <= edge && edge < to : from < edge && edge <= to) &&
          mayServe(freshSince, moment, oldestFirst ? Math.min(to, window.to) : edge, now),
      );
  }
}

/** What one process remembers of a source from operation to operation, to save calls. It never decides an answer. */
export interface DatabaseMemory {
  readonly habits: HabitBook;
  readonly parts: PartMemory;
}

export const createMemory = (): DatabaseMemory => ({
  habits: new HabitBook(),
  parts: new PartMemory(),
});
