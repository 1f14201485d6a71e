import { useQuery } from "@apollo/client/react";
import { type ReactNode, useState } from "react";
import { type AuditSourceKind, TimeLineDocument } from "../generated/graphql.js";
import { Choice } from "../parts/choice.js";
import { CoverageNote } from "../parts/coverage-note.js";
import { Panel } from "../parts/panel.js";
import { RequestNote } from "../parts/request-note.js";
import { useLastAnswer } from "../parts/use-last-answer.js";
import { TimeLineEntry } from "./time-line-entry.js";
import { useInView } from "./use-in-view.js";

const DAYS = 400;
const KINDS: Record<string, AuditSourceKind[]> = {
  everything: ["NOVA", "TAURUSDB", "RDS", "DDS", "ATLAS", "OCTAVIA"],
  compute: ["NOVA"],
  databases: ["TAURUSDB", "RDS", "DDS"],
  "load balancers": ["ATLAS", "OCTAVIA"],
};

/** Everything that happened, in one time order over all sources. It grows while its end is in view. */
export const TimeLinePanel = (): ReactNode => {
  const [from] = useState(() => new Date(Date.now() - DAYS * 86_400_000).toISOString());
  const [shown, show] = useState("everything");
  const { data, error, loading, fetchMore, refetch } = useQuery(TimeLineDocument, {
    variables: { window: { from }, filter: { kinds: KINDS[shown] ?? [] } },
  });
  const list = useLastAnswer(data, shown)?.auditRecords;
  const { hasNextPage = false, endCursor } = list?.pageInfo ?? {};
  const more = (): void => void fetchMore({ variables: { after: endCursor } });
  const end = useInView(more, hasNextPage && !loading && error === undefined);
  const retry = (): void => void refetch();
  return (
    <Panel
      id="time-line"
      title="Time line"
      about={`Records of every kind in one order, newest first, ${DAYS} days back.`}
      busy={loading}
    >
      <Choice label="Kinds" options={Object.keys(KINDS)} chosen={shown} choose={show} />
      <RequestNote error={error} retry={retry} />
      <CoverageNote coverage={list?.coverage} retry={retry} />
      <ol className="entries" aria-label="Records">
        {list?.edges.map(({ node }, i) => (
          <TimeLineEntry key={node.id} entry={node} before={list.edges[i - 1]?.node} />
        ))}
      </ol>
      <div ref={end}>
        {hasNextPage && (
          <button type="button" onClick={more} disabled={loading}>
            Show more
          </button>
        )}
      </div>
    </Panel>
  );
};
