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
  const paused = more && list.edges.length >= allowed * 200;
  useEffect(() => {
    // An error stops the reading: the note offers to try again.
    if (more && !paused && !loading && error === undefined) void fetchMore({ variables: { after } });
  }, [more, paused, loading, error, after, fetchMore]);
  return {
    files: list?.edges.map(({ node }) => node) ?? [],
    readTo: list === undefined || list === null ? new Date().toISOString() : more ? lastBegin(list.edges) : null,
    coverage: list?.coverage,
    error,
    busy: loading || (more && !paused && error === undefined),
    paused,
    readOn: () => allow((pages) => pages + PAGES_AT_ONCE),
    retry: () => void refetch(),
  };
};

const lastBegin = (edges: readonly { node: AuditFile }[]): string | null => edges.at(-1)?.node.begin ?? null;
