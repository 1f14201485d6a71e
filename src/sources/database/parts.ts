import type { Session } from "../../audit/session.js";
import type { AuditLogFileRecord } from "../../audit/sources.js";
import type { FreshSince } from "../../audit/walk.js";
import { DAY, type RecordOrder, SECOND, type TimeWindow } from "../../audit/window.js";
import type { ListPage } from "./mapping.js";
import { densityOf, type FullPart, nextFiles } from "./crowd.js";
import { countIn, type Habits, isLong, learnLength, learnOrder, showsRunning, shownBy } from "./habits.js";
import { type FileLister, readAhead, type Scan, scanList, type Span } from "./scan.js";
import { mayServe } from "./stretches.js";

/** Files are cut every half hour or 100 MB; a day's margin past a window's end is safe. */
export const LONGEST_FILE = DAY;

/** By how much a margin grows that was too short. */
const LONGER = 8;

/**
 * A part of a window, read: every file that begins in it. Or what was seen of it where a narrower part is needed: it
 * holds too much, or its list keeps no order and must fit one page.
 */
type Part = { readonly kind: "whole"; readonly scan: Scan } | { readonly kind: "tooWide"; readonly full: FullPart };

/**
 * Reads all files that begin in one part of a window, whatever the source's time filter means.
 *
 * The filter may judge a file by its begin, by overlap, or by containment. A second before the part covers begins
 * at its edge; a day past its end covers containment, which would otherwise leave out a file that ends later. In a dense
 * list that day costs many pages, so there the source is first asked without it: a file in the answer that ends
 * past the asked end proves that the filter is not containment, and nothing is missing. Where no file stands across
 * the end, two seconds around the begin of a known one are asked for: containment hides it, the others show it.
 */
export class PartReader {
  constructor(
    private readonly list: FileLister,
    private readonly habits: Habits,
    private readonly session: Pick<Session, "now" | "moment">,
    private readonly order: RecordOrder,
    /** Pages of one part that are still better read on than asked for anew, in narrower parts. */
    private readonly mostPages: number,
    private readonly freshSince: FreshSince | undefined,
  ) {}

  /** Proven by this read. */
  #isNotContainment = false;
  /** Of the part that is being read. */
  #expected = 0;
  #isWhole = false;
  /** The known file was hidden by its own begin: in this operation the margin is asked for at once. */
  #isContainment = false;
  /** Any file that was met, in or beside a part: where a part is empty, it serves for the proof. */
  #known: AuditLogFileRecord | undefined;
  /** Files per millisecond, where they stood closest: near a crowd, an empty part's density says nothing of its margin. */
  #densest = 0;

  /** `expected`: how many files the part is likely to hold. `isWhole`: it is read, however many they are. */
  async read(part: TimeWindow, expected: number, isWhole: boolean): Promise<Part> {
    this.#isWhole = isWhole;
    // A part that holds more is too wide: it is not read to its end.
    this.#expected = Math.min(expected, this.mostPages * this.list.cap);
    const counted = await this.#readCounted(part);
    if (counted) return counted;
    const bare = await this.#readBare(part);
    if (bare?.kind === "tooWide") return bare;
    if (bare && (await this.#leavesNothingOut(bare.scan, part.to))) return bare;
    const full =
      (bare && (await this.#readCounted(part))) ??
      (await this.#attempt({ start: part.from - SECOND, end: part.to + LONGEST_FILE }, part));
    if (bare && full.kind === "whole") {
      this.habits.filtersByContainment = countIn(full.scan.files, part) > countIn(bare.scan.files, part);
    }
    return full;
  }

  /** Does the margin fill pages, in a list whose filter means containment? One in ascending order is not read into it. */
  #countsContainment(): boolean {
    const { filtersByContainment, order, density = 0 } = this.habits;
    const isDear = Math.max(density, this.#densest) * LONGEST_FILE > 2 * this.list.cap;
    return isDear && order !== "ascending" && (filtersByContainment || this.#isContainment);
  }

  /**
   * Under containment files that begin in the part are counted exactly: those of the whole span with the margin, less those
   * that begin behind the part. So the margin need only be as long as the files are, as far as they were met, or somewhat
   * longer: where the counts agree, none is longer still. Undefined where they never do, and where the margin is cheap.
   */
  async #readCounted(part: TimeWindow): Promise<Part | undefined> {
    const { list } = this;
    if (!this.#countsContainment()) return undefined;
    const [start, end] = [part.from - SECOND, part.to + LONGEST_FILE];
    const { total } = await list.fetch({ start, end }, 0);
    if (total <= 2 * list.cap) return undefined;
    for (let margin = this.habits.longest + SECOND; margin < LONGEST_FILE; margin *= LONGER) {
      const read = await this.#attempt({ start, end: part.to + margin }, part);
      if (read.kind === "tooWide") return read;
      if (showsRunning(read.scan.files, part.to + margin)) {
        this.habits.filtersByContainment = this.#isContainment = false;
        return read;
      }
      const later = await list.total({ start: part.to, end });
      if (countIn(read.scan.files, { from: start, to: part.to }) === total - later) return read;
    }
    return undefined;
  }

  async #leavesNothingOut(bare: Scan, askedEnd: number): Promise<boolean> {
    if (showsRunning(bare.files, askedEnd)) return this.#proven();
    if (this.#isNotContainment || this.#wasProven(askedEnd)) return true;
    const known = bare.files.find(isLong) ?? this.#known;
    if (!known) return false;
    const around = { start: known.begin - SECOND, end: known.begin + SECOND };
    // Of a crowd that begins with it any file that runs on past the asked end proves as much.
    const runsOn = ({ begin, end }: AuditLogFileRecord): boolean => begin < around.end && end > around.end;
    const isEnough = ({ files }: ListPage): boolean => files.some(runsOn);
    const scan = await scanList(this.list, around, await this.list.fetch(around, 0), { isEnough });
    const isShown = scan?.files.some((file) => file.upstreamId === known.upstreamId || runsOn(file)) ?? false;
    this.#isContainment = !isShown;
    return isShown && this.#proven();
  }

  #proven(): true {
    this.#isNotContainment = true;
    this.habits.notContainmentAt = this.session.moment;
    return true;
  }

  /** Proven for this walk by an earlier page of it; the next walk proves it anew. */
  #wasProven(askedEnd: number): boolean {
    const { notContainmentAt } = this.habits;
    return notContainmentAt !== undefined && mayServe(this.freshSince, notContainmentAt, askedEnd, this.session.now);
  }

  /** Undefined where the margin costs nothing, or where asking without it was in vain before. */
  async #readBare(part: TimeWindow): Promise<Part | undefined> {
    const { filtersByContainment } = this.habits;
    const density = Math.max(this.habits.density ?? 0, this.#densest);
    // No file ends in the future, so the margin of the newest part is empty.
    // Of a list that nothing is known of, a single moment is mostly proven by the very file that is looked for.
    const isMoment = density === 0 && part.to - part.from <= SECOND;
    const marginIsCheap = (density * LONGEST_FILE < this.list.cap / 8 && !isMoment) || part.to >= this.session.now;
    if (marginIsCheap || filtersByContainment || this.#isContainment) return undefined;
    return this.#attempt({ start: part.from - SECOND, end: part.to }, part);
  }

  async #attempt(span: Span, part: TimeWindow): Promise<Part> {
    const offset = this.#entriesToPass(span, part);
    const list = offset === 0 ? readAhead(this.list, span, this.#expected) : this.list;
    const page = await list.fetch(span, offset);
    const shown = shownBy(page.files);
    learnOrder(this.habits, shown);
    this.#known = page.files.find(isLong) ?? this.#known;
    learnLength(this.habits, page.files);
    this.#densest = Math.max(this.#densest, densityOf(page, span, shown));
    const full = await this.#isFull(page, span, part);
    if (full) return { kind: "tooWide", full };
    if (this.#mayStopEarly(page, span, part)) {
      const early = await this.#readVerified(list, span, page, part, offset);
      if (early) return { kind: "whole", scan: early };
    }
    const scan = await scanList(list, span, offset === 0 ? page : await list.fetch(span, 0));
    return scan
      ? { kind: "whole", scan }
      : { kind: "tooWide", full: { count: page.total, fits: list.cap, next: undefined } };
  }

  /**
   * Reads only the pages of an ordered list that the part stands in, and proves by count that nothing of the part
   * stands elsewhere: the files that begin before the part's end are those of the whole span less those of the span
   * that starts there. Undefined where the counts disagree (no such order after all, or a change meanwhile).
   */
  async #readVerified(
    list: FileLister,
    span: Span,
    page: ListPage,
    part: TimeWindow,
    offset: number,
  ): Promise<Scan | undefined> {
    const isEnough = ({ files }: ListPage): boolean =>
      this.habits.order === "ascending" && files.some(({ begin }) => begin >= part.to);
    if (offset > 0 && page.ids.length === 0) return undefined;
    const scan = await scanList(list, span, page, { offset, isEnough });
    const later = await list.total({ start: part.to, end: span.end });
    const counted = page.total - later;
    const seen = scan ? countIn(scan.files, { from: span.start, to: part.to }) : 0;
    if (scan && seen === counted && (later === 0 || (await this.#countsAll(span.start, part.to, seen)))) return scan;
    // What runs into the span is counted with it, and says nothing of the order.
    if (!scan || countIn(scan.files, { from: -Infinity, to: part.to }) < counted) this.habits.order = "none";
    return undefined;
  }

  /**
   * By overlap, files that run past the part's end are counted behind it too: as many could stand elsewhere, as where a list is
   * sorted by the files' ends. Then the span up to there counts them, which by containment never counts too many.
   */
  async #countsAll(start: number, end: number, seen: number): Promise<boolean> {
    return this.#isContainment || (await this.list.total({ start, end })) <= seen;
  }

  /** Nothing begins in the future, so the margin of the newest part is empty. */
  #isMarginEmpty(span: Span, part: TimeWindow): boolean {
    return span.end === part.to || part.to >= this.session.now;
  }

  #mayStopEarly(page: ListPage, span: Span, part: TimeWindow): boolean {
    if (page.total <= 2 * this.list.cap || this.#isMarginEmpty(span, part)) return false;
    return this.habits.order === "ascending" || this.habits.order === "descending";
  }

  /** Would a narrower part be read with fewer calls? Not where the margin, or what runs into the part, fills the pages. */
  async #isFull(page: ListPage, span: Span, part: TimeWindow): Promise<FullPart | undefined> {
    const fits = this.mostPages * this.list.cap;
    if (page.total <= fits || this.#isWhole) return undefined;
    const later = this.#isMarginEmpty(span, part) ? 0 : await this.list.total({ start: part.to, end: span.end });
    if (page.total - later <= fits) return undefined;
    const { order } = this;
    let near = await this.#nearPage(page, span, order === "OLDEST_FIRST" ? 0 : later);
    let running = 0;
    if (near.files.some(({ begin }) => begin < part.from)) {
      running = await this.list.total({ start: span.start, end: part.from });
      if (order === "OLDEST_FIRST") near = await this.#nearPage(page, span, running);
    }
    const count = Math.max(0, page.total - later - running);
    // Newest first, what runs into the part is met next: a part that reaches further gains more by as many pages.
    const isRunThrough = order === "NEWEST_FIRST" && running > count;
    if (count <= fits && !isRunThrough) return undefined;
    const listOrder = this.habits.order;
    return { count, fits, next: nextFiles({ page: near, listOrder, later, span, part, order, isRunThrough }) };
  }

  /** The page that shows the files where the read stands: of an ordered list the one behind those that are skipped. */
  async #nearPage(page: ListPage, span: Span, skipped: number): Promise<ListPage> {
    const { list, order } = this;
    const last = Math.max(0, page.total - list.cap);
    if (this.habits.order === undefined) {
      // A page of one second shows no order; with the last one of the list it does.
      const { files } = await list.fetch(span, last);
      learnOrder(this.habits, shownBy([...page.files, ...files]));
    }
    if (this.habits.order !== "ascending" && this.habits.order !== "descending") return page;
    const isReadsOrder = (this.habits.order === "ascending") === (order === "OLDEST_FIRST");
    return list.fetch(span, isReadsOrder ? skipped : Math.max(0, last - skipped));
  }

  /** A list newest first, asked with the margin, begins with a day of later files: start where the part may begin. */
  #entriesToPass(span: Span, part: TimeWindow): number {
    if (this.habits.order !== "descending" || span.end === part.to) return 0;
    const passed = Math.min(span.end, this.session.now) - part.to;
    return Math.max(0, Math.floor((this.habits.density ?? 0) * passed * 0.9 - this.list.cap / 4));
  }
}
