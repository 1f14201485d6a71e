import { useQuery } from "@apollo/client/react";
import { type ReactNode, useState } from "react";
import { StuckBalancersDocument } from "../generated/graphql.js";
import { CoverageNote } from "../parts/coverage-note.js";
import { Panel } from "../parts/panel.js";
import { RequestNote } from "../parts/request-note.js";
import { useLastAnswer } from "../parts/use-last-answer.js";
import { StuckBalancer } from "./stuck-balancer.js";

/** The load balancers that changed longest ago, with what their alerts say. */
export const StuckPanel = (): ReactNode => {
  const [now] = useState(() => Date.now());
  const { data, error, loading, fetchMore, refetch } = useQuery(StuckBalancersDocument);
  const list = useLastAnswer(data)?.loadBalancerAudits;
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
    >
      <RequestNote error={error} retry={retry} />
      <CoverageNote coverage={list?.coverage} retry={retry} />
      <ol className="balancers">
        {list?.edges.map(({ node }) => (
          <StuckBalancer key={node.id} balancer={node} now={now} />
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
