import { HabitBook } from "./habits.js";
import { InstanceMemory } from "./instance-memory.js";
import { PartMemory } from "./part-memory.js";

/**
 * What one source keeps from operation to operation, to save calls. Habits and parts never decide an answer; an instance
 * list may be half a minute old.
 */
export interface DatabaseMemory {
  readonly habits: HabitBook;
  readonly parts: PartMemory;
  readonly instances: InstanceMemory;
}

export const createMemory = (): DatabaseMemory => ({
  habits: new HabitBook(),
  parts: new PartMemory(),
  instances: new InstanceMemory(),
});
