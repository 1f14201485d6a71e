import { appearanceOf, latenessOf, type NewsRecord } from "./appearance.js";
import { Appearing, EXPECTED, type NewsList, partFrom, planFor } from "./appearing.js";
import type { Coverage } from "./coverage.js";
import { type Cut, Merge } from "./merge.js";
import { absentOf, floorAt, keyOf, NOTHING, type Remembered, rememberedOf, sourceOf, stateOf } from "./news-memory.js";
import type { NewsReadings } from "./news-readings.js";
import type { NewsState, Shown } from "./news-token.js";
import { CallsSpent, type Session } from "./session.js";
import type { Timeline } from "./timeline.js";
import { readWhole, type Steps } from "./whole-reads.js";

/** Records between two turns. */
const BETWEEN_TURNS = 256;

export interface News<R extends NewsRecord> {
  /** In the order in which they became visible. */
  readonly records: readonly R[];
  readonly hasMore: boolean;
  readonly coverage: readonly Coverage[];
  /** What is shown now: the news that come next are those since this. */
  readonly state: NewsState;
}

/** One timeline as it stands, read without telling anything: what is there now is no news later. */
const present = async <R extends NewsRecord>(
  timeline: Timeline<R>,
  { window }: NewsList<R>,
  session: Session,
  steps: Steps,
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
      for await (const { records, through } of steps.each(timeline.read(request))) {
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
    // It failed, or was given up; the page of the same answer says so in its coverage. What it lacks is told when the source can be asked again.
  }
  return { key: keyOf(timeline.source, timeline.instance), floor: lowest, known, unmet: NOTHING };
};

/** What a list shows now. To be read before the page that it stands beside: what comes between the two is news. */
export const whatIsShown = async <R extends NewsRecord>(
  list: NewsList<R>,
  session: Session,
  readings: NewsReadings,
): Promise<NewsState> => {
  const reads = list.timelines.map((timeline) => ({
    source: timeline.source.name,
    read: (steps: Steps) => present(timeline, list, session, steps),
  }));
  const remembered = await readWhole(reads, list.holds, 0, session.turn);
  return stateOf(remembered, readings.clock());
};

const beforeOf = ({ shown, at }: NewsState, timeline: Timeline<NewsRecord>): Shown =>
  shown.get(keyOf(timeline.source, timeline.instance)) ??
  shown.get(keyOf(timeline.source, undefined)) ?? { floor: floorAt(at), entries: NOTHING };

/** An instance that is read stands for itself from then on, and not for what was shown while its source could not list it. */
const keysOf = ({ key, source }: Pick<Appearing<NewsRecord>, "key" | "source">): readonly string[] => [
  key,
  keyOf(source, undefined),
];

/** Up to where all is told; undefined where that is everything. */
const frontOf = (cut: Cut | undefined, untold: number | undefined): number | undefined =>
  untold ?? (cut && (cut.front ?? 0));

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
  const whole = { from: 0, to: Number.MAX_SAFE_INTEGER };
  const request = { window: whole, order: "OLDEST_FIRST", expected: EXPECTED, ...(turn ? { turn } : {}) } as const;
  const merge = new Merge(timelines, request, list.holds);
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

  list.holds?.ended(timelines.map(({ source }) => ({ source: source.name })));
  const coverage = merge.trackers.map((tracker) => tracker.coverage);
  // One that stopped for want of calls is known up to where the answer was cut.
  const hasFailed = (i: number): boolean =>
    coverage[i]?.state === "FAILED" && !(coverage[i].problem instanceof CallsSpent);
  const front = frontOf(merge.cut, untold);
  // A source that could not list its instances: what was shown of them stays as it is, however long that lasts.
  const unlisted = new Set(
    timelines.filter(({ instance }, i) => instance === undefined && hasFailed(i)).map(({ key }) => sourceOf(key)),
  );
  const remembered = [
    ...timelines.map((timeline, i) => rememberedOf(timeline, session.now, front, hasFailed(i))),
    ...absentOf(since.shown, new Set(timelines.flatMap(keysOf)), session.now, unlisted),
  ];
  const state = stateOf(remembered, Math.max(since.at, ...timelines.map(({ endedAt }) => endedAt)), front);
  return { records, hasMore: front !== undefined, coverage, state };
};
