/*
 * Puts the pages of a walk together, gaps included. It knows no client: the cache policy of Apollo Client and a reducer in
 * a component both call it (docs/frontend.md).
 */

interface Edge {
  readonly node: { readonly id: string; readonly occurredAt: string };
}

interface Covered {
  readonly source: { readonly name: string };
  readonly instance?: { readonly id: string } | null;
  readonly missing: readonly object[];
}

/** What is read of a page; more fields are kept as they come. */
export interface Page<E, C> {
  readonly edges: readonly E[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
  readonly coverage: readonly C[];
}

/** How the page was asked for: as the next one, as a refill, or as the first one. */
export type Asked = "after" | "refill" | "first";

const keyOf = ({ source, instance }: Covered): string => `${source.name} ${instance?.id ?? ""}`;

/** A refill says of what it read whether anything is missing still; of all else nothing is. */
const refilled = <C extends Covered>(shown: readonly C[], refill: readonly C[]): C[] => {
  const read = new Map(refill.map((each) => [keyOf(each), each]));
  const kept = shown.map((each) => {
    const now = read.get(keyOf(each));
    read.delete(keyOf(each));
    return now ?? { ...each, missing: [] };
  });
  return [...kept, ...read.values()];
};

/** Each record once, in the order of the list: those of a refill, and those that appeared, stand between those that are shown. */
const inOrder = <E extends Edge>(shown: readonly E[], more: readonly E[], newestFirst: boolean): E[] => {
  const ids = new Set(more.map(({ node }) => node.id));
  const rest = shown.filter(({ node }) => !ids.has(node.id));
  const merged: E[] = [];
  let at = 0;
  for (const edge of rest) {
    for (let next = more[at]; next && stands(next, edge, newestFirst) < 0; next = more[(at += 1)]) merged.push(next);
    merged.push(edge);
  }
  return [...merged, ...more.slice(at)];
};

/** By instant; records of one instant keep the order in which they came. Times may come with or without a fraction. */
const stands = (a: Edge, b: Edge, newestFirst: boolean): number =>
  (newestFirst ? -1 : 1) * (Date.parse(a.node.occurredAt) - Date.parse(b.node.occurredAt));

/** The list with one page more. What is missing stands in the last answer's coverage, whichever page failed to read it. */
export const withPage = <E extends Edge, C extends Covered, P extends Page<E, C>>(
  shown: P | undefined,
  page: P,
  asked: Asked,
  newestFirst = true,
): P => {
  if (!shown || asked === "first") return page;
  // Behind what is there, but for what appeared meanwhile (withNews): that may stand behind, or be on the page as well.
  if (asked === "after") return { ...page, edges: inOrder(shown.edges, page.edges, newestFirst) };
  return {
    ...page,
    edges: inOrder(shown.edges, page.edges, newestFirst),
    // The walk goes on where it was.
    pageInfo: { ...page.pageInfo, hasNextPage: shown.pageInfo.hasNextPage },
    coverage: refilled(shown.coverage, page.coverage),
  };
};

/**
 * The list with what has appeared since (an answer to newSince), each record in its place; one that says something else
 * than before takes its place anew. What belongs behind the end of what is shown comes with the pages that follow. That a
 * source could not be asked for news is no gap of the walk: its own coverage stays.
 */
export const withNews = <E extends Edge, P extends Page<E, unknown>>(
  shown: P,
  news: readonly E[],
  newestFirst = true,
): P => {
  const last = shown.pageInfo.hasNextPage ? shown.edges.at(-1) : undefined;
  const inReach = news.filter((edge) => !last || stands(edge, last, newestFirst) <= 0);
  const sorted = [...inReach].sort((a, b) => stands(a, b, newestFirst));
  return { ...shown, edges: inOrder(shown.edges, sorted, newestFirst) };
};

/** Is anything missing? Then the list has a gap, and what looks like nothing may be something. */
export const isMissing = ({ coverage }: Page<unknown, Covered>): boolean =>
  coverage.some(({ missing }) => missing.length > 0);
