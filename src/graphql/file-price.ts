/*
 * How many upstream calls a page may take, at most: what an operation is priced by, and stopped at. Each number is what one
 * step of the read takes (sources/database: timeline.ts, parts.ts). A list that changes under the read may ask for more
 * steps: its page stops at the plan, and is gone on from. test/properties/file-calls.test.ts holds the plan against pages of
 * generated lists; a usual one stays far below, and its long runs still find one above (docs/exact-pages.md).
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
/** A part that proves too full: its own page, the page that shows the files where the read stands, and two totals. */
const CALLS_OF_FULL_PART = 4;
/** The first shows how far the next may reach; where the list keeps no order that is a guess, and it is made twice. */
const FULL_PARTS = 3;
/** Margins that a filter by containment is read with, from a second by eights to a day. */
const MARGINS = 6;
/** What the filter means: a look at a file that is known, the total with the whole margin, and the margins. */
const CALLS_OF_PROOF = 2 + MARGINS;
const SEARCH_OF_EACH = FULL_PARTS * CALLS_OF_FULL_PART + CALLS_OF_PROOF;
const PAGES_OF_PART = 6;
/** In the worst list each margin reads all pages of its part, and two totals prove that nothing is left out. */
const SEARCH_OF_WORST = MARGINS * (PAGES_OF_PART - 1) + 2;
/** Of many lists not all are met for the first time, and badly: those beyond prove their filter within their parts. */
const LISTS_SEARCHED = 40;
const SEARCH_OF_FURTHER = 2 * CALLS_OF_FULL_PART;
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
  const search = searched * SEARCH_OF_EACH + (timelines - searched) * SEARCH_OF_FURTHER + SEARCH_OF_WORST;
  const lookBack = goesOn ? timelines * LOOK_BACK_OF_EACH : 0;
  return partsOf(list) + search + lookBack + pages * 2 * Math.ceil(size / SOURCE_PAGE);
};

/** The calls of totalCount, besides those of its page. */
export const callsOfCount = (list: Pick<FileList, "timelines" | "slices">): number => {
  const parts = partsOf(list);
  const counted = Math.min(parts, PARTS_COUNTED);
  return counted * COUNT_OF_A_PART + (parts - counted) * COUNT_OF_FURTHER;
};
