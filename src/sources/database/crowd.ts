import type { AuditLogFileRecord } from "../../audit/sources.js";
import { inWindow, type RecordOrder, SECOND, type TimeWindow } from "../../audit/window.js";
import { type ListOrder, shownBy } from "./habits.js";
import type { ListPage } from "./mapping.js";
import type { Span } from "./scan.js";
import { farEdge } from "./stretches.js";

/** What a page shows of the files that the read meets next. */
interface NextFiles {
  /** A part up to here holds no more than a page. What begins here is not in it: it may be a whole crowd. */
  readonly upTo: number;
  /** Files before it. */
  readonly held: number;
  /** Files per millisecond, where the page ends; Infinity where they all begin in one second. */
  readonly density: number;
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
}

/** Of a list in no order a page is a sample: so much of a page is filled by it, so that chance seldom makes it one more. */
const FILL = 0.9;

export const nextFiles = ({ page, listOrder, later, span, part, order }: Near): NextFiles | undefined => {
  const oldestFirst = order === "OLDEST_FIRST";
  const begins = page.files.map(({ begin }) => begin).filter((begin) => inWindow(begin, part));
  if (begins.length === 0) return behindRunning(page, span, part, order);
  begins.sort((a, b) => (oldestFirst ? a - b : b - a));
  const isSample = listOrder === "none";
  /** Files that one of the page stands for. */
  const weight = isSample ? Math.max(1, page.total / page.files.length) : 1;
  const seen = isSample ? Math.max(1, Math.floor((FILL * page.files.length) / weight)) : Infinity;
  const shown = Math.min(begins.length - 1, seen);
  // Newest first, what is listed beside the part's files takes its room, where that is less than half: those behind the
  // part, and those that run into it, as many as at other times.
  const beside = later + runningAt(page, begins[shown >> 1]) + 1;
  const isRoomy = !oldestFirst && !isSample && beside <= page.files.length / 2;
  const last = isRoomy ? Math.min(shown, page.files.length - beside) : shown;
  const middle = last >> 1;
  const upTo = begins[last] ?? part.to;
  const between = Math.abs(upTo - (begins[middle] ?? upTo));
  return {
    upTo,
    held: begins.indexOf(upTo) * weight,
    density: last === 0 ? densityOf(page, span) : between === 0 ? Infinity : ((last - middle) * weight) / between,
  };
};

const runningAt = ({ files }: ListPage, time = 0): number =>
  files.filter(({ begin, end }) => begin < time && end >= time).length;

/** All that is seen only reaches into the part: newest first it is clear of those where the last of them has ended. */
const behindRunning = (page: ListPage, span: Span, part: TimeWindow, order: RecordOrder): NextFiles | undefined => {
  const lastEnd = (last: number, { end }: AuditLogFileRecord): number => Math.max(last, end);
  const reached = page.files.reduce(lastEnd, part.from) + SECOND;
  if (order === "OLDEST_FIRST" || reached >= part.to) return undefined;
  return { upTo: reached, held: 0, density: densityOf(page, span) };
};

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

  get next(): NextFiles | undefined {
    return this.full.next;
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
   * How wide a part may be, up to the files that were seen last: a source may list what begins at a span's very end, and is
   * asked from a second before the part. Undefined where the read has passed them.
   */
  reachFrom(edge: number): number | undefined {
    const { next } = this.full;
    if (!next) return undefined;
    const ahead = this.#ahead(edge, next.upTo);
    if (this.order === "OLDEST_FIRST") return ahead < 0 ? undefined : Math.max(0, ahead - SECOND);
    return ahead <= 0 ? undefined : Math.max(0, ahead - 2 * SECOND);
  }

  #ahead(edge: number, time: number): number {
    return this.order === "OLDEST_FIRST" ? time - edge : edge - time;
  }
}
