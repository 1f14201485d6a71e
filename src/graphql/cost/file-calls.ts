/*
 * How many upstream calls a page may take, at most: what an operation is priced by, and stopped at. Found by reading
 * the sandbox (test/properties/file-calls.test.ts): an ordinary page stays within them, a usual one far below.
 */

export interface FileList {
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
/** To find where files begin to stand close, and to prove what the source's filter means: in each list, and once more in the worst. */
const SEARCH_OF_EACH = 20;
const SEARCH_OF_WORST = 32;
/** Of many lists not all are met for the first time, and badly. */
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

/**
 * A call for each period, for one beyond the page and for the cursor's own. Of several Novas each is asked for its
 * share, and the one that holds more in growing steps, which may be twice too many; oldest first, one call more shows
 * the calendar.
 */
export const callsOfPeriods = ({ novas, size }: { readonly novas: number; readonly size: number }): number => {
  if (novas === 0) return 0;
  const expected = size + 2;
  if (novas === 1) return expected + 1;
  const share = Math.ceil(expected / novas);
  return novas * (share + 3) + 2 * (expected - share) + 2;
};
