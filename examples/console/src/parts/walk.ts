import type { FieldFunctionOptions, FieldPolicy, Reference } from "@apollo/client";
import { type Page, withPage } from "../../../consumer/src/walk.js";

interface StoredEdge {
  readonly node: Reference;
}
interface StoredCoverage {
  readonly source: Reference;
  readonly instance?: Reference | null;
  readonly missing: readonly object[];
}
type StoredPage = Page<StoredEdge, StoredCoverage>;

type Read = FieldFunctionOptions["readField"];

/** The cache holds references: what the merge looks at is read through them, and the edges go on as they are stored. */
const seen = (page: StoredPage, read: Read) => ({
  ...page,
  edges: page.edges.map((edge) => ({
    stored: edge,
    node: { id: read<string>("id", edge.node) ?? "", occurredAt: read<string>("occurredAt", edge.node) ?? "" },
  })),
  coverage: page.coverage.map((each) => ({
    stored: each,
    source: { name: read<string>("name", each.source) ?? "" },
    instance: each.instance ? { id: read<string>("id", each.instance) ?? "" } : null,
    missing: each.missing,
  })),
});

/** Puts the pages of a walk together in Apollo Client's cache: the next ones behind, a refill between. */
export const walkOf = (keyArgs: readonly string[]): FieldPolicy<StoredPage | null> => ({
  keyArgs: [...keyArgs],
  merge: (shown, page, { args, readField }) => {
    if (!page || !shown) return page;
    const asked = args?.refill ? "refill" : args?.after ? "after" : "first";
    const newestFirst = args?.orderBy !== "OLDEST_FIRST";
    const merged = withPage(seen(shown, readField), seen(page, readField), asked, newestFirst);
    return {
      // What only the first page was asked for, such as its newsCursor, stays.
      ...shown,
      ...page,
      pageInfo: merged.pageInfo,
      edges: merged.edges.map(({ stored }) => stored),
      coverage: merged.coverage.map(({ stored, missing }) => ({ ...stored, missing })),
    };
  },
});
