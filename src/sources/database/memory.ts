import { HabitBook } from "./habits.js";
import { PartMemory } from "./part-memory.js";

/** What one process remembers of a source from operation to operation, to save calls. It never decides an answer. */
export interface DatabaseMemory {
  readonly habits: HabitBook;
  readonly parts: PartMemory;
}

export const createMemory = (): DatabaseMemory => ({
  habits: new HabitBook(),
  parts: new PartMemory(),
});
