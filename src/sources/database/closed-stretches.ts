import { z } from "zod";
import type { Session } from "../../audit/session.js";
import { compareIn } from "../../audit/page-plan.js";
import type { SourceInfo } from "../../audit/source.js";
import { DAY, HOUR, MINUTE, type RecordOrder, type TimeWindow } from "../../audit/window.js";
import type { CallKey } from "../../upstream/cache/cache-key.js";
import type { Codec } from "../../upstream/cache/codec.js";
import type { Lifetime } from "../../upstream/cache/entry.js";
import type { Held } from "../../upstream/cache/held.js";
import type { Found, KeptFor, SourceCache } from "../../upstream/cache/source-cache.js";
import { readStretch, showTheSame, storedSize, storedStretch, type Stretch, within } from "./stretch.js";

/**
 * A file begins, is written for a day at most, and is listed when it ends; the second day is for clocks that differ and
 * for uploads that are late. What ended earlier gains files only where the service breaks its own habits.
 */
const SETTLED_AFTER = 2 * DAY;

/** Does a service list nothing new that begins before `end`? */
export const isSettled = (end: number, now: number): boolean => end <= now - SETTLED_AFTER;

const STALE_MS = 6 * HOUR;
/** What one read showed may stand in for an answer that fails, but is not taken for one: a service may break its habits. */
const SEEN_ONCE: Lifetime = { freshMs: 0, staleMs: STALE_MS };
/** Two reads, one after the other, showed the same. Even so nothing closed is believed for longer. */
const SEEN_TWICE: Lifetime = { freshMs: 5 * MINUTE, staleMs: STALE_MS };
/** How long a list that changed what was closed is read anew every time. */
const DISTRUSTED: Lifetime = { freshMs: HOUR, staleMs: 0 };

const countCodec: Codec<number> = {
  encode: (count) => count,
  decode: (kept) => z.int().nonnegative().parse(kept),
  size: () => 8,
};
const distrustCodec: Codec<true> = { encode: () => true, decode: (kept) => z.literal(true).parse(kept), size: () => 4 };

export interface ListOfFiles {
  readonly source: SourceInfo;
  readonly instance: string;
  readonly nodeId: string | undefined;
}

/**
 * The closed stretches of one instance's list that any operation read lately, as the source's cache keeps them. They are
 * found by the edge that a read stands at, in its order; so the walks of two callers find each other's.
 *
 * That a closed stretch does not change is the services' habit, nowhere promised. So it is believed where a second read
 * showed what the first did, and no longer where any read of the list showed otherwise.
 */
export class ClosedStretches {
  #isDistrusted: Promise<boolean> | undefined;

  constructor(
    private readonly cache: SourceCache,
    private readonly list: ListOfFiles,
    private readonly session: Session,
  ) {}

  isClosed({ to }: Pick<TimeWindow, "to">): boolean {
    return isSettled(to, this.session.now);
  }

  /** Its files stand in the order. */
  async find(edge: number, order: RecordOrder): Promise<Found<Stretch> | undefined> {
    return this.#believe(await this.cache.find(this.#key(edge, order), this.#codec(edge, order), this.session));
  }

  /**
   * Its files stand in the order. `before`: what was kept at its edge. `agoMs`: how long before this operation its files
   * may have been read.
   */
  keep(stretch: Stretch, order: RecordOrder, before: Found<Stretch> | undefined, agoMs: number): void {
    const readAt = this.session.now - agoMs;
    const seenBefore = before && before.keptAt <= readAt ? within(before.value, stretch) : undefined;
    const seenAgain = seenBefore && within(stretch, seenBefore);
    if (!seenAgain) this.#write(stretch, order, { ...SEEN_ONCE, readAt });
    else if (showTheSame(seenBefore, seenAgain)) this.#write(seenAgain, order, { ...SEEN_TWICE, readAt });
    else {
      this.distrust();
      this.#write(stretch, order, { ...SEEN_ONCE, readAt });
    }
  }

  /** The list changed what was closed: it is read anew for a while. */
  distrust(): void {
    this.#isDistrusted = Promise.resolve(true);
    const kept = { ...DISTRUSTED, readAt: this.session.now };
    this.cache.keep(this.#keyOf("distrusted"), distrustCodec, true, kept, this.session);
  }

  /** What a live read resolves with; where it fails or takes too long, what is at hand, with the problem. */
  insteadOf<T>(answer: Promise<T>, atHand: T): Promise<Held<T>> {
    return this.cache.insteadOf(answer, atHand);
  }

  /** A count of a closed window, as it was lately. Null, which is no count, is never kept. */
  async count({ from, to }: TimeWindow, ask: () => Promise<number | null>): Promise<number | null> {
    const key = this.#keyOf("count", from, to);
    const kept = await this.#believe(await this.cache.find(key, countCodec, this.session));
    if (kept?.isFresh) return kept.value;
    const count = await ask();
    if (count === null) return null;
    const readAt = this.session.now;
    const isSecond = kept !== undefined && kept.keptAt <= readAt;
    if (isSecond && kept.value !== count) this.distrust();
    const lifetime = isSecond && kept.value === count ? SEEN_TWICE : SEEN_ONCE;
    this.cache.keep(key, countCodec, count, { ...lifetime, readAt }, this.session);
    return count;
  }

  /** What is kept of a list that is distrusted may still stand in, and be compared with. */
  async #believe<T>(found: Found<T> | undefined): Promise<Found<T> | undefined> {
    if (!found?.isFresh) return found;
    this.#isDistrusted ??= this.cache
      .find(this.#keyOf("distrusted"), distrustCodec, this.session)
      .then((distrust) => distrust?.isFresh ?? false);
    return (await this.#isDistrusted) ? { ...found, isFresh: false } : found;
  }

  #write(stretch: Stretch, order: RecordOrder, entry: KeptFor): void {
    const edge = order === "OLDEST_FIRST" ? stretch.from : stretch.to;
    this.cache.keep(this.#key(edge, order), this.#codec(edge, order), stretch, entry, this.session);
  }

  #codec(edge: number, order: RecordOrder): Codec<Stretch> {
    const { source, instance } = this.list;
    return {
      encode: storedStretch,
      decode: (kept) => {
        const stretch = readStretch(kept, source, instance);
        if ((order === "OLDEST_FIRST" ? stretch.from : stretch.to) !== edge) throw new Error("another stretch");
        return { ...stretch, files: stretch.files.toSorted((a, b) => compareIn(order, a.key, b.key)) };
      },
      size: storedSize,
    };
  }

  #key(edge: number, order: RecordOrder): CallKey {
    return this.#keyOf("files", order, edge);
  }

  #keyOf(what: string, ...which: CallKey): CallKey {
    const { source, instance, nodeId = null } = this.list;
    return [source.kind, what, instance, nodeId, ...which];
  }
}
