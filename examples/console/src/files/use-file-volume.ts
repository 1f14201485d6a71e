import { useQuery } from "@apollo/client/react";
import { useEffect, useState } from "react";
import { type CoverageFragment, FileVolumeDocument } from "../generated/graphql.js";
import { useLastAnswer } from "../parts/use-last-answer.js";
import type { AuditFile } from "./volume-by-day.js";

/** Of 200 files each. A dense week is not read whole before somebody asks for it. */
const PAGES_AT_ONCE = 12;

export interface FileVolume {
  readonly files: readonly AuditFile[];
  /** The newest that may not have been read; null when everything was. */
  readonly readTo: string | null;
  readonly coverage: readonly CoverageFragment[] | undefined;
  readonly error: Error | undefined;
  readonly busy: boolean;
  /** There is more, and it waits to be asked for. */
  readonly paused: boolean;
  readonly readOn: () => void;
  readonly retry: () => void;
}

/** Reads the files since `from` page by page, newest first. Each page is shown when it comes. */
export const useFileVolume = (from: string): FileVolume => {
  const [allowed, allow] = useState(PAGES_AT_ONCE);
  const { data, error, loading, fetchMore, refetch } = useQuery(FileVolumeDocument, {
    variables: { window: { from } },
  });
  const list = useLastAnswer(data)?.auditLogFiles;
  const more = list?.pageInfo.hasNextPage === true;
  const after = list?.pageInfo.endCursor;
  const isGap = list?.coverage.some(({ missing }) => missing.length > 0) ?? false;
  // It may be there in a moment: to read on without it would leave a gap that nobody asked for.
  const stops = list?.coverage.some(({ missing, problem }) => missing.length > 0 && problem?.retryable) ?? false;
  const paused = more && list.edges.length >= allowed * 200;
  useEffect(() => {
    // An error stops the reading, and so does a source that may come back: the note offers to try again.
    if (more && !paused && !stops && !loading && error === undefined) void fetchMore({ variables: { after } });
  }, [more, paused, stops, loading, error, after, fetchMore]);
  return {
    files: list?.edges.map(({ node }) => node) ?? [],
    readTo: list === undefined || list === null ? new Date().toISOString() : more ? lastBegin(list.edges) : null,
    coverage: list?.coverage,
    error,
    busy: loading || (more && !paused && !stops && error === undefined),
    paused: paused && !stops,
    readOn: () => allow((pages) => pages + PAGES_AT_ONCE),
    retry: () => void (isGap && after != null ? fetchMore({ variables: { refill: after } }) : refetch()),
  };
};

const lastBegin = (edges: readonly { node: AuditFile }[]): string | null => edges.at(-1)?.node.begin ?? null;
