import { useApolloClient } from "@apollo/client/react";
import { useRef, useState } from "react";
import {
  type CoverageFragment,
  SearchEntriesDocument,
  type SearchEntriesQuery,
  type SearchEntriesQueryVariables,
} from "../generated/graphql.js";

type Page = NonNullable<SearchEntriesQuery["auditLogEntries"]>;
export type FoundEntry = Page["nodes"][number];
type Asked = Omit<SearchEntriesQueryVariables, "after">;

interface Progress {
  readonly entries: readonly FoundEntry[];
  readonly bytes: number;
  readonly records: number;
  readonly filesLeft: number;
  readonly filesPassed: number;
  readonly writtenUntil: string | null;
  /** Where to go on; null at the end. */
  readonly next: string | null;
  readonly coverage: readonly CoverageFragment[];
}

const NOTHING: Progress = {
  entries: [],
  bytes: 0,
  records: 0,
  filesLeft: 0,
  filesPassed: 0,
  writtenUntil: null,
  next: null,
  coverage: [],
};

const further = (before: Progress, { nodes, pageInfo, scan, coverage }: Page): Progress => ({
  entries: [...before.entries, ...nodes],
  bytes: before.bytes + scan.bytesRead,
  records: before.records + scan.recordsRead,
  filesLeft: scan.filesLeft,
  filesPassed: scan.filesPassed,
  writtenUntil: scan.writtenUntil ?? before.writtenUntil,
  next: pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null,
  coverage,
});

/** Entries that are shown before the search waits to be told to go on. */
const ENOUGH = 100;

export interface Search {
  readonly progress: Progress | undefined;
  readonly error: Error | undefined;
  readonly busy: boolean;
  readonly begin: (asked: Asked) => void;
  readonly goOn: () => void;
  readonly stop: () => void;
}

/** Reads page after page, shows each when it comes, and stops where it is told to: pages may be empty and still go on. */
export const useSearch = (): Search => {
  const client = useApolloClient();
  const [progress, setProgress] = useState<Progress>();
  const [error, setError] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const running = useRef<AbortController>(undefined);
  const asked = useRef<Asked>(undefined);

  const run = async (from: Progress): Promise<void> => {
    running.current?.abort();
    const mine = new AbortController();
    running.current = mine;
    const question = asked.current;
    if (!question) return;
    setBusy(true);
    setError(undefined);
    let at = from;
    do {
      const { data, error: failed } = await client.query({
        query: SearchEntriesDocument,
        variables: { ...question, after: at.next },
        fetchPolicy: "no-cache",
        context: { fetchOptions: { signal: mine.signal } },
      });
      // Stopped, or begun anew: what comes now is nobody's.
      if (mine.signal.aborted) return;
      const page = data?.auditLogEntries;
      setError(failed);
      if (!page) break;
      at = further(at, page);
      setProgress(at);
      if (page.scan.stoppedBy === "FAILED") break;
    } while (at.next !== null && at.entries.length < from.entries.length + ENOUGH);
    setBusy(false);
  };

  return {
    progress,
    error,
    busy,
    begin: (question) => {
      asked.current = question;
      setProgress(NOTHING);
      void run(NOTHING);
    },
    goOn: () => void run(progress ?? NOTHING),
    stop: () => {
      running.current?.abort();
      setBusy(false);
    },
  };
};
