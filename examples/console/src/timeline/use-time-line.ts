import { useQuery } from "@apollo/client/react";
import { useEffect, useState } from "react";
import { type CoverageFragment, TimeLineDocument, type TimeLineQuery } from "../generated/graphql.js";
import { useLastAnswer } from "../reading/use-last-answer.js";
import { recordFilterOf } from "../view/filters.js";
import type { TimeSpan } from "../view/time-span.js";
import { useView } from "../view/use-view.js";
import { type News, placeOf, useNews } from "./use-news.js";

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
  /** What has appeared in it since it was read; undefined where nobody asks. */
  readonly news: News | undefined;
  /** The page was read again, and the list waits: its reader is further back. */
  readonly waits: boolean;
  readonly more: () => void;
  readonly newest: () => void;
  readonly retry: () => void;
}

/** Of one page. */
const PAGE = 30;
/** What a list that is followed may grow by until it is read anew: a page that reads itself all night must not grow. */
const MOST_NEWS = 500;

/** Records of every kind in one order. A list that its reader took further back does not jump to its begin by itself. */
export const useTimeLine = (span: TimeSpan): TimeLine => {
  const { view, listedAt: readAt, readAgain } = useView();
  const filter = recordFilterOf(view);
  const list = JSON.stringify([view.range, filter]);
  const [held, hold] = useState({ list, span, readAt });
  // Once it is followed it stays so: another operation would be another reading of the list.
  const [isFollowed, follow] = useState(view.refresh > 0);
  if (view.refresh > 0 && !isFollowed) follow(true);
  const { from, to } = held.span;
  // What appears later is later than now: a range that ends now has no end there.
  const window = typeof view.range === "string" ? { from } : { from, to };
  const variables = { window, filter, isFollowed };
  const { data, error, loading, fetchMore, refetch } = useQuery(TimeLineDocument, {
    variables,
    notifyOnNetworkStatusChange: true,
  });
  const news = useNews(variables, held.readAt);
  const records = useLastAnswer(data, list)?.auditRecords;
  const isDeep = (records?.edges.length ?? 0) > PAGE + news.count;
  const isOld = held.readAt !== readAt;
  const newest = (): void => {
    hold({ list, span, readAt });
    // The window stays the same where it was set as from and to, and for as long as the day or hour that it begins with.
    if (held.list === list && (typeof view.range !== "string" || held.span.from === span.from)) void refetch();
  };
  if (held.list !== list) hold({ list, span, readAt });
  else if (isOld && !isDeep) newest();
  useEffect(() => {
    if (news.count > MOST_NEWS && !isDeep) readAgain();
  }, [news.count, isDeep, readAgain]);
  // What the list itself could not read is told there.
  const failed = new Set(records?.coverage.filter(({ state }) => state === "FAILED").map(placeOf));
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
    news: isFollowed ? { ...news, silent: news.silent.filter((each) => !failed.has(placeOf(each))) } : undefined,
    waits: isOld && isDeep,
    more: () => void fetchMore({ variables: { after: endCursor, isFollowed: false } }),
    newest,
    // What is missing is read into its place; what stands there stays.
    retry: () =>
      void (isGap && endCursor != null
        ? fetchMore({ variables: { refill: endCursor, isFollowed: false } })
        : refetch()),
  };
};
