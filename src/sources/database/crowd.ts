import { inWindow, type RecordOrder, SECOND, type TimeWindow } from "../../audit/window.js";
import { type ListOrder, MOMENT, shownBy } from "./habits.js";
import type { ListPage } from "./mapping.js";
import type { Span } from "./scan.js";
import { farEdge } from "./stretches.js";

/** What a page shows of the files that the read meets next. */
interface NextFiles {
  /** Where the last of them begins: a part up to there holds no more than a page, and not what begins there. */
  readonly upTo: number;
  /** Files before it. */
  readonly held: number;
  /** Files per millisecond, where the page ends; Infinity where they all begin in one second: a burst. */
  readonly density: number;
  /** They run into any part that ends before them: until the read is behind their begin, each part lists all of them. */
  readonly isRunThrough: boolean;
}

/** A part that holds too much. */
export interface FullPart {
  /** Files that begin in it, by the source's totals. */
  readonly count: number;
  /** So many of them could be read at once. */
  readonly fits: number;
  /** Undefined where none of them was seen. */
  readonly next: NextFiles | undefined;
}

/** The part that is read next. */
export interface NextPart {
  readonly width: number;
  /** So much of it is known to hold no more than can be read; all of it where it is read, whatever it holds. */
  readonly sure: number;
  /** Files that it is likely to hold. */
  readonly files: number;
  /** It is read, whatever it holds: a narrower one would list as much, or not what is met next. */
  readonly isWhole: boolean;
}

/** Files per millisecond: of an ordered page by itself, of another one as a sample of the whole. */
export const densityOf = ({ files, total }: ListPage, span: Span, shown = shownBy(files)): number => {
  const { order, count, earliest, latest } = shown;
  return count < 2
    ? total / (span.end - span.start)
    : (order === "none" ? total : count) / Math.max(SECOND, latest - earliest);
};

interface Near {
  /** The page of the list that shows the files where the read stands, as far as the list keeps an order. */
  readonly page: ListPage;
  readonly listOrder: ListOrder | undefined;
  /** Files behind the part that are listed with it. */
  readonly later: number;
  readonly span: Span;
  readonly part: TimeWindow;
  readonly order: RecordOrder;
  /** More files run into the part than begin in it: those are shown that begin before it. */
  readonly isRunThrough: boolean;
}

/** Of a list in no order a page is a sample: so much of a page is filled by it, so that chance seldom makes it one more. */
const FILL = 0.9;

export const nextFiles = ({ page, listOrder, later, span, part, order, isRunThrough }: Near): NextFiles | undefined => {
  const oldestFirst = order === "OLDEST_FIRST";
  const isNext = (begin: number): boolean => (isRunThrough ? begin < part.to : inWindow(begin, part));
  const begins = page.files.map(({ begin }) => begin).filter(isNext);
  if (begins.length === 0) return undefined;
  begins.sort((a, b) => (oldestFirst ? a - b : b - a));
  const isSample = listOrder === "none";
  /** Files that one of the page stands for. */
  const weight = isSample ? Math.max(1, page.total / page.files.length) : 1;
  const seen = isSample ? Math.max(1, Math.floor((FILL * page.files.length) / weight)) : Infinity;
  const shown = Math.min(begins.length - 1, seen);
  // Newest first, what is listed beside the part's files takes its room, where that is less than half: those behind the
  // part, and those that run into it, as many as at other times.
  const beside = later + runningAt(page, begins[shown >> 1]) + 1;
  const isRoomy = !oldestFirst && !isSample && !isRunThrough && beside <= page.files.length / 2;
  const last = isRoomy ? Math.min(shown, page.files.length - beside) : shown;
  const middle = last >> 1;
  const upTo = begins[last] ?? part.to;
  const between = Math.abs(upTo - (begins[middle] ?? upTo));
  return {
    upTo,
    held: begins.indexOf(upTo) * weight,
    density: last === 0 ? densityOf(page, span) : between === 0 ? Infinity : ((last - middle) * weight) / between,
    isRunThrough,
  };
};

const runningAt = ({ files }: ListPage, time = 0): number =>
  files.filter(({ begin, end }) => begin < time && end >= time).length;

/**
 * What is known of a full part while its files are read. It is kept until they are: a read that forgot it would find the
 * crowd anew behind each file that stands before it.
 */
export class Crowd {
  readonly #end: number;
  /** Files per millisecond, of all of the full part. */
  readonly density: number;
  #left: number;

  constructor(
    private readonly full: FullPart,
    part: TimeWindow,
    private readonly order: RecordOrder,
  ) {
    this.#end = farEdge(part, order);
    this.density = full.count / (part.to - part.from);
    this.#left = full.count;
  }

  /** Was any of its files seen? */
  get isSeen(): boolean {
    return this.full.next !== undefined;
  }

  took(files: number): void {
    this.#left -= files;
  }

  /** Files per millisecond that are left from the edge on, where they can be read at once; undefined where they cannot. */
  restAt(edge: number): number | undefined {
    const rest = this.#ahead(edge, this.#end);
    if (rest > 0 && this.#left > this.full.fits) return undefined;
    return rest > 0 ? (Math.max(0, this.#left) + 1 / 2) / rest : this.density;
  }

  /**
   * The part that is read from the edge: up to the last file that was seen, and on, by their density, where more are
   * sought. `widthOf`: how wide a part of so many files is, at a density. Undefined where the read has passed them.
   */
  partFrom(edge: number, sought: number, widthOf: (files: number, density: number) => number): NextPart | undefined {
    const { next } = this.full;
    const oldestFirst = this.order === "OLDEST_FIRST";
    const ahead = next ? this.#ahead(edge, next.upTo) : -1;
    if (!next || ahead < 0 || (ahead === 0 && !oldestFirst)) return undefined;
    // A source may list what begins at a span's very end, and is asked from a second before the part.
    const clear = Math.max(0, ahead - (oldestFirst ? SECOND : 2 * SECOND));
    const held = clear > 0 ? next.held : 0;
    const more = sought - held;
    const further = more > 0 && next.density < Infinity ? widthOf(more, next.density) : 0;
    // Files of a burst may all run for a while, too.
    if (next.isRunThrough || (more > 0 && next.density === Infinity)) {
      const width = (oldestFirst ? ahead + SECOND : ahead) + further;
      return { width, sure: width, files: held, isWhole: true };
    }
    const files = further > 0 ? held + next.density * further : held;
    return { width: Math.max(MOMENT, clear + further), sure: clear, files, isWhole: false };
  }

  #ahead(edge: number, time: number): number {
    return this.order === "OLDEST_FIRST" ? time - edge : edge - time;
  }
}
