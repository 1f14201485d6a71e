import { LRUCache } from "lru-cache";

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
}

const UNKNOWN: Habits = {
  density: undefined,
  filtersByContainment: false,
  notContainmentAt: undefined,
  order: undefined,
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
