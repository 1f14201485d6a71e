import type { RecordKey, SourceInfo } from "./record.js";
import type { RecordOrder, TimeWindow } from "./window.js";

/*
 * A place between records, for a page that ends where no record stands. The empty source, which no record has, puts it
 * before all records of its time: oldest first they come after it, newest first what is older does.
 */

/** Is any record behind the place, seen in the direction of the read that made it? Undefined where that is not known. */
type Behind = boolean | undefined;

const idOf = (order: RecordOrder, behind: Behind): string =>
  behind === undefined ? "" : `${order} ${behind ? "after some" : "after none"}`;

export const positionAt = (time: number, order: RecordOrder, behind: Behind): RecordKey => ({
  time,
  source: "",
  instance: "",
  id: idOf(order, behind),
});

export const isPosition = ({ source }: RecordKey): boolean => source === "";

/**
 * What the position tells of the records behind it, so that nobody need look: a look back over a filter that matches
 * nothing would cost as much as the walk.
 */
export const behindOf = (key: RecordKey, order: RecordOrder): Behind => {
  if (!isPosition(key)) return undefined;
  if (key.id === idOf(order, true)) return true;
  return key.id === idOf(order, false) ? false : undefined;
};

/** Where a record stands among those of its source at one moment. */
export interface Tie {
  readonly instance: string;
  readonly id: string;
}

/**
 * What a walk did not show of a source, from <= t < to: all of it, but for what `low` and `high` take out, which are at or
 * before the one at the first moment, and at or after the other at the last one.
 */
export interface Gap extends TimeWindow {
  /** Empty: of every source. */
  readonly source: string;
  /** Null: of all of its instances. */
  readonly instance: string | null;
  readonly low?: Tie;
  readonly high?: Tie;
}

/** Whose records they are. */
interface Whose {
  readonly source: Pick<SourceInfo, "name">;
  readonly instance?: string | undefined;
}

const compareTies = (a: Tie, b: Tie): number =>
  a.instance < b.instance ? -1 : a.instance > b.instance ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

/** Does the gap speak of these records? One of an instance speaks of its source where that cannot tell its instances. */
export const isOf = (gap: Gap, { source, instance }: Whose): boolean =>
  (gap.source === "" || gap.source === source.name) &&
  (gap.instance === null || instance === undefined || gap.instance === instance);

export const holdsKey = (gap: Gap, key: RecordKey): boolean =>
  (gap.source === "" || gap.source === key.source) &&
  (gap.instance === null || gap.instance === key.instance) &&
  gap.from <= key.time &&
  key.time < gap.to &&
  !(gap.low && key.time === gap.from && compareTies(key, gap.low) <= 0) &&
  !(gap.high && key.time === gap.to - 1 && compareTies(key, gap.high) >= 0);

/** At one moment, is there no place left between the two ends? */
const isEmpty = ({ from, to, low, high }: Gap): boolean =>
  from >= to || (to - from === 1 && low !== undefined && high !== undefined && compareTies(low, high) >= 0);

/** The part of a gap that lies in a span. */
export const within = (gap: Gap, { from, to }: TimeWindow): readonly Gap[] => {
  if (gap.from >= from && gap.to <= to) return [gap];
  const { low, high, ...rest } = gap;
  const part = {
    ...rest,
    from: Math.max(gap.from, from),
    to: Math.min(gap.to, to),
    ...(low && gap.from >= from ? { low } : {}),
    ...(high && gap.to <= to ? { high } : {}),
  };
  return isEmpty(part) ? [] : [part];
};

/** Of two ends at one moment, the one that takes out more. */
const stricter = (known: Tie | undefined, tie: Tie, sign: 1 | -1): Tie =>
  known && sign * compareTies(known, tie) < 0 ? known : tie;

/** The part of a gap before the key, in the order of time. */
const before = (gap: Gap, key: RecordKey): readonly Gap[] => {
  if (isPosition(key) || gap.source > key.source) return within(gap, { from: -Infinity, to: key.time });
  const parts = within(gap, { from: -Infinity, to: key.time + 1 });
  if (gap.source !== key.source) return parts;
  const high = { instance: key.instance, id: key.id };
  return parts
    .map((part) => (part.to === key.time + 1 ? { ...part, high: stricter(part.high, high, 1) } : part))
    .filter((part) => !isEmpty(part));
};

/** The part of a gap after the key, in the order of time; a position stands before all of its moment. */
const after = (gap: Gap, key: RecordKey): readonly Gap[] => {
  if (!isPosition(key) && gap.source < key.source && gap.source !== "")
    return within(gap, { from: key.time + 1, to: Infinity });
  const parts = within(gap, { from: key.time, to: Infinity });
  if (gap.source !== key.source) return parts;
  const low = { instance: key.instance, id: key.id };
  return parts
    .map((part) => (part.from === key.time ? { ...part, low: stricter(part.low, low, -1) } : part))
    .filter((part) => !isEmpty(part));
};

/** The part that a read has behind it once it stands at the key. */
export const behindKey = (gap: Gap, key: RecordKey, order: RecordOrder): readonly Gap[] =>
  order === "OLDEST_FIRST" ? before(gap, key) : after(gap, key);

/** The part that still lies before a read that stands at the key. */
export const beyondKey = (gap: Gap, key: RecordKey, order: RecordOrder): readonly Gap[] =>
  order === "OLDEST_FIRST" ? after(gap, key) : before(gap, key);

/** Whose it is, in the order of JSON. Put together, since a page may miss something of thousands of instances. */
export const nameOf = ({ source, instance }: Pick<Gap, "source" | "instance">): string =>
  instance === null ? `${source}",null` : `${source}","${instance}"`;

/** Of two ends at one moment, the one that takes out less; undefined takes out nothing. */
const lesser = (a: Tie | undefined, b: Tie | undefined, sign: 1 | -1): Tie | undefined =>
  a && b ? (sign * compareTies(a, b) <= 0 ? a : b) : undefined;

/** Two that overlap or touch; `a` begins no later. */
const joined = (a: Gap, b: Gap): Gap => {
  const low = a.from < b.from ? a.low : lesser(a.low, b.low, 1);
  const high = a.to === b.to ? lesser(a.high, b.high, -1) : a.to > b.to ? a.high : b.high;
  const { source, instance, from } = a;
  return { source, instance, from, to: Math.max(a.to, b.to), ...(low ? { low } : {}), ...(high ? { high } : {}) };
};

/** Is nothing between the two that the walk has shown? `a` begins no later. Between records of one moment that is not known. */
const touch = (a: Gap, b: Gap): boolean => {
  if (b.from === a.to) return !a.high && !b.low;
  // Both at one record: that is where one page ended and the next began, and it is another timeline's.
  if (b.from === a.to - 1 && a.high && b.low) return compareTies(b.low, a.high) <= 0;
  return b.from < a.to;
};

/** In the order of each name's first. */
export const groupsOf = <T>(things: readonly T[], nameOf: (thing: T) => string): Map<string, [T, ...T[]]> => {
  const groups = new Map<string, [T, ...T[]]>();
  for (const thing of things) {
    const name = nameOf(thing);
    const group = groups.get(name);
    if (group) group.push(thing);
    else groups.set(name, [thing]);
  }
  return groups;
};

const grouped = (gaps: readonly Gap[], nameOf: (gap: Gap) => string): (readonly [string, readonly Gap[]])[] => {
  const groups = groupsOf(gaps, nameOf);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
};

/** Gaps of the same records that touch become one. Sorted by whose they are, then by time. */
export const united = (gaps: readonly Gap[]): readonly Gap[] =>
  grouped(gaps, nameOf).flatMap(([, own]) => {
    if (own.length === 1) return own;
    const result: Gap[] = [];
    for (const gap of own.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
      const last = result.at(-1);
      if (last && touch(last, gap)) result.splice(-1, 1, joined(last, gap));
      else result.push(gap);
    }
    return result;
  });

const hull = (gaps: readonly Gap[], source: string): Gap => ({
  source,
  instance: null,
  from: Math.min(...gaps.map(({ from }) => from)),
  to: Math.max(...gaps.map(({ to }) => to)),
});

/** Gaps that a cursor names one by one. */
export const MOST_GAPS = 8;

/** Where gaps begin and end, as a text that is equal for equal ones. */
export const spansOf = (gaps: readonly Gap[]): string =>
  JSON.stringify(gaps.map(({ from, to, low, high }) => [from, to, low, high]));

/** Where all instances of a source miss the same, the source does. */
const ofWholeSources = (gaps: readonly Gap[], whose: readonly Whose[]): readonly Gap[] =>
  grouped(gaps, ({ source }) => source).flatMap(([source, own]) => {
    const instances = whose.flatMap((each) => (each.source.name === source ? [each.instance ?? null] : []));
    const [first = null, ...others] = instances;
    if (first === null || others.length === 0 || own.some(({ instance }) => instance === null)) return own;
    const byInstance = groupsOf(own, ({ instance }) => instance ?? "");
    const those = byInstance.get(first);
    if (!those || byInstance.size < new Set(instances).size) return own;
    const same = spansOf(those);
    if (!others.every((each) => each !== null && spansOf(byInstance.get(each) ?? []) === same)) return own;
    return those.map((gap) => ({ ...gap, instance: null }));
  });

/**
 * As many gaps as a cursor has room for. Beyond that they are summed up: the instances of a source by one gap of the
 * source, and the sources by one of all. That is more than is missing, never less.
 */
export const summedUp = (gaps: readonly Gap[], whose: readonly Whose[]): readonly Gap[] => {
  let all = ofWholeSources(united(gaps), whose);
  if (all.length <= MOST_GAPS) return all;
  const bySource = grouped(all, ({ source }) => source).sort(([, a], [, b]) => b.length - a.length);
  for (const [source, own] of bySource) {
    if (all.length <= MOST_GAPS || own.length < 2) break;
    all = [...all.filter((gap) => gap.source !== source), hull(own, source)];
  }
  return united(all.length <= MOST_GAPS ? all : [hull(all, "")]);
};
