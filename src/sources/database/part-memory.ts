import { LRUCache } from "lru-cache";
import type { AuditLogFileRecord } from "../../audit/log-file.js";
import { MINUTE, type RecordOrder, type TimeWindow } from "../../audit/window.js";

/** A part of one instance's list as it was read, whole. */
export interface ReadPart extends TimeWindow {
  readonly files: readonly AuditLogFileRecord[];
  /** The moment of the operation that read it (walk.ts). */
  readonly moment: number;
}

const KEPT_FILES = 20_000;
/** How long ago a remembered part may have been read. */
export const KEPT_FOR = 2 * MINUTE;
const PARTS_OF_ONE = 4;

/**
 * The parts that were read last, so that a walk's next page need not read again what the page before read and did
 * not show. A part serves only walks that began before it was read: for those it is as good as a read of their own.
 */
export class PartMemory {
  readonly #parts: LRUCache<string, readonly ReadPart[]>;

  constructor() {
    this.#parts = new LRUCache({
      maxSize: KEPT_FILES,
      sizeCalculation: (parts) => 1 + parts.reduce((sum, { files }) => sum + files.length, 0),
      ttl: KEPT_FOR,
    });
  }

  keep(list: string, part: ReadPart): void {
    this.#parts.set(list, [part, ...(this.#parts.get(list) ?? [])].slice(0, PARTS_OF_ONE));
  }

  /** A part that goes on from the edge in the order, read at or after the moment `since`. */
  find(list: string, edge: number, order: RecordOrder, since: number): ReadPart | undefined {
    return this.#parts
      .get(list)
      ?.find(
        ({ from, to, moment }) =>
          moment >= since && (order === "OLDEST_FIRST" ? from <= edge && edge < to : from < edge && edge <= to),
      );
  }
}
