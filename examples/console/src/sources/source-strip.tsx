import { useQuery } from "@apollo/client/react";
import type { ReactNode } from "react";
import { SourcesDocument } from "../generated/graphql.js";
import { words } from "../parts/format.js";
import { RequestNote } from "../parts/request-note.js";

/** Every configured source and how it fares, by what operations saw of it: asking costs the upstreams nothing. */
export const SourceStrip = (): ReactNode => {
  const { data, error, refetch } = useQuery(SourcesDocument);
  return (
    <>
      <RequestNote error={error} retry={() => void refetch()} />
      <ul className="sources" aria-label="Sources">
        {data?.auditSources.map(({ name, kind, health }) => (
          <li key={name} data-health={health}>
            <span className="dot" aria-hidden="true" />
            <b>{name}</b> <small>{kind}</small>
            <span className={health === "HEALTHY" ? "unseen" : "health"}>{words(health)}</span>
          </li>
        ))}
      </ul>
    </>
  );
};
