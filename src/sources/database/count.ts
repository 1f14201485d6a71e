import type { AuditLogFileRecord } from "../../audit/sources.js";
import { DAY, SECOND, type TimeWindow } from "../../audit/window.js";
import { LONGEST_PART } from "./habits.js";
import type { ListPage } from "./mapping.js";
import { LONGEST_FILE } from "./parts.js";
import { type FileLister, scanList, type Span } from "./scan.js";
import { isSettled } from "./stretches.js";

/** Newest part first, as a read newest first cuts them, so that both share their calls. */
const slicesOf = ({ from, to }: TimeWindow): TimeWindow[] => {
  const slices: TimeWindow[] = [];
  for (let end = to; end > from; end -= LONGEST_PART)
    slices.push({ from: Math.max(from, end - LONGEST_PART), to: end });
  return slices;
};

/** Totals of spans that end alike are shared: so each span is counted up to the next of these moments, where that is settled. */
const SHARED_END = 7 * DAY;

const endOf = ({ from, to }: TimeWindow, now: number): number => {
  const end = to + LONGEST_FILE;
  const shared = Math.ceil(end / SHARED_END) * SHARED_END;
  // What appears between two totals would be counted in one of them alone.
  return isSettled(shared, now) && shared - from <= LONGEST_PART + LONGEST_FILE ? shared : end;
};

/** Counts of one list within one operation. What a list's `start_time` means is found out once. */
export class FileCounter {
  #step: number | undefined;

  constructor(
    private readonly list: FileLister,
    private readonly now: number,
  ) {}

  /**
   * How many files begin in a window, exactly; null where the source's answers do not settle it. Each file counts where it
   * begins, so one that straddles an edge counts once. For each 29 days one call where they fit one page, otherwise two to
   * four small ones, and up to four more for the first.
   */
  async count(window: TimeWindow): Promise<number | null> {
    const counts = await Promise.all(slicesOf(window).map((slice) => this.#countSlice(slice)));
    return counts.reduce<number | null>((sum, count) => (sum === null || count === null ? null : sum + count), 0);
  }

  async #countSlice(slice: TimeWindow): Promise<number | null> {
    const { list } = this;
    const { from, to } = slice;
    const end = endOf(slice, this.now);
    if (this.#step === undefined) {
      const page = await list.fetch({ start: from - SECOND, end: to + LONGEST_FILE }, 0);
      if (page.problem) return null;
      const isWhole = page.ids.length < list.cap && page.ids.length === page.total;
      if (isWhole) return page.files.filter(({ begin }) => begin >= from && begin < to).length;
      const step = await startStep(list, page, { start: from, end });
      if (step === null) return null;
      this.#step = step;
    }
    return countByTotals(slice, end, this.#step, list);
  }
}

/**
 * The source's totals of two spans that end alike differ by what begins between their starts, plus, where the filter
 * means overlap, the files that run across each start; those few are read, and taken out.
 */
const countByTotals = async (
  { from, to }: TimeWindow,
  end: number,
  step: number,
  list: FileLister,
): Promise<number | null> => {
  const [all, later, acrossFrom, acrossTo] = await Promise.all([
    list.total({ start: from - step, end }),
    list.total({ start: to - step, end }),
    countAcross(from, list),
    countAcross(to, list),
  ]);
  if (acrossFrom === null || acrossTo === null) return null;
  const count = all - acrossFrom - (later - acrossTo);
  return count >= 0 ? count : null;
};

/** Files that the source lists for the second after a moment although they begin before it. */
const countAcross = async (moment: number, list: FileLister): Promise<number | null> => {
  const span = { start: moment, end: moment + SECOND };
  const scan = await scanList(list, span, await list.fetch(span, 0));
  return !scan || scan.problem ? null : scan.files.filter(({ begin }) => begin < moment).length;
};

/** Is there any? The first page that shows one is enough, however many run side by side. */
const isAnyAcross = async (moment: number, list: FileLister): Promise<boolean | null> => {
  const span = { start: moment, end: moment + SECOND };
  const isAcross = ({ begin }: AuditLogFileRecord): boolean => begin < moment;
  const isEnough = ({ files }: ListPage): boolean => files.some(isAcross);
  const scan = await scanList(list, span, await list.fetch(span, 0), { isEnough });
  return !scan || scan.problem ? null : scan.files.some(isAcross);
};

/**
 * 0 where start_time includes a file that begins at that very second, 1 second where it does not; null where it cannot
 * be told. Undocumented, so it is tried on a file of the sample. Overlap does not look at begins: 0 there.
 */
const startStep = async (list: FileLister, sample: ListPage, { start: from, end }: Span): Promise<number | null> => {
  const begin = sample.files.find((file) => file.begin >= from && file.begin + 2 * SECOND < end)?.begin;
  if (begin === undefined) return null;
  const [at, after, across] = await Promise.all([
    list.total({ start: begin, end }),
    list.total({ start: begin + SECOND, end }),
    isAnyAcross(begin + SECOND, list),
  ]);
  if (across === null) return null;
  return at > after || across ? 0 : SECOND;
};
