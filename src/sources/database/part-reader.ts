import type { AuditError } from "../../audit/audit-error.js";
import type { AuditLogFileRecord } from "../../audit/log-file.js";
import { DAY, SECOND, type TimeWindow } from "../../audit/window.js";
import { type Habits, learnOrder } from "./habits.js";
import { type FileLister, type Scan, scanList, type Span } from "./list-scan.js";
import type { ListPage } from "./mapping.js";

/** Files are cut every half hour or 100 MB; a day's margin past a window's end is safe. */
export const LONGEST_FILE = DAY;

/** A part of a window, read. `whole` holds every file that begins in it; `tooMany` says how wide a part would fit. */
export type Part =
  | { readonly kind: "whole"; readonly files: readonly AuditLogFileRecord[]; readonly problem?: AuditError }
  | { readonly kind: "tooMany"; readonly density: number }
  | { readonly kind: "moved" };

type Whole = Extract<Part, { kind: "whole" }>;

/**
 * Reads all files that begin in one part of a window, whatever the source's time filter means.
 *
 * The filter may judge a file by its begin, by overlap, or by containment. A second before the part covers begins
 * at its edge; a day past its end covers containment, which would else leave out a file that ends later. In a dense
 * list that day costs many pages, so there the source is first asked without it: a file in the answer that ends
 * past the asked end proves for this very answer that the filter is not containment, and nothing is missing.
 */
export class PartReader {
  constructor(
    private readonly list: FileLister,
    private readonly habits: Habits,
    private readonly now: number,
  ) {}

  async read(part: TimeWindow): Promise<Part> {
    const bare = await this.#readBare(part);
    if (bare && (bare.kind !== "whole" || isProven(bare, part.to))) return bare;
    const full = await this.#attempt({ start: part.from - SECOND, end: part.to + LONGEST_FILE }, part);
    if (bare && full.kind === "whole")
      this.habits.filtersByContainment = countIn(full.files, part) > countIn(bare.files, part);
    return full;
  }

  /** Undefined where the margin costs nothing, or where asking without it was in vain before. */
  async #readBare(part: TimeWindow): Promise<Part | undefined> {
    const { density = 0, filtersByContainment } = this.habits;
    // No file ends in the future, so the margin of the newest part is empty.
    const marginIsCheap = density * LONGEST_FILE < this.list.cap / 2 || part.to >= this.now;
    if (marginIsCheap || filtersByContainment) return undefined;
    return this.#attempt({ start: part.from - SECOND, end: part.to }, part);
  }

  async #attempt(span: Span, part: TimeWindow): Promise<Part> {
    const offset = this.#entriesToPass(span, part);
    const page = await this.list.fetch(span, offset);
    learnOrder(
      this.habits,
      page.files.map(({ begin }) => begin),
    );
    const density = page.total / (span.end - span.start);
    if (this.#isTooMany(page, density, span, part)) return { kind: "tooMany", density };
    if (this.#mayStopEarly(page, span, part)) {
      const early = await this.#readVerified(span, page, part, offset);
      if (early) return early;
    }
    return toPart(await scanList(this.list, span, offset === 0 ? page : await this.list.fetch(span, 0)));
  }

  /**
   * Reads only the pages of an ordered list that the part stands in, and proves by count that nothing of the part
   * stands elsewhere: the files that begin before the part's end are those of the whole span less those of the span
   * that starts there. Undefined where the counts disagree (no such order after all, or a change meanwhile).
   */
  async #readVerified(span: Span, page: ListPage, part: TimeWindow, offset: number): Promise<Part | undefined> {
    const isEnough = ({ files }: ListPage): boolean =>
      this.habits.order === "ascending" && files.some(({ begin }) => begin >= part.to);
    const scan = await scanList(this.list, span, page, { offset, isEnough });
    if (scan.moved) return undefined;
    const later = await this.list.total({ start: part.to, end: span.end });
    if (countIn(scan.files, { from: span.start, to: part.to }) === page.total - later) return toPart(scan);
    this.habits.order = "none";
    return undefined;
  }

  #mayStopEarly(page: ListPage, span: Span, part: TimeWindow): boolean {
    return (
      span.end > part.to &&
      page.total > 2 * this.list.cap &&
      this.habits.order !== undefined &&
      this.habits.order !== "none"
    );
  }

  /** Would a narrower part be read with fewer calls? Not where the margin alone is what fills the pages. */
  #isTooMany(page: ListPage, density: number, span: Span, part: TimeWindow): boolean {
    const width = part.to - part.from;
    if (page.total <= 2 * this.list.cap || width <= SECOND) return false;
    return span.end === part.to || density * width > 2 * this.list.cap;
  }

  /** A list newest first, asked with the margin, begins with a day of later files: start where the part may begin. */
  #entriesToPass(span: Span, part: TimeWindow): number {
    if (this.habits.order !== "descending" || span.end === part.to) return 0;
    const passed = Math.min(span.end, this.now) - part.to;
    return Math.max(0, Math.floor((this.habits.density ?? 0) * passed * 0.9 - this.list.cap / 4));
  }
}

const toPart = (scan: Scan): Part =>
  scan.moved
    ? { kind: "moved" }
    : { kind: "whole", files: scan.files, ...(scan.problem ? { problem: scan.problem } : {}) };

const countIn = (files: readonly AuditLogFileRecord[], part: TimeWindow): number =>
  files.filter(({ begin }) => begin >= part.from && begin < part.to).length;

const isProven = (bare: Whole, askedEnd: number): boolean =>
  bare.files.some(({ begin, end }) => begin < askedEnd && end > askedEnd);
