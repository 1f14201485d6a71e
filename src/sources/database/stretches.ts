import { z } from "zod";
import { compareIn, type SourceInfo } from "../../audit/record.js";
import type { Session } from "../../audit/session.js";
import type { AuditLogFileRecord } from "../../audit/sources.js";
import { DAY, HOUR, MINUTE, type RecordOrder, type TimeWindow } from "../../audit/window.js";
import type { Codec, Held, Lifetime } from "../../upstream/cache/entry.js";
import type { Found, KeptFor, SourceCache } from "../../upstream/cache/source-cache.js";
import type { CallKey } from "../../upstream/options.js";

/** A stretch of one instance's list, whole: every file that begins in it. */
export interface Stretch extends TimeWindow {
  readonly files: readonly AuditLogFileRecord[];
}

/** What a stretch holds of a window; undefined where it holds nothing of it. */
export const within = (stretch: Stretch, window: TimeWindow): Stretch | undefined => {
  const from = Math.max(stretch.from, window.from);
  const to = Math.min(stretch.to, window.to);
  if (from >= to) return undefined;
  if (from === stretch.from && to === stretch.to) return stretch;
  return { from, to, files: stretch.files.filter(({ begin }) => begin >= from && begin < to) };
};

/** Do two reads of one stretch, in one order, show the same files? */
const showTheSame = (one: Stretch, other: Stretch): boolean =>
  one.files.length === other.files.length &&
  one.files.every((file, i) => {
    const same = other.files[i];
    return same?.upstreamId === file.upstreamId && same.begin === file.begin && same.end === file.end;
  });

const wire = z.object({
  from: z.int(),
  to: z.int(),
  files: z.array(
    z.object({
      nodeId: z.string().nullable(),
      upstreamId: z.string().min(1),
      name: z.string(),
      sizeBytes: z.int().nonnegative(),
      sizeIsExact: z.boolean(),
      begin: z.int(),
      end: z.int(),
      fetchedAt: z.number(),
    }),
  ),
});

/** The stretch as JSON; what all its files share is left out. */
const storedStretch = ({ from, to, files }: Stretch): z.infer<typeof wire> => ({
  from,
  to,
  files: files.map(({ nodeId, upstreamId, name, sizeBytes, sizeIsExact, begin, end, fetchedAt }) => ({
    nodeId,
    upstreamId,
    name,
    sizeBytes,
    sizeIsExact,
    begin,
    end,
    fetchedAt,
  })),
});

/** Keys, stamps and numbers of one file as JSON. */
const FILE_SIZE = 170;

/** About how many characters the JSON has. */
const storedSize = ({ files }: Stretch): number =>
  files.reduce((size, { upstreamId, name }) => size + FILE_SIZE + upstreamId.length + name.length, 32);

/** Throws for what is no stretch. */
const readStretch = (kept: unknown, source: SourceInfo, instanceId: string): Stretch => {
  const { from, to, files } = wire.parse(kept);
  if (from >= to || files.some(({ begin, end }) => begin < from || begin >= to || end < begin))
    throw new Error("kept files do not stand in their stretch");
  return {
    from,
    to,
    files: files.map((file) => ({
      ...file,
      key: { time: file.begin, source: source.name, instance: instanceId, id: file.upstreamId },
      source,
      instanceId,
    })),
  };
};

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

interface ListOfFiles {
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
