import type { ReactNode } from "react";
import { words } from "../parts/format.js";
import { RequestNote } from "../parts/request-note.js";
import { useSources } from "./use-sources.js";

/** Every configured source and how it fares, by what operations saw of it: asking costs the upstreams nothing. */
export const SourceStrip = (): ReactNode => {
  const { sources, error, retry } = useSources();
  return (
    <>
      <RequestNote error={error} retry={retry} />
      <ul className="sources" aria-label="Sources">
        {sources.map(({ name, kind, health }) => (
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
