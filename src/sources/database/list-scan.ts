import type { AuditError } from "../../audit/audit-error.js";
import type { AuditLogFileRecord } from "../../audit/log-file.js";
import type { ListPage } from "./mapping.js";

/** The file list of one instance, page by page. Times are milliseconds since the epoch, on whole seconds. */
export interface FileLister {
  /** Items of a full page. */
  readonly cap: number;
  fetch(span: Span, offset: number): Promise<ListPage>;
  /** The source's own count of a span: one small call. */
  total(span: Span): Promise<number>;
  /** The problem of a total that does not fit the entries. */
  contradiction(): AuditError;
}

/** What the source is asked for: start_time and end_time. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Scan =
  | { readonly moved: false; readonly files: readonly AuditLogFileRecord[]; readonly problem?: AuditError }
  /** Entries were put in or taken out before the place that was reached: what was read may have a gap. */
  | { readonly moved: true };

/**
 * Reads one window of a list by offset. Each page asks for the last entry of the page before once more: where it
 * stands in its old place, nothing was lost between the two, whatever the list's order (as long as it has one).
 */
export const scanList = async (
  list: FileLister,
  span: Span,
  firstPage: ListPage,
  options: { readonly offset?: number; readonly isEnough?: (page: ListPage) => boolean } = {},
): Promise<Scan> => {
  const files = new Map<string, AuditLogFileRecord>();
  let page = firstPage;
  let pageSize = page.ids.length;
  let reached = options.offset ?? 0;
  let problem: AuditError | undefined;
  const finished = (): Scan => ({ moved: false, files: [...files.values()], ...(problem ? { problem } : {}) });
  for (;;) {
    for (const file of page.files) files.set(file.upstreamId, file);
    problem ??= page.problem;
    reached += page.ids.length;
    if (options.isEnough?.(page)) return finished();
    // A full page is never taken for the last one, whatever the total says: totals are only counts.
    if (pageSize < list.cap && reached >= page.total) {
      if (reached > page.total && reached === firstPage.ids.length) problem ??= list.contradiction();
      return finished();
    }
    if (reached === 0) {
      problem ??= list.contradiction();
      return finished();
    }
    const next = await list.fetch(span, reached - 1);
    if (next.ids.length === 0 || next.ids[0] !== page.ids.at(-1)) return { moved: true };
    pageSize = next.ids.length;
    page = { ...next, ids: next.ids.slice(1) };
    if (page.ids.length === 0) {
      // Only the known entry came back: the list ends here, whatever its total says.
      if (next.total > reached) problem ??= list.contradiction();
      return finished();
    }
  }
};
