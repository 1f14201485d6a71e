import { HabitBook } from "./habits.js";
import { PartMemory } from "./part-memory.js";

/** What one source keeps from operation to operation. All of it saves calls; none of it decides an answer. */
export interface DatabaseMemory {
  readonly habits: HabitBook;
  readonly parts: PartMemory;
}

export const createMemory = (): DatabaseMemory => ({ habits: new HabitBook(), parts: new PartMemory() });
