import { latenessOf } from "./appearance.js";
import type { NewsState, Shown } from "./news-token.js";
import type { SourceInfo } from "./record.js";
import { sha256Hex } from "./seal.js";
import { DAY, MINUTE } from "./window.js";

/*
 * What a list has shown, timeline by timeline: from a reading to a token's state, and back (docs/decisions/0013).
 */

/** How late after it became visible by its own times a record may first be listed, and still be told. */
export const HORIZON = DAY;
/** How long the news of a part that cannot be read are waited for, where the rest of its timeline can. */
const PATIENCE = 7 * DAY;
/** Floors go in steps, so that an unchanged state is the same text for a while, and is kept once. */
const STEP = 5 * MINUTE;
/** Records that a state remembers, at most. Of more the oldest are taken for shown: the horizon is shorter then. */
const MOST_REMEMBERED = 20_000;

const short = (text: string): string => sha256Hex(text).slice(0, 8);
/** Begins alike for all timelines of a source: those of a source that cannot list its instances are found by it. */
export const keyOf = (source: SourceInfo, instance: string | undefined): string =>
  short(source.name) + short(instance ?? "");
export const sourceOf = (key: string): string => key.slice(0, 8);

export const floorAt = (time: number): number => Math.max(0, Math.floor((time - HORIZON) / STEP) * STEP);

/** What a timeline has shown when its news are told, and how sure that is. */
export interface Remembered {
  readonly key: string;
  readonly floor: number;
  readonly known: ReadonlyMap<number, { readonly state: number; readonly visibleAt: number }>;
  /** Shown before, and not met by this reading. */
  readonly unmet: ReadonlyMap<number, number>;
}

/** One timeline, read for its news. */
interface Read {
  readonly source: SourceInfo;
  readonly instance?: string;
  readonly key: string;
  readonly before: Shown;
  readonly entries: Remembered["known"];
  readonly hasEnded: boolean;
  readonly hasProblem: boolean;
}

export const NOTHING: ReadonlyMap<number, number> = new Map();

/** `front`: up to where all is told; undefined where the reading came to its end. */
export const rememberedOf = (
  timeline: Read,
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

/**
 * What was shown of timelines that this reading did not have. A replica may not know of a new instance yet, which another
 * has told news of: forgotten here, they would be told once more there. What is absent for a day is gone.
 */
export const absentOf = (
  shown: NewsState["shown"],
  read: ReadonlySet<string>,
  now: number,
  unlisted: ReadonlySet<string>,
): readonly Remembered[] =>
  [...shown]
    .filter(([key, { floor }]) => !read.has(key) && (unlisted.has(sourceOf(key)) || floor >= floorAt(now) - DAY))
    .map(([key, { floor, entries }]) => ({ key, floor, known: new Map(), unmet: entries }));

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

export const stateOf = (remembered: readonly Remembered[], at: number, front = Infinity): NewsState => {
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
