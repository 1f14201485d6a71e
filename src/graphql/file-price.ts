/*
 * How many upstream calls a page of files may take, at most: what an operation is priced by, and stopped at. It is a sum of
 * the steps of the read (sources/database: timeline.ts, crowd.ts, parts.ts):
 *
 * - a part is as long as the source allows, or sized so that files of the page fill half of its pages at least;
 * - a part that holds too much takes the calls of CALLS_OF_FULL_PART at most, and shows how far the next may reach;
 * - the filter's meaning is found once, in CALLS_OF_PROOF;
 * - what the source lists beside the files of the page (those that run into a part, those of one second with the page's
 *   last, those of a margin) has pages of its own.
 *
 * How many files the last are is not known beforehand; the plan has room for BESIDE of them. A list that changes meanwhile, or
 * is crowded again and again within one page, may ask for a step more often. Such a page stops at the plan, says so in
 * coverage, and gives a cursor to go on from. test/properties/file-calls.test.ts holds the plan against generated lists.
 */

interface FileList {
  /** Lists of instances, of all pages together. */
  readonly timelines: number;
  /** Pages that they are merged to; one when absent. */
  readonly pages?: number;
  /** Pieces of 30 days that the window has. */
  readonly slices: number;
  /** Records of each page. */
  readonly size: number;
  /** A cursor is given: what is behind it may have to be looked for. */
  readonly goesOn: boolean;
}

/** A list is read in parts of somewhat less than 29 days, so that a day's margin fits into the source's 30. */
const PARTS_OF_A_SLICE = 30 / 28.99;
/** Records of the smallest page that a source gives. */
const SOURCE_PAGE = 50;
/**
 * A part that proves too full: its own page, the page that shows the files where the read stands, once more behind those that
 * run into the part; the total of these, and that of the margin; and the list's last page, where the first shows no order.
 */
const CALLS_OF_FULL_PART = 6;
/** The first shows how far the next may reach. Where the list keeps no order that is a guess, and is made twice. */
const FULL_PARTS = 2;
/** Margins that a filter by containment is read with, from a second by eights to a day. */
const MARGINS = 6;
/** What the filter means: a look at a file that is known, the total with the whole margin, and the margins. */
const CALLS_OF_PROOF = 2 + MARGINS;
const SEARCH_OF_EACH = FULL_PARTS * CALLS_OF_FULL_PART + CALLS_OF_PROOF;
/** Parts are sized so that a margin, and what is left of a last page, take half of their pages at most. */
const PAGES_OF_A_FULL_ONE = 2;
/** Files that are listed beside those of the page, all lists together. */
const BESIDE = 1_600;
/** Of many lists not all are met for the first time, and badly: those beyond take so many calls on average. */
const LISTS_SEARCHED = 40;
const SEARCH_OF_FURTHER = 8;
const LOOK_BACK_OF_EACH = 2;
/** Totals of a part of a list, and the files across its edges. */
const COUNT_OF_A_PART = 9;
/** Of many parts not all are full: one that fits a page is counted by it. */
const PARTS_COUNTED = 500;
const COUNT_OF_FURTHER = 4;

const partsOf = ({ timelines, slices }: Pick<FileList, "timelines" | "slices">): number =>
  timelines * Math.ceil(slices * PARTS_OF_A_SLICE);

export const callsOfFileList = (list: FileList): number => {
  const { timelines, pages = 1, size, goesOn } = list;
  if (timelines === 0) return 0;
  const searched = Math.min(timelines, LISTS_SEARCHED);
  const search = searched * SEARCH_OF_EACH + (timelines - searched) * SEARCH_OF_FURTHER;
  const lookBack = goesOn ? timelines * LOOK_BACK_OF_EACH : 0;
  const filled = pages * PAGES_OF_A_FULL_ONE * Math.ceil(size / SOURCE_PAGE) + BESIDE / SOURCE_PAGE;
  return partsOf(list) + search + lookBack + filled;
};

/** The calls of totalCount, besides those of its page. */
export const callsOfCount = (list: Pick<FileList, "timelines" | "slices">): number => {
  const parts = partsOf(list);
  const counted = Math.min(parts, PARTS_COUNTED);
  return counted * COUNT_OF_A_PART + (parts - counted) * COUNT_OF_FURTHER;
};
