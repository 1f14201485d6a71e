import { DAY, HOUR, MINUTE, SECOND } from "../../src/audit/window.js";
import type { Random } from "./random.js";

/** How the files of a list stand. */
export const SHAPES = [
  "even",
  "dense day",
  "dense end",
  "dense start",
  "bursts",
  "bursts among others",
  "empty",
] as const;
type Shape = (typeof SHAPES)[number];

interface FileList {
  readonly shape: Shape;
  /** Since so long ago. */
  readonly days: number;
  readonly until: number;
  /** Milliseconds that each file is written for at least. */
  readonly lasting?: number;
}

/** Runs of files: from a moment on, so many, so far apart. */
const runsOf = ({ shape, days, until }: FileList, random: Random): readonly (readonly [number, number, number])[] => {
  const from = until - days * DAY;
  const even = Math.max((days * DAY) / 2_000, [MINUTE, 30 * MINUTE, 6 * HOUR, 10 * DAY][random.below(4)] ?? HOUR);
  const bursts = Array.from({ length: 1 + random.below(2) }, () => {
    const gap = [0, SECOND, 10 * SECOND][random.below(3)] ?? 0;
    return [from + random.next() * days * DAY, [50, 150, 400][random.below(3)] ?? 50, gap] as const;
  });
  switch (shape) {
    case "even":
      return [[from, Math.floor((days * DAY) / even), even]];
    case "dense day":
      return [[from + random.next() * (days - 1) * DAY, 1_440, MINUTE]];
    case "dense end":
      return [[until - 2_000 * MINUTE, 2_000, MINUTE]];
    case "dense start":
      return [[from, 2_000, MINUTE]];
    case "bursts":
      return bursts;
    case "bursts among others":
      return [[from, Math.floor((days * DAY) / even), even], ...bursts];
    case "empty":
      return [];
  }
};

export const filesOf = (list: FileList, random: Random) =>
  runsOf(list, random)
    .flatMap(([at, count, gap]) =>
      Array.from({ length: count }, (_, i) => {
        const begin = at + i * gap + (gap > SECOND ? random.next() * gap * 0.9 : 0);
        const length = gap * (random.chance(0.03) ? 20 : 0.3 + random.next());
        return { begin, end: begin + Math.min(DAY, Math.max(5 * SECOND, list.lasting ?? 0, length)) };
      }),
    )
    .filter(({ begin }) => begin < list.until);
