import type { AuditLogFileRecord } from "../../audit/sources.js";
import { SECOND, type TimeWindow } from "../../audit/window.js";
import { LONGEST_PART } from "./habits.js";
import type { ListPage } from "./mapping.js";
import { LONGEST_FILE } from "./parts.js";
import { type FileLister, scanList, type Span } from "./scan.js";

/** Newest part first, as a read newest first cuts them, so that both share their calls. */
const slicesOf = ({ from, to }: TimeWindow): TimeWindow[] => {
  const slices: TimeWindow[] = [];
  for (let end = to; end > from; end -= LONGEST_PART)
    slices.push({ from: Math.max(from, end - LONGEST_PART), to: end });
  return slices;
};

/**
 * How many files begin in a window, exactly, at two to seven small calls for each 29 days; null where the source's
 * answers do not settle it. Each file counts where it begins, so one that straddles an edge counts once.
 */
export const countFiles = async (window: TimeWindow, list: FileLister): Promise<number | null> => {
  const counts = await Promise.all(slicesOf(window).map((slice) => countSlice(slice, list)));
  return counts.reduce<number | null>((sum, count) => (sum === null || count === null ? null : sum + count), 0);
};

const countSlice = async (slice: TimeWindow, list: FileLister): Promise<number | null> => {
  const page = await list.fetch({ start: slice.from - SECOND, end: slice.to + LONGEST_FILE }, 0);
  if (page.problem) return null;
  const isWhole = page.ids.length < list.cap && page.ids.length === page.total;
  return isWhole
    ? page.files.filter(({ begin }) => begin >= slice.from && begin < slice.to).length
    : countByTotals(slice, list, page);
};

/**
 * The source's totals of two spans that end alike differ by what begins between their starts, plus, where the filter
 * means overlap, the files that run across each start; those few are read, and taken out.
 */
const countByTotals = async ({ from, to }: TimeWindow, list: FileLister, sample: ListPage): Promise<number | null> => {
  const end = to + LONGEST_FILE;
  const step = await startStep(list, sample, { start: from, end });
  if (step === null) return null;
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
