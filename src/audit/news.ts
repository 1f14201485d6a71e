import { type Appearance, appearanceOf, latenessOf, type NewsRecord } from "./appearance.js";
import type { Coverage } from "./coverage.js";
import { type Cut, Merge } from "./merge.js";
import type { NewsReadings } from "./news-readings.js";
import type { NewsState, Shown } from "./news-token.js";
import { compareKeys, type SourceInfo } from "./record.js";
import { sha256Hex } from "./seal.js";
import { CallsSpent, planMore, type Session } from "./session.js";
import type { Chunk, Timeline } from "./timeline.js";
import { DAY, MINUTE, type TimeWindow } from "./window.js";

/** How late after it became visible by its own times a record may first be listed, and still be told. */
export const HORIZON = DAY;
/** How long the news of a part that cannot be read are waited for, where the rest of its timeline can. */
const PATIENCE = 7 * DAY;
/** Floors go in steps, so that an unchanged state is the same text for a while, and is kept once. */
const STEP = 5 * MINUTE;
/** Records that a state remembers, at most. Of more the oldest are taken for shown: the horizon is shorter then. */
export const MOST_REMEMBERED = 20_000;

/** What a reading is sized for, and what its price counts on; more grows the plan. */
const EXPECTED = 200;
const RECORDS_PER_CALL = 50;
/** Records between two turns. */
const BETWEEN_TURNS = 256;

/** A list as far as its news are concerned. */
export interface NewsList<R extends NewsRecord> {
  readonly window: TimeWindow;
  readonly timelines: readonly Timeline<R>[];
  /** Equal for timelines that show the same to both; undefined for one that is not shared. */
  readonly shareKey: (timeline: Timeline<R>) => string | undefined;
}

export interface News<R extends NewsRecord> {
  /** In the order in which they became visible. */
  readonly records: readonly R[];
  readonly hasMore: boolean;
  readonly coverage: readonly Coverage[];
  /** What is shown now: the news that come next are those since this. */
  readonly state: NewsState;
}

const short = (text: string): string => sha256Hex(text).slice(0, 8);
/** Begins alike for all timelines of a source: those of a source that cannot list its instances are found by it. */
const keyOf = (source: SourceInfo, instance: string | undefined): string => short(source.name) + short(instance ?? "");
const sourceOf = (key: string): string => key.slice(0, 8);

const floorAt = (time: number): number => Math.max(0, Math.floor((time - HORIZON) / STEP) * STEP);

/** The part of the list's window in which all stands that became visible at the floor or later. */
const partFrom = (floor: number, reach: number, { from, to }: TimeWindow): TimeWindow => ({
  from: Math.max(from, floor - reach),
  to,
});

/** A dense list takes more calls than it was priced at. */
const planFor = (session: Session, found: number, more: number): void => {
  const calls = (records: number): number => Math.ceil((2 * Math.max(0, records - EXPECTED)) / RECORDS_PER_CALL);
  planMore(session, calls(found + more) - calls(found));
};

/** A timeline in the order in which its records became visible, from a floor on. */
class Appearing<R extends NewsRecord> implements Timeline<Appearance<R>> {
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
    const share = this.list.shareKey(this.timeline);
    const wanted = { window, floor, newerThan: this.newerThan };
    const shared = share === undefined ? undefined : await this.readings.find(share, wanted, this.session.signal);
    if (shared) {
      // Equal keys are of equal timelines.
      yield { records: shared.appearances as readonly Appearance<R>[], through: Number.MAX_SAFE_INTEGER };
      this.#ended(shared.endedAt);
      return;
    }
    const reading = share === undefined ? undefined : this.readings.begin(share, wanted);
    let endedAt: number | undefined;
    try {
      for await (const chunk of this.#read(window)) {
        reading?.took(chunk.records);
        yield chunk;
      }
      endedAt = this.readings.clock();
      this.#ended(endedAt);
    } finally {
      reading?.end(endedAt !== undefined && !this.hasProblem);
    }
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

/** What a timeline has shown when its news are told, and how sure that is. */
interface Remembered {
  readonly key: string;
  readonly floor: number;
  readonly known: ReadonlyMap<number, { readonly state: number; readonly visibleAt: number }>;
  /** Shown before, and not met by this reading. */
  readonly unmet: ReadonlyMap<number, number>;
}

const NOTHING: ReadonlyMap<number, number> = new Map();

/** `front`: up to where all is told; undefined where the reading came to its end. */
const rememberedOf = <R extends NewsRecord>(
  timeline: Appearing<R>,
  now: number,
  front: number | undefined,
  hasFailed: boolean,
): Remembered => {
  const { key, before, entries, hasEnded, hasProblem } = timeline;
  const { least } = latenessOf(timeline);
  const unmet = new Map([...before.entries].filter(([identity]) => !entries.has(identity)));
  const as = (floor: number, rest: ReadonlyMap<number, number>): Remembered => ({
    key,
    floor,
    known: entries,
    unmet: rest,
  });
  if (hasEnded && front === undefined) {
    const times = [...entries.values()].map(({ visibleAt }) => visibleAt).sort((a, b) => b - a);
    const oldest = least === 0 ? Infinity : (times[least - 1] ?? before.floor);
    const floor = Math.max(before.floor, Math.min(floorAt(now), oldest));
    if (!hasProblem) return as(floor, NOTHING);
    return as(Math.max(before.floor, Math.min(floor, now - PATIENCE)), unmet);
  }
  // What is not read yet of it is news still.
  if (hasFailed || front === undefined || least > 0) return as(before.floor, unmet);
  return as(Math.max(before.floor, Math.min(floorAt(now), front)), unmet);
};

/** The time that so many of the newest entries became visible after; undefined where there are no more than that. */
const cutOf = (remembered: readonly Remembered[]): number | undefined => {
  const times: number[] = [];
  let unmet = 0;
  for (const each of remembered) {
    unmet += each.unmet.size;
    for (const { visibleAt } of each.known.values()) if (visibleAt >= each.floor) times.push(visibleAt);
  }
  const most = Math.max(0, MOST_REMEMBERED - unmet);
  return times.length <= most ? undefined : times.sort((a, b) => b - a)[most];
};

const stateOf = (remembered: readonly Remembered[], at: number, front = Infinity): NewsState => {
  const cut = cutOf(remembered);
  const shown = new Map<string, Shown>();
  for (const { key, floor: own, known, unmet } of remembered) {
    const floor = cut === undefined || known.size === 0 ? own : Math.max(own, Math.min(cut + 1, front));
    const entries = new Map(unmet);
    for (const [identity, { state, visibleAt }] of known) if (visibleAt >= floor) entries.set(identity, state);
    if (entries.size > 0 || floor !== floorAt(at)) shown.set(key, { floor, entries });
  }
  return { at, shown };
};

/** One timeline as it stands, read without telling anything: what is there now is no news later. */
const present = async <R extends NewsRecord>(
  timeline: Timeline<R>,
  { window }: NewsList<R>,
  session: Session,
): Promise<Remembered> => {
  const { reach, least } = latenessOf(timeline);
  const floor = floorAt(session.now);
  const known = new Map<number, { readonly state: number; readonly visibleAt: number }>();
  const part = least > 0 ? window : partFrom(floor, reach, window);
  const { turn } = session;
  const expected = least > 0 ? least + 1 : EXPECTED;
  const request = { window: part, order: "NEWEST_FIRST", expected, ...(turn ? { turn } : {}) } as const;
  let lowest = floor;
  try {
    if (part.from < part.to) {
      for await (const { records, through } of timeline.read(request)) {
        planFor(session, known.size, records.length);
        for (const record of records) {
          const { identity, state, key } = appearanceOf(record);
          known.set(identity, { state, visibleAt: key.time });
          if (known.size <= least) lowest = Math.min(lowest, key.time);
        }
        if (through < floor && known.size >= least) break;
        await turn?.();
      }
    }
  } catch {
    // The page of the same answer says so in its coverage. What it lacks is told when the source can be asked again.
  }
  return { key: keyOf(timeline.source, timeline.instance), floor: lowest, known, unmet: NOTHING };
};

/** What a list shows now. To be read before the page that it stands beside: what comes between the two is news. */
export const whatIsShown = async <R extends NewsRecord>(
  list: NewsList<R>,
  session: Session,
  readings: NewsReadings,
): Promise<NewsState> => {
  const remembered = await Promise.all(list.timelines.map((timeline) => present(timeline, list, session)));
  return stateOf(remembered, readings.clock());
};

const beforeOf = ({ shown, at }: NewsState, timeline: Timeline<NewsRecord>): Shown =>
  shown.get(keyOf(timeline.source, timeline.instance)) ??
  shown.get(keyOf(timeline.source, undefined)) ?? { floor: floorAt(at), entries: NOTHING };

/** Up to where all is told; undefined where that is everything. */
const frontOf = (cut: Cut | undefined, untold: number | undefined): number | undefined => {
  if (untold !== undefined) return untold;
  return cut && (cut.front ?? 0);
};

/** What a list shows that it did not show before: the first `size` of it. */
export const readNews = async <R extends NewsRecord>(
  list: NewsList<R>,
  since: NewsState,
  size: number,
  session: Session,
  readings: NewsReadings,
): Promise<News<R>> => {
  const timelines = list.timelines.map(
    (timeline) => new Appearing(timeline, beforeOf(since, timeline), list, since.at, session, readings),
  );
  const byPlace = new Map(
    timelines.map((timeline) => [`${timeline.source.name} ${timeline.instance ?? ""}`, timeline]),
  );
  const { turn } = session;
  const merge = new Merge(timelines, {
    window: { from: 0, to: Number.MAX_SAFE_INTEGER },
    order: "OLDEST_FIRST",
    expected: EXPECTED,
    ...(turn ? { turn } : {}),
  });
  const records: R[] = [];
  let untold: number | undefined;
  let seen = 0;
  for await (const run of merge.runs()) {
    for (const appearance of run) {
      const timeline = byPlace.get(`${appearance.key.source} ${appearance.key.instance}`);
      if (!timeline) throw new Error("an appearance of no timeline");
      const isShown = timeline.isShown(appearance);
      if (!isShown && records.length === size) {
        untold = appearance.key.time;
        break;
      }
      timeline.remember(appearance, isShown);
      if (!isShown) records.push(appearance.record);
      if ((seen += 1) % BETWEEN_TURNS === 0) await turn?.();
    }
    if (untold !== undefined) break;
  }

  const coverage = merge.trackers.map((tracker) => tracker.coverage);
  // One that stopped for want of calls is known up to where the answer was cut.
  const hasFailed = (i: number): boolean =>
    coverage[i]?.state === "FAILED" && !(coverage[i].problem instanceof CallsSpent);
  const front = frontOf(merge.cut, untold);
  const remembered = timelines.map((timeline, i) => rememberedOf(timeline, session.now, front, hasFailed(i)));
  const { at, shown } = stateOf(remembered, Math.max(since.at, ...timelines.map(({ endedAt }) => endedAt)), front);
  // A source that could not list its instances: what was shown of them stays as it is.
  const unlisted = new Set(
    timelines.filter(({ instance }, i) => instance === undefined && hasFailed(i)).map(({ key }) => sourceOf(key)),
  );
  const kept = [...since.shown].filter(([key]) => unlisted.has(sourceOf(key)) && !shown.has(key));
  return { records, hasMore: front !== undefined, coverage, state: { at, shown: new Map([...kept, ...shown]) } };
};
