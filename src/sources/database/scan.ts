import type { AuditError } from "../../audit/errors.js";
import type { Listed, ListPage, LogFile } from "./mapping.js";

/**
 * The order in which a list showed its entries, so far: told by pages that overlap, while entries come and go.
 *
 * A page shows a stretch of the list without gaps. So what is new in it stands next to its neighbour there, and every
 * entry that is known and still in the list keeps its place around the two.
 */
export class KnownOrder {
  readonly #known = new Set<string>();
  readonly #sequence: string[] = [];

  constructor(pages: readonly Pick<ListPage<Listed>, "ids">[] = []) {
    for (const { ids } of pages) this.add(ids);
  }

  has(id: string | undefined): boolean {
    return id !== undefined && this.#known.has(id);
  }

  hasAny(ids: readonly (string | undefined)[]): boolean {
    return ids.some((id) => this.has(id));
  }

  /** Do the entries that are known stand in the order in which they stood before? */
  agreesWith(ids: readonly (string | undefined)[]): boolean {
    const places = new Map(this.#sequence.map((id, place) => [id, place]));
    const known = ids
      .map((id) => (id === undefined ? undefined : places.get(id)))
      .filter((place) => place !== undefined);
    return known.every((place, i) => i === 0 || place > (known[i - 1] ?? 0));
  }

  /** Takes a page in, entry by entry behind the one before it; what begins it stands just before the first known one. */
  add(ids: readonly (string | undefined)[]): void {
    const firstKnown = ids.find((id) => this.has(id));
    let place = firstKnown === undefined ? 0 : this.#sequence.indexOf(firstKnown);
    for (const id of ids) {
      if (id === undefined) continue;
      if (this.#known.has(id)) {
        place = this.#sequence[place] === id ? place + 1 : this.#sequence.indexOf(id) + 1;
      } else {
        this.#known.add(id);
        this.#sequence.splice(place, 0, id);
        place += 1;
      }
    }
  }
}

/** What is read by offset, page by page. */
interface Lister<Entry extends Listed> {
  /** Items of a full page. */
  readonly cap: number;
  fetch(span: Span, offset: number): Promise<ListPage<Entry>>;
  /** As fetch, but never an answer that this operation has already. */
  fetchAnew(span: Span, offset: number): Promise<ListPage<Entry>>;
  /** The problem of a total that does not fit the entries. */
  contradiction(): AuditError;
}

/** The file list of one instance, page by page. Times are milliseconds since the epoch, on whole seconds. */
export interface FileLister extends Lister<LogFile> {
  /** The source's own count of a span: one small call. */
  total(span: Span): Promise<number>;
  /** Calls that the operation may still make. */
  callsLeft(): number;
}

/** What the source is asked for: start_time and end_time. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What is asked ahead should hardly ever be in vain: so many more entries than a page are expected before it. */
const SURE = 0.85;
/** Of the calls that are left, what may go into pages that the scan may not need: other reads must be able to ask too. */
const SHARE_OF_CALLS = 1 / 2;

/**
 * The list, with the pages of a span asked for side by side that would otherwise be asked for one after the other, as far as
 * the span is expected to hold entries. Whoever scans proves the pages' continuity, in whatever order they arrive.
 */
export const readAhead = (list: FileLister, span: Span, expected: number): FileLister => {
  const ahead = new Map<number, Promise<ListPage>>();
  // Each page begins with the last entry of the one before.
  const step = list.cap - 1;
  const affordable = step * SHARE_OF_CALLS * list.callsLeft();
  for (let offset = 0; offset === 0 || (offset + 1 < SURE * expected && offset < affordable); offset += step) {
    const page = list.fetch(span, offset);
    // Whoever needs it hears of its failure; where the scan ends before, nobody does.
    page.catch(() => undefined);
    ahead.set(offset, page);
  }
  return {
    ...list,
    fetch: (asked, offset) => (asked === span ? ahead.get(offset) : undefined) ?? list.fetch(asked, offset),
  };
};

/** All files of a span, or of the pages up to the one that was enough. */
export interface Scan<Entry extends Listed = LogFile> {
  readonly files: readonly Entry[];
  /** Entries came or went while it was read, and the read found its place again. */
  readonly reanchored: boolean;
  readonly problem?: AuditError;
}

/** Mostly few entries went: so much of a page is gone back first, and then a page at a time. */
const SMALL_STEP = 1 / 4;
/** A list that moves under nearly every call is better read in narrower windows. */
const MOST_RESYNCS = 20;

const areAlike = (some: ListPage["ids"], others: ListPage["ids"]): boolean =>
  some.length === others.length && some.every((id, i) => id === others[i]);

interface ScanOptions<Entry extends Listed> {
  /** Where firstPage stands; what is before it is left out on purpose. */
  readonly offset?: number;
  readonly isEnough?: (page: ListPage<Entry>) => boolean;
}

/**
 * Reads one window of a list by offset. Each page asks for the last entry of the page before once more: where that
 * stands in its old place, nothing was lost between the two, in whatever order the list is (as long as it keeps one).
 * Where it does not, entries came or went before it: the read goes back until it meets entries that it knows.
 *
 * Undefined where the known entries stand in another order than before, or move at every step: then only a window that
 * fits one page can be read.
 */
export const scanList = async <Entry extends Listed>(
  list: Lister<Entry>,
  span: Span,
  firstPage: ListPage<Entry>,
  { offset = 0, isEnough = () => false }: ScanOptions<Entry> = {},
): Promise<Scan<Entry> | undefined> => {
  const files = new Map<string, Entry>();
  const pages: ListPage<Entry>[] = [];
  // Of a list that stands still nobody asks in which order it stood.
  let order: KnownOrder | undefined;
  let page = firstPage;
  let at = offset;
  let reanchored = false;
  let resyncs = 0;
  let problem: AuditError | undefined;

  for (;;) {
    for (const file of page.files) files.set(file.upstreamId, file);
    pages.push(page);
    order?.add(page.ids);
    problem ??= page.problem;
    const reached = at + page.ids.length;
    const isLast = page.ids.length < list.cap && (reached >= page.total || page.ids.length <= 1);
    // A full page is never taken for the last one, whatever the total says; totals are only counts.
    if (isLast && page.total !== reached && !reanchored) problem ??= list.contradiction();
    if (isLast || isEnough(page)) return { files: [...files.values()], reanchored, ...(problem ? { problem } : {}) };

    const before = page;
    const known = page.ids.at(-1);
    at = Math.max(offset, reached - 1);
    page = await (reanchored ? list.fetchAnew(span, at) : list.fetch(span, at));
    // One page for two offsets: the source does not look at them, and asking on would teach nothing.
    if (page.ids.length > 1 && areAlike(page.ids, before.ids)) return undefined;
    let back = Math.ceil(list.cap * SMALL_STEP);
    while (page.ids[0] !== known && at > offset) {
      reanchored = true;
      order ??= new KnownOrder(pages);
      if ((resyncs += 1) > MOST_RESYNCS) return undefined;
      if (!order.agreesWith(page.ids)) return undefined;
      if (order.hasAny(page.ids)) break;
      at = Math.max(offset, at - back);
      back = list.cap - 1;
      page = await list.fetchAnew(span, at);
    }
  }
};
