import type { RecordKey } from "./record.js";
import type { RecordOrder } from "./window.js";

/*
 * A place between records, for a page that ends where no record stands. The empty source, which no record has, puts it
 * before all records of its time: oldest first they come after it, newest first what is older does.
 */

/** Is any record behind the place, seen in the direction of the read that made it? Undefined where that is not known. */
export type Behind = boolean | undefined;

const idOf = (order: RecordOrder, behind: Behind): string =>
  behind === undefined ? "" : `${order} ${behind ? "after some" : "after none"}`;

export const positionAt = (time: number, order: RecordOrder, behind: Behind): RecordKey => ({
  time,
  source: "",
  instance: "",
  id: idOf(order, behind),
});

export const isPosition = ({ source }: RecordKey): boolean => source === "";

/**
 * What the position tells of the records behind it, so that nobody need look: a look back over a filter that matches
 * nothing would cost as much as the walk.
 */
export const behindOf = (key: RecordKey, order: RecordOrder): Behind => {
  if (!isPosition(key)) return undefined;
  if (key.id === idOf(order, true)) return true;
  return key.id === idOf(order, false) ? false : undefined;
};
