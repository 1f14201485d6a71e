import { skipToken, useQuery } from "@apollo/client/react";
import { type ReactNode, useEffect } from "react";
import { StuckBalancersDocument } from "../generated/graphql.js";
import { CoverageNote } from "../parts/coverage-note.js";
import { Panel } from "../parts/panel.js";
import { RequestNote } from "../parts/request-note.js";
import { useLastAnswer } from "../reading/use-last-answer.js";
import { useSources } from "../sources/use-sources.js";
import { BALANCERS, chosenOf } from "../view/filters.js";
import { useView } from "../view/use-view.js";
import { StuckBalancer } from "./stuck-balancer.js";

/** The load balancers that changed longest ago, with what their alerts say. */
export const StuckPanel = (): ReactNode => {
  const { view, readAt } = useView();
  const sources = chosenOf(useSources().sources, view, BALANCERS);
  const { data, error, loading, fetchMore, refetch } = useQuery(
    StuckBalancersDocument,
    sources.length === 0 ? skipToken : { variables: { filter: { sources } }, notifyOnNetworkStatusChange: true },
  );
  const list = useLastAnswer(data, sources.join())?.loadBalancerAudits;
  const isAsked = sources.length > 0;
  useEffect(() => {
    if (isAsked) void refetch();
  }, [readAt, isAsked, refetch]);
  if (!isAsked) return null;
  const retry = (): void => void refetch();
  return (
    <Panel
      id="balancers"
      title="Stuck load balancers"
      about={
        list?.totalCount == null
          ? "On their way or failed, and unchanged for longest."
          : `The ${list.edges.length} of ${list.totalCount} that are unchanged for longest, on their way or failed.`
      }
      busy={loading}
      empty={list == null}
    >
      <RequestNote error={error} retry={retry} />
      <CoverageNote coverage={list?.coverage} retry={retry} />
      <ol className="balancers">
        {list?.edges.map(({ node }) => (
          <StuckBalancer key={node.id} balancer={node} now={readAt} />
        ))}
      </ol>
      {list?.pageInfo.hasNextPage && (
        <button
          type="button"
          disabled={loading}
          onClick={() => void fetchMore({ variables: { after: list.pageInfo.endCursor } })}
        >
          Show more
        </button>
      )}
    </Panel>
  );
};
