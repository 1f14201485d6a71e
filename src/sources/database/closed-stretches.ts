import { z } from "zod";
import type { SourceInfo } from "../../audit/record.js";
import type { Session } from "../../audit/session.js";
import { HOUR, MINUTE, type RecordOrder, type TimeWindow } from "../../audit/window.js";
import type { Codec, Held, Lifetime } from "../../upstream/cache/stores.js";
import type { Found, SourceCache } from "../../upstream/cache/source-cache.js";
import type { CallKey } from "../../upstream/options.js";
import { compareFiles, fromKept, keptFile, keptSize, toKept } from "./mapping.js";
import { farEdge, isSettled, nearEdge, restOf, type Stretch, within } from "./stretches.js";

interface ListOfFiles {
  readonly source: SourceInfo;
  readonly instance: string;
  readonly nodeId: string | undefined;
}

const wire = z.object({ from: z.int(), to: z.int(), files: z.array(keptFile) });

/** The stretch that begins at an edge. What all its files share is left out of the JSON. */
const stretchCodec = ({ source, instance }: ListOfFiles, edge: number, order: RecordOrder): Codec<Stretch> => ({
  encode: ({ from, to, files }): z.infer<typeof wire> => ({ from, to, files: files.map(toKept) }),
  decode: (kept) => {
    const { from, to, files } = wire.parse(kept);
    if (from >= to || nearEdge({ from, to }, order) !== edge) throw new Error("another stretch");
    if (files.some(({ begin, end }) => begin < from || begin >= to || end < begin))
      throw new Error("kept files do not stand in their stretch");
    const records = files.map((file) => fromKept(file, source, instance));
    return { from, to, files: records.sort(compareFiles) };
  },
  size: ({ files }) => files.reduce((size, file) => size + keptSize(file), 32),
});

/** Do two reads of one stretch show the same files? */
const showTheSame = (one: Stretch, other: Stretch): boolean =>
  one.files.length === other.files.length &&
  one.files.every((file, i) => {
    const same = other.files[i];
    return same?.upstreamId === file.upstreamId && same.begin === file.begin && same.end === file.end;
  });

const STALE_MS = 6 * HOUR;
/** What one read showed may stand in for an answer that fails, but is not taken for one: a service may break its habits. */
const SEEN_ONCE: Lifetime = { freshMs: 0, staleMs: STALE_MS };
/** Two reads, one after the other, showed the same. Even so nothing closed is believed for longer. */
const SEEN_TWICE: Lifetime = { freshMs: 5 * MINUTE, staleMs: STALE_MS };
/** How long a list that changed what was closed is read anew every time. */
const DISTRUSTED: Lifetime = { freshMs: HOUR, staleMs: 0 };
/** What memory decides is there at once. */
type Later<T> = T | Promise<T>;

/** Kept stretches that one read is compared with. */
const MOST_COMPARED = 32;

const countCodec: Codec<number> = {
  encode: (count) => count,
  decode: (kept) => z.int().nonnegative().parse(kept),
  size: () => 8,
};
const distrustCodec: Codec<true> = { encode: () => true, decode: (kept) => z.literal(true).parse(kept), size: () => 4 };

/**
 * The closed stretches of one instance's list that any operation read lately, as the source's cache keeps them. They are
 * found by the edge that a read stands at, in its order; so the walks of two callers find each other's. What a read proved
 * whole goes in as one: no proof is ever made of answers of different age (docs/decisions/0007).
 *
 * That a closed stretch does not change is the services' habit, nowhere promised. So it is believed where a second read
 * showed what the first did, and no longer where any read of the list showed otherwise.
 */
export class ClosedStretches {
  #isDistrusted: Later<boolean> | undefined;

  constructor(
    private readonly cache: SourceCache,
    private readonly list: ListOfFiles,
    private readonly session: Session,
  ) {}

  /** The one that begins at the edge. */
  find(edge: number, order: RecordOrder): Later<Found<Stretch> | undefined> {
    if (!isSettled(edge, this.session.now)) return undefined;
    const key = this.#key("files", order, edge);
    const found = this.cache.find(key, stretchCodec(this.list, edge, order), this.session);
    return found instanceof Promise ? found.then((arrived) => this.#believe(arrived)) : this.#believe(found);
  }

  /**
   * Keeps what a read showed, and compares it with the kept stretches that lie in it, one after the other. `before`: the
   * one at its edge. `agoMs`: how long before this operation its files may have been read.
   */
  keep(
    { stretch, reanchored }: { readonly stretch: Stretch; readonly reanchored?: boolean },
    order: RecordOrder,
    before: Found<Stretch> | undefined,
    agoMs: number,
  ): Later<void> {
    if (!isSettled(stretch.to, this.session.now)) return undefined;
    if (reanchored) {
      this.#distrust();
      return undefined;
    }
    const readAt = this.session.now - agoMs;
    if (before && before.keptAt <= readAt) return this.#compare(stretch, order, before, readAt);
    this.#write(stretch, order, readAt, SEEN_ONCE);
    return undefined;
  }

  async #compare(stretch: Stretch, order: RecordOrder, before: Found<Stretch>, readAt: number): Promise<void> {
    let rest: Stretch | undefined = stretch;
    let kept: Found<Stretch> | undefined = before;
    for (let compared = 0; rest && kept && kept.keptAt <= readAt && compared < MOST_COMPARED; compared += 1) {
      const seenBefore = within(kept.value, rest);
      const seenAgain = seenBefore && within(rest, seenBefore);
      if (!seenAgain) break;
      if (!showTheSame(seenBefore, seenAgain)) {
        this.#distrust();
        break;
      }
      this.#write(seenAgain, order, readAt, SEEN_TWICE);
      const edge = farEdge(seenAgain, order);
      rest = within(rest, restOf(rest, edge, order));
      kept = rest && (await this.find(edge, order));
    }
    if (rest) this.#write(rest, order, readAt, SEEN_ONCE);
  }

  /** What a live read resolves with; where it fails or takes too long, what is at hand, with the problem. */
  insteadOf<T>(answer: Promise<T>, atHand: T): Promise<Held<T>> {
    return this.cache.insteadOf(answer, atHand, this.session);
  }

  /** A count of a closed window, as it was lately. Null, which is no count, is never kept. */
  async count({ from, to }: TimeWindow, ask: () => Promise<number | null>): Promise<number | null> {
    if (!isSettled(to, this.session.now)) return ask();
    const key = this.#key("count", from, to);
    const kept = await this.#believe(await this.cache.find(key, countCodec, this.session));
    if (kept?.isFresh) return kept.value;
    const count = await ask();
    if (count === null) return null;
    const readAt = this.session.now;
    const isSecond = kept !== undefined && kept.keptAt <= readAt;
    if (isSecond && kept.value !== count) this.#distrust();
    const lifetime = isSecond && kept.value === count ? SEEN_TWICE : SEEN_ONCE;
    this.cache.keep(key, countCodec, count, { ...lifetime, readAt }, this.session);
    return count;
  }

  /** The list changed what was closed: it is read anew for a while. */
  #distrust(): void {
    this.#isDistrusted = true;
    const kept = { ...DISTRUSTED, readAt: this.session.now };
    this.cache.keep(this.#key("distrusted"), distrustCodec, true, kept, this.session);
  }

  /** What is kept of a list that is distrusted may still stand in, and be compared with. */
  #believe<T>(found: Found<T> | undefined): Later<Found<T> | undefined> {
    if (!found?.isFresh) return found;
    const judged = (isDistrusted: boolean): Found<T> => (isDistrusted ? { ...found, isFresh: false } : found);
    const isDistrusted = (this.#isDistrusted ??= this.#readDistrust());
    return isDistrusted instanceof Promise ? isDistrusted.then(judged) : judged(isDistrusted);
  }

  #readDistrust(): Later<boolean> {
    const kept = this.cache.find(this.#key("distrusted"), distrustCodec, this.session);
    return kept instanceof Promise ? kept.then((found) => found?.isFresh ?? false) : (kept?.isFresh ?? false);
  }

  #write(stretch: Stretch, order: RecordOrder, readAt: number, lifetime: Lifetime): void {
    const edge = nearEdge(stretch, order);
    const codec = stretchCodec(this.list, edge, order);
    this.cache.keep(this.#key("files", order, edge), codec, stretch, { ...lifetime, readAt }, this.session);
  }

  #key(what: string, ...which: CallKey): CallKey {
    const { source, instance, nodeId = null } = this.list;
    return [source.kind, what, instance, nodeId, ...which];
  }
}
