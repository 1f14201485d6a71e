import { useApolloClient } from "@apollo/client/react";
import { useCallback, useEffect, useRef, useState } from "react";
import { withNews } from "../../../consumer/src/walk.js";
import {
  type CoverageFragment,
  TimeLineDocument,
  type TimeLineQueryVariables,
  WhatIsNewDocument,
} from "../generated/graphql.js";
import { useView } from "../view/use-view.js";

export interface News {
  /** The records that appeared since the reader looked: since the list was read, or since they were marked as seen. */
  readonly ids: ReadonlySet<string>;
  /** All that appeared since the list was read. */
  readonly count: number;
  /** Since when the reader has not looked, in milliseconds since the epoch. */
  readonly since: number;
  /** The sources that could not be asked, and from when to when what appeared there is not known. */
  readonly silent: readonly CoverageFragment[];
  readonly error: Error | undefined;
  /** Asks now. A source that could not be asked before tells what was missed: that, and nothing else, is read. */
  readonly ask: () => void;
  readonly markAsSeen: () => void;
}

interface Heard {
  /** Which list, and which reading of it. */
  readonly list: string;
  readonly told: ReadonlySet<string>;
  readonly seen: ReadonlySet<string>;
  readonly since: number;
  readonly silent: readonly CoverageFragment[];
  readonly error: Error | undefined;
}

/** Answers of one asking, at most; what is left comes with the next one. */
const ROUNDS = 10;
const NONE: ReadonlySet<string> = new Set();

export const placeOf = ({ source, instance }: CoverageFragment): string => `${source.name} ${instance?.id ?? ""}`;

/** A source that is silent still has been since the first time; one that was not was well when it was asked before. */
const silentNow = (
  failed: readonly CoverageFragment[],
  before: readonly CoverageFragment[],
  wellAt: number,
): CoverageFragment[] => {
  const known = new Map(before.map((each) => [placeOf(each), each]));
  const to = new Date().toISOString();
  return failed.map((each) => {
    const from = known.get(placeOf(each))?.missing[0]?.from ?? new Date(wellAt).toISOString();
    return { ...each, missing: [{ from, to }] };
  });
};

/**
 * What appears in the time line after it was read, put into the cached list: each record in its place, whenever it began.
 *
 * Asked by newSince, as often as the reader chose, and not told by the subscription: a poll that finds nothing takes few
 * calls, reads nothing of the list again, asks nothing while nobody looks, and needs no connection that proxies must hold
 * open. The token says what was shown, so a poll that was lost loses nothing. A page that must know within the second
 * would subscribe to auditRecordAppeared.
 */
export const useNews = (variables: TimeLineQueryVariables, listedAt: number): News => {
  const client = useApolloClient();
  const { view, newsAt, heard } = useView();
  const list = `${listedAt} ${JSON.stringify(variables)}`;
  const first: Heard = { list, told: NONE, seen: NONE, since: listedAt, silent: [], error: undefined };
  const [kept, keep] = useState(first);
  const current = kept.list === list ? kept : first;
  const latest = useRef({ list, variables, current, wellAt: newsAt ?? listedAt });
  useEffect(() => {
    latest.current = { list, variables, current, wellAt: newsAt ?? listedAt };
  });
  const underWay = useRef("");
  const ask = useCallback(async (): Promise<void> => {
    const { list: asked, variables: of, wellAt } = latest.current;
    if (underWay.current === asked) return;
    underWay.current = asked;
    const { window, filter } = of;
    for (let rounds = 0, more = true; more && rounds < ROUNDS; rounds += 1) {
      const newSince = client.readQuery({ query: TimeLineDocument, variables: of })?.auditRecords?.newsCursor;
      // The list itself is not there yet.
      if (newSince == null) break;
      const answer = await client
        .query({ query: WhatIsNewDocument, variables: { window, filter, newSince }, fetchPolicy: "no-cache" })
        .catch((reason: unknown) => ({ data: undefined, error: reason instanceof Error ? reason : new Error("lost") }));
      // Another list is shown by now, with a token of its own.
      if (latest.current.list !== asked) break;
      const news = answer.data?.auditRecords;
      const before = latest.current.current;
      if (news == null) {
        keep({ ...before, error: answer.error });
        break;
      }
      const { edges, newsCursor, coverage, pageInfo } = news;
      client.cache.updateQuery({ query: TimeLineDocument, variables: of }, (shown) =>
        shown?.auditRecords
          ? { ...shown, auditRecords: { ...withNews(shown.auditRecords, edges), newsCursor } }
          : undefined,
      );
      const silent = silentNow(coverage, before.silent, wellAt);
      const told = new Set([...before.told, ...edges.map(({ node }) => node.id)]);
      // What is told again says something else: it is new once more.
      const seen = new Set([...before.seen].filter((id) => !edges.some(({ node }) => node.id === id)));
      keep({ ...before, told, seen, silent, error: undefined });
      latest.current = { ...latest.current, current: { ...before, told, seen, silent, error: undefined } };
      const answersAgain = before.silent.some((was) => !silent.some((is) => placeOf(is) === placeOf(was)));
      heard(edges.length > 0 || answersAgain);
      more = pageInfo.hasNextPage;
    }
    if (underWay.current === asked) underWay.current = "";
  }, [client, heard]);
  useEffect(() => {
    if (view.refresh === 0) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void ask();
    }, view.refresh * 1_000);
    return () => clearInterval(timer);
  }, [view.refresh, ask]);
  return {
    ids: new Set([...current.told].filter((id) => !current.seen.has(id))),
    count: current.told.size,
    since: current.since,
    silent: current.silent,
    error: current.error,
    ask: () => void ask(),
    markAsSeen: () => keep({ ...current, seen: current.told, since: newsAt ?? listedAt }),
  };
};
