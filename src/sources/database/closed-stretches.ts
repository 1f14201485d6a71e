import { z } from "zod";
import type { Session } from "../../audit/session.js";
import { compareIn } from "../../audit/page-plan.js";
import type { SourceInfo } from "../../audit/source.js";
import { DAY, HOUR, MINUTE, type RecordOrder, type TimeWindow } from "../../audit/window.js";
import type { CallKey } from "../../upstream/cache/cache-key.js";
import type { Lifetime } from "../../upstream/cache/entry.js";
import type { Held } from "../../upstream/cache/held.js";
import type { Found, SourceCache } from "../../upstream/cache/source-cache.js";
import { readStretch, storedStretch, type Stretch } from "./stretch.js";

/**
 * A file begins, is written for a day at most, and is listed when it ends; the second day is for clocks that differ and
 * for uploads that are late. What ended earlier gains files only where the service breaks its own habits.
 */
const SETTLED_AFTER = 2 * DAY;
/** Even so nothing closed is believed for longer. */
const LIFETIME: Lifetime = { freshMs: 5 * MINUTE, staleMs: 6 * HOUR };

export interface ListOfFiles {
  readonly source: SourceInfo;
  readonly instance: string;
  readonly nodeId: string | undefined;
}

/**
 * The closed stretches of one instance's list that any operation read lately, as the source's cache keeps them. They are
 * found by the edge that a read stands at, in its order; so the walks of two callers find each other's.
 */
export class ClosedStretches {
  constructor(
    private readonly cache: SourceCache,
    private readonly list: ListOfFiles,
    private readonly session: Session,
  ) {}

  isClosed({ to }: Pick<TimeWindow, "to">): boolean {
    return to <= this.session.now - SETTLED_AFTER;
  }

  /** Its files stand in the order. */
  find(edge: number, order: RecordOrder): Promise<Found<Stretch> | undefined> {
    const { source, instance } = this.list;
    const decode = (kept: unknown): Stretch => {
      const stretch = readStretch(kept, source, instance);
      if ((order === "OLDEST_FIRST" ? stretch.from : stretch.to) !== edge) throw new Error("another stretch");
      // Here and not where it is shown: it is decoded once, and shown again and again.
      return { ...stretch, files: stretch.files.toSorted((a, b) => compareIn(order, a.key, b.key)) };
    };
    return this.cache.find(this.#key(edge, order), decode, this.session);
  }

  /** Its files stand in the order. `agoMs`: how long before this operation its files may have been read. */
  keep(stretch: Stretch, order: RecordOrder, agoMs: number): void {
    const edge = order === "OLDEST_FIRST" ? stretch.from : stretch.to;
    const entry = { ...LIFETIME, readAt: this.session.now - agoMs };
    this.cache.keep(this.#key(edge, order), storedStretch(stretch), entry, this.session, stretch);
  }

  /** What a live read resolves with; where it fails or takes too long, what is at hand, with the problem. */
  insteadOf<T>(answer: Promise<T>, atHand: T): Promise<Held<T>> {
    return this.cache.insteadOf(answer, atHand, this.session);
  }

  /** A count of a closed window, as it was lately. Null, which is no count, is never kept. */
  async count({ from, to }: TimeWindow, ask: () => Promise<number | null>): Promise<number | null> {
    const { source, instance, nodeId = null } = this.list;
    const key: CallKey = [source.kind, "count", instance, nodeId, from, to];
    const kept = await this.cache.find(key, (value) => z.int().nonnegative().parse(value), this.session);
    if (kept?.isFresh) return kept.value;
    const count = await ask();
    if (count !== null) this.cache.keep(key, count, { ...LIFETIME, readAt: this.session.now }, this.session);
    return count;
  }

  #key(edge: number, order: RecordOrder): CallKey {
    const { source, instance, nodeId = null } = this.list;
    return [source.kind, "files", instance, nodeId, order, edge];
  }
}
