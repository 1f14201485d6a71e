import { LRUCache } from "lru-cache";
import type { AuditLogFileRecord } from "../../audit/log-file.js";
import type { ReadRequest } from "../../audit/timeline.js";
import { type FreshSince, REMEMBERED_FOR } from "../../audit/walk.js";
import type { TimeWindow } from "../../audit/window.js";
import { isSettled } from "./closed-stretches.js";

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
export class PartMemory {
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
