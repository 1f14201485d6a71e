import type { FileLister, Span } from "./list-scan.js";
import type { ListPage } from "./mapping.js";

/** What is asked ahead should hardly ever be in vain: so many more entries than a page are expected before it. */
const SURE = 0.85;
/** Of the calls that are left, what may go into pages that the scan may not need: other reads must be able to ask too. */
const SHARE_OF_CALLS = 1 / 2;

/**
 * The list, with the pages of a span asked for side by side that would else be asked for one after the other, as far as
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
