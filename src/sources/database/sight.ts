import type { AuditLogFileRecord } from "../../audit/sources.js";
import { inWindow, MINUTE, SECOND } from "../../audit/window.js";
import { type Habits, learnLength } from "./habits.js";
import { LONGEST_FILE } from "./parts.js";
import { type FileLister, scanList, type Span } from "./scan.js";

/** What names a file within its instance. */
export interface FileName {
  /** Milliseconds since the epoch. */
  readonly begin: number;
  readonly upstreamId: string;
}

/** Pages of a margin that one file is looked for in: where more stand in it, the list is read. */
const MOST_PAGES = 3;
/** How long files are taken to be where none was met, and by how much that is too little. */
const FIRST_MARGIN = 4 * MINUTE;
const GROWTH = 8;

/** A list whose filter means containment hides a file from a span that it reaches out of. */
const marginsFor = ({ longest, filtersByContainment }: Habits): readonly number[] => {
  const margins = filtersByContainment ? [] : [0];
  for (let margin = longest || FIRST_MARGIN; margin < LONGEST_FILE; margin *= GROWTH) margins.push(margin);
  return [...margins, LONGEST_FILE];
};

interface Look {
  readonly files: readonly AuditLogFileRecord[];
  /** Everything that the source lists of the span was looked at, or what was looked for is there. */
  readonly isEnough: boolean;
}

/** The first page, then the last, for lists are mostly in the one order or the other; then the others. */
const lookInto = async (list: FileLister, span: Span, id: string, most: number): Promise<Look> => {
  const has = ({ files }: Pick<Look, "files">): boolean => files.some(({ upstreamId }) => upstreamId === id);
  const first = await list.fetch(span, 0);
  if (has(first)) return { files: first.files, isEnough: true };
  if (first.total > 2 * list.cap) {
    const last = await list.fetch(span, first.total - list.cap);
    if (has(last)) return { files: last.files, isEnough: true };
    if (first.total > most) return { files: first.files, isEnough: false };
  }
  const scan = await scanList(list, span, first, { isEnough: has });
  return { files: scan?.files ?? [], isEnough: scan !== undefined && (has(scan) || !scan.problem) };
};

/** Do the source's own totals count no more files that begin there than were seen? Under containment they count exactly. */
const hidesNone = async (list: FileLister, begin: number, seen: Look["files"]): Promise<boolean> => {
  const [from, to] = [begin - SECOND, begin + SECOND];
  const end = to + LONGEST_FILE;
  const [all, later] = await Promise.all([list.total({ start: from, end }), list.total({ start: to, end })]);
  return all - later === seen.filter((file) => inWindow(file.begin, { from, to })).length;
};

/**
 * Looks for one file where it begins, which takes a call or two however crowded the list is: what is found needs no proof.
 * Null where there is none, as spans show that were looked at whole. Undefined where only reading the list can tell.
 */
export const sightFile = async (
  list: FileLister,
  habits: Habits,
  { begin, upstreamId }: FileName,
): Promise<AuditLogFileRecord | null | undefined> => {
  let wasHidden = false;
  for (const margin of marginsFor(habits)) {
    const span = { start: begin - SECOND, end: begin + SECOND + margin };
    const { files, isEnough } = await lookInto(list, span, upstreamId, margin === 0 ? Infinity : MOST_PAGES * list.cap);
    learnLength(habits, files);
    const found = files.find((file) => file.upstreamId === upstreamId && file.begin === begin);
    if (found) {
      habits.filtersByContainment ||= wasHidden;
      return found;
    }
    if (!isEnough) return undefined;
    // One that is shown although it runs on past the asked end: so none is hidden.
    if (files.some((file) => file.begin < span.end && file.end > span.end)) return null;
    if (margin > 0 && (await hidesNone(list, begin, files))) return null;
    wasHidden = true;
  }
  return null;
};
