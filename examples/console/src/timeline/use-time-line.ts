import { useQuery } from "@apollo/client/react";
import { useState } from "react";
import { type CoverageFragment, TimeLineDocument, type TimeLineQuery } from "../generated/graphql.js";
import { useLastAnswer } from "../reading/use-last-answer.js";
import { recordFilterOf } from "../view/filters.js";
import type { TimeSpan } from "../view/time-span.js";
import { useView } from "../view/use-view.js";

export type Entry = NonNullable<TimeLineQuery["auditRecords"]>["edges"][number]["node"];

export interface TimeLine {
  readonly entries: readonly Entry[];
  readonly isRead: boolean;
  /** Of all pages that were read. */
  readonly coverage: readonly CoverageFragment[] | undefined;
  readonly hasMore: boolean;
  /** A source may be there in a moment: the list does not go on by itself, so that its reader sees the gap. */
  readonly stops: boolean;
  readonly busy: boolean;
  readonly error: Error | undefined;
  /** The page was read again, and the list waits: its reader is further back. */
  readonly waits: boolean;
  readonly more: () => void;
  readonly newest: () => void;
  readonly retry: () => void;
}

/** Of one page. */
const PAGE = 30;

/** Records of every kind in one order. A list that its reader took further back does not jump to its begin by itself. */
export const useTimeLine = (span: TimeSpan): TimeLine => {
  const { view, readAt } = useView();
  const filter = recordFilterOf(view);
  const list = JSON.stringify([view.range, filter]);
  const [held, hold] = useState({ list, span, readAt });
  const { data, error, loading, fetchMore, refetch } = useQuery(TimeLineDocument, {
    variables: { window: { from: held.span.from, to: held.span.to }, filter },
    notifyOnNetworkStatusChange: true,
  });
  const records = useLastAnswer(data, list)?.auditRecords;
  const isDeep = (records?.edges.length ?? 0) > PAGE;
  const isOld = held.readAt !== readAt;
  const newest = (): void => {
    hold({ list, span, readAt });
    // What was set as from and to stays the same window.
    if (held.list === list && typeof view.range !== "string") void refetch();
  };
  if (held.list !== list) hold({ list, span, readAt });
  else if (isOld && !isDeep) newest();
  const isGap = records?.coverage.some(({ missing }) => missing.length > 0) ?? false;
  const endCursor = records?.pageInfo.endCursor;
  return {
    entries: records?.edges.map(({ node }) => node) ?? [],
    isRead: records != null,
    coverage: records?.coverage,
    hasMore: records?.pageInfo.hasNextPage ?? false,
    stops: records?.coverage.some(({ missing, problem }) => missing.length > 0 && problem?.retryable) ?? false,
    busy: loading,
    error,
    waits: isOld && isDeep,
    more: () => void fetchMore({ variables: { after: endCursor } }),
    newest,
    // What is missing is read into its place; what stands there stays.
    retry: () => void (isGap && endCursor != null ? fetchMore({ variables: { refill: endCursor } }) : refetch()),
  };
};
