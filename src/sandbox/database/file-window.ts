import type { AuditFile } from "./audit-file.js";
import type { ComputedFiles } from "./computed-files.js";

/** What the undocumented time filter means: the file's begin lies in it, the file overlaps it, or lies in it whole. */
export type FilterMeaning = "begin" | "overlap" | "containment";
/** Whether a file that merely touches the window's far edge belongs to it. */
export type Boundary = "inclusive" | "exclusive";

export interface FileWindow {
  readonly from: number;
  readonly to: number;
  readonly filter: FilterMeaning;
  readonly boundary: Boundary;
}

export const belongs = ({ begin, end }: Pick<AuditFile, "begin" | "end">, window: FileWindow): boolean => {
  const { from, to, filter, boundary } = window;
  const before = (time: number): boolean => (boundary === "inclusive" ? time <= to : time < to);
  if (filter === "begin") return from <= begin && before(begin);
  if (filter === "containment") return from <= begin && before(end);
  return before(begin) && (boundary === "inclusive" ? end >= from : end > from);
};

/** The same for a computed sequence, whose begins and ends both rise: one range of indices, [first, last). */
export const rangeOf = (files: ComputedFiles, window: FileWindow): [first: number, last: number] => {
  const { from, to, filter, boundary } = window;
  const past = boundary === "inclusive" ? to + 1 : to;
  if (filter === "begin") return [files.firstBeginAt(from), files.firstBeginAt(past)];
  if (filter === "containment") return [files.firstBeginAt(from), files.firstEndAt(past)];
  return [files.firstEndAt(boundary === "inclusive" ? from : from + 1), files.firstBeginAt(past)];
};
