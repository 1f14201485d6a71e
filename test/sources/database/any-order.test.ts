import { DAY, HOUR, MINUTE, SECOND } from "../../../src/audit/window.js";
import type { Habits } from "../../../src/sources/database/habits.js";
import { LogFile } from "../../../src/sources/database/mapping.js";
import { PartReader } from "../../../src/sources/database/parts.js";
import type { FileLister, Span } from "../../../src/sources/database/scan.js";
import { Random } from "../../properties/random.js";

const CAP = 50;
const NOW = Date.UTC(2026, 10, 1);
/** `RUNS=10000` for the long run. */
const RUNS = Number(process.env.RUNS ?? 100);

const shared = {
  source: { name: "mysql", kind: "TAURUSDB", region: null },
  instanceId: "one",
  sizeIsExact: true,
  fetchedAt: 0,
} as const;

type Filter = "begin" | "overlap" | "containment";
const passes: Readonly<Record<Filter, (file: LogFile, span: Span, upTo: number) => boolean>> = {
  begin: ({ begin }, { start }, upTo) => begin >= start && begin <= upTo,
  overlap: ({ begin, end: last }, { start }, upTo) => begin <= upTo && last >= start,
  containment: ({ begin, end: last }, { start, end }) => begin >= start && last <= end,
};

const listOf = (files: readonly LogFile[], filter: Filter, isInclusive: boolean): FileLister => {
  const of = (span: Span) =>
    files.filter((file) => passes[filter](file, span, isInclusive ? span.end : span.end - SECOND));
  const fetch = (span: Span, offset: number) => {
    const all = of(span);
    const shown = all.slice(offset, offset + CAP);
    return Promise.resolve({ ids: shown.map(({ upstreamId }) => upstreamId), files: shown, total: all.length });
  };
  return {
    cap: CAP,
    fetch,
    fetchAnew: fetch,
    total: (span) => Promise.resolve(of(span).length),
    callsLeft: () => Infinity,
    contradiction: () => {
      throw new Error("not here");
    },
  };
};

const isOdd = ({ upstreamId }: LogFile): boolean => Number(upstreamId) % 50 === 7;
const lateRank = (file: LogFile): number => file.begin + (isOdd(file) ? 100 * DAY : 0);
const earlyRank = (file: LogFile): number => -file.begin + (isOdd(file) ? 100 * DAY : 0);

const ORDERS: readonly (readonly [string, (some: LogFile, other: LogFile) => number])[] = [
  ["by their end", (some, other) => some.end - other.end],
  ["by their end, latest first", (some, other) => other.end - some.end],
  ["by their begin, but one of fifty last", (some, other) => lateRank(some) - lateRank(other)],
  ["by their begin, latest first, but one of fifty last", (some, other) => earlyRank(some) - earlyRank(other)],
  ["by their begin", (some, other) => some.begin - other.begin],
  ["by their begin, latest first", (some, other) => other.begin - some.begin],
];

/** Nothing of a list's order is documented: one that looks like another must not cost a file. */
describe.each(ORDERS)("a part of a list that is sorted %s", (_how, compare) => {
  test.each(["begin", "overlap", "containment"] as const)("is read whole, by a filter of %s", async (filter) => {
    const wrong: string[] = [];
    let parts = 0;
    for (let seed = 0; seed < RUNS; seed += 1) {
      const random = new Random(seed);
      const gap = [MINUTE, 5 * MINUTE, 30 * MINUTE][random.below(3)] ?? MINUTE;
      const from = NOW - 20 * DAY;
      const files = Array.from({ length: 100 + random.below(400) }, (_, i) => {
        const begin = Math.floor((from + i * gap) / SECOND) * SECOND;
        const length = random.chance(0.02) ? random.below(20) * HOUR : gap * (0.3 + random.next() * 0.5);
        return new LogFile(shared, `${i}`, `${i}`, 1, null, begin, Math.floor((begin + length) / SECOND) * SECOND);
      }).sort(compare);
      const habits: Habits = {
        density: undefined,
        filtersByContainment: false,
        notContainmentAt: undefined,
        order: undefined,
        longest: 0,
      };
      const width = (60 + random.below(240)) * gap;
      const at = from + random.below(50) * gap;
      const part = { from: at, to: at + width };
      const order = random.chance(0.5) ? ("OLDEST_FIRST" as const) : ("NEWEST_FIRST" as const);
      const reader = new PartReader(
        listOf(files, filter, random.chance(0.5)),
        habits,
        { now: NOW, moment: 1 },
        order,
        6,
        undefined,
      );
      const read = await reader.read(part, 0, false);
      if (read.kind === "tooWide") continue;
      parts += 1;
      const found = read.scan.files.filter(({ begin }) => begin >= part.from && begin < part.to).length;
      const there = files.filter(({ begin }) => begin >= part.from && begin < part.to).length;
      if (found !== there) wrong.push(`seed ${seed}: ${found} of ${there}`);
    }
    expect(wrong).toEqual([]);
    expect(parts).toBeGreaterThan(RUNS / 4);
  });
});
