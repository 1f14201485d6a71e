import { type Appearance, appearanceOf, latenessOf, type NewsRecord } from "./appearance.js";
import { floorAt, HORIZON, keyOf } from "./news-memory.js";
import { asAuditError, type AuditError } from "./errors.js";
import type { NewsReadings, ReadingUnderWay } from "./news-readings.js";
import type { Shown } from "./news-token.js";
import type { Holds } from "./patience.js";
import { compareKeys, type SourceInfo } from "./record.js";
import { planMore, type Session } from "./session.js";
import type { Chunk, Timeline } from "./timeline.js";
import type { TimeWindow } from "./window.js";

/** What a reading is sized for, and what its price counts on; more grows the plan. */
export const EXPECTED = 200;
const RECORDS_PER_CALL = 50;

/** A list as far as its news are concerned. */
export interface NewsList<R extends NewsRecord> {
  readonly window: TimeWindow;
  readonly timelines: readonly Timeline<R>[];
  /** Equal for timelines that show the same to both; undefined for one that is not shared. */
  readonly shareKey: (timeline: Timeline<R>) => string | undefined;
  /** Absent where each timeline is waited for until the deadline. */
  readonly holds?: Holds | undefined;
}

/** The part of the list's window in which all stands that became visible at the floor or later. */
export const partFrom = (floor: number, reach: number, { from, to }: TimeWindow): TimeWindow => ({
  from: Math.max(from, floor - reach),
  to,
});

/** A dense list takes more calls than it was priced at. */
export const planFor = (session: Session, found: number, more: number): void => {
  const calls = (records: number): number => Math.ceil((2 * Math.max(0, records - EXPECTED)) / RECORDS_PER_CALL);
  planMore(session, calls(found + more) - calls(found));
};

/** A timeline in the order in which its records became visible, from a floor on. */
export class Appearing<R extends NewsRecord> implements Timeline<Appearance<R>> {
  readonly source: SourceInfo;
  readonly instance?: string;
  readonly key: string;
  /** It was read to its end. */
  hasEnded = false;
  /** Some of it could not be taken over. */
  hasProblem = false;
  /** When its reading ended; that of another operation may have ended earlier. */
  endedAt = 0;
  /** What was shown of it or is told now, as a state remembers it, with the times at which it became visible. */
  readonly entries = new Map<number, { readonly state: number; readonly visibleAt: number }>();

  constructor(
    private readonly timeline: Timeline<R>,
    readonly before: Shown,
    private readonly list: NewsList<R>,
    private readonly newerThan: number,
    private readonly session: Session,
    private readonly readings: NewsReadings,
  ) {
    this.source = timeline.source;
    if (timeline.instance !== undefined) this.instance = timeline.instance;
    this.key = keyOf(timeline.source, timeline.instance);
  }

  async *read(): AsyncGenerator<Chunk<Appearance<R>>, void, undefined> {
    const { floor } = this.before;
    const { reach } = latenessOf(this.timeline);
    const window = partFrom(floor, reach, this.list.window);
    // Whoever was away for long reads as far as the answer takes it, for itself.
    const isRecent = floor >= floorAt(this.session.now) - HORIZON || reach === 0;
    const share = isRecent ? this.list.shareKey(this.timeline) : undefined;
    if (share === undefined) {
      yield* this.#read(window);
      this.#ended(this.readings.clock());
      return;
    }
    const wanted = { window, floor, newerThan: this.newerThan, now: this.session.now };
    const reading = await this.readings.findOrBegin(share, wanted, this.session.signal);
    if (reading.isBegun) {
      yield* await this.#readWhole(window, reading);
      this.#ended(this.readings.clock());
      return;
    }
    const { appearances, problem, failure, endedAt } = reading;
    if (failure) throw failure;
    this.hasProblem = problem !== undefined;
    // Equal keys are of equal timelines.
    const records = appearances as readonly Appearance<R>[];
    yield { records, through: Number.MAX_SAFE_INTEGER, ...(problem ? { problem } : {}) };
    this.#ended(endedAt);
  }

  /**
   * To its end, whatever the merge waits for: others wait for this reading, and the merge may wait for theirs. What came
   * before a failure is told.
   */
  async #readWhole(window: TimeWindow, reading: ReadingUnderWay): Promise<Iterable<Chunk<Appearance<R>>>> {
    const chunks: Chunk<Appearance<R>>[] = [];
    let failure: AuditError | undefined;
    try {
      for await (const chunk of this.#read(window)) chunks.push(chunk);
    } catch (error) {
      failure = asAuditError(error);
    }
    const problem = chunks.find((chunk) => chunk.problem)?.problem;
    const appearances = failure ? [] : chunks.flatMap(({ records }) => records);
    reading.end({ appearances, problem, failure });
    return (function* () {
      yield* chunks;
      if (failure) throw failure;
    })();
  }

  async *#read(window: TimeWindow): AsyncGenerator<Chunk<Appearance<R>>, void, undefined> {
    if (window.from >= window.to) return;
    const { turn } = this.session;
    const { floor } = this.before;
    /** Of those that are read, the ones that something that is not read yet may come before. */
    let held: Appearance<R>[] = [];
    let found = 0;
    const request = { window, order: "OLDEST_FIRST", expected: EXPECTED, ...(turn ? { turn } : {}) } as const;
    for await (const { records, ...told } of this.timeline.read(request)) {
      this.hasProblem ||= told.problem !== undefined;
      planFor(this.session, found, records.length);
      found += records.length;
      const visible = records.map(appearanceOf).filter(({ key }) => key.time >= floor);
      held = [...held, ...visible].sort((a, b) => compareKeys(a.key, b.key));
      // Nothing becomes visible before its own time.
      const past = held.findIndex(({ key }) => key.time >= told.through);
      const ready = past < 0 ? held : held.slice(0, past);
      held = past < 0 ? [] : held.slice(past);
      yield { ...told, records: ready };
    }
    yield { records: held, through: Number.MAX_SAFE_INTEGER };
  }

  #ended(at: number): void {
    this.hasEnded = true;
    this.endedAt = at;
  }

  /** Was it shown before, in this state or a later one? */
  isShown({ identity, state, fetchedAt }: Appearance<R>): boolean {
    if (this.entries.has(identity)) return true;
    const known = this.before.entries.get(identity);
    // What left its source before the last reading had ended may be older than what that showed.
    return known !== undefined && (known === state || fetchedAt < this.newerThan);
  }

  /** `isShown`: as it was; otherwise it is told now. */
  remember({ identity, state, key }: Appearance<R>, isShown: boolean): void {
    if (this.entries.has(identity)) return;
    const known = isShown ? this.before.entries.get(identity) : undefined;
    this.entries.set(identity, { state: known ?? state, visibleAt: key.time });
  }
}
