import type { ReactNode } from "react";
import { words } from "../parts/format.js";
import { KIND_NAMES } from "../parts/kinds.js";
import { RequestNote } from "../parts/request-note.js";
import { useSources } from "./use-sources.js";

/** Every configured source and how it fares, by what operations saw of it: asking costs the upstreams nothing. */
export const SourceStrip = (): ReactNode => {
  const { sources, isRead, error, retry } = useSources();
  return (
    <>
      <RequestNote error={error} retry={retry} />
      {isRead && sources.length === 0 && <p className="sources">No source is configured.</p>}
      <ul className="sources" aria-label="Sources">
        {sources.map(({ name, kind, health }) => (
          <li key={name} data-health={health} title={KIND_NAMES[kind]}>
            <span className="dot" aria-hidden="true" />
            <b>{name}</b>
            <span className={health === "HEALTHY" ? "unseen" : health === "UNKNOWN" ? "" : "health"}>
              {health === "UNKNOWN" ? "not asked yet" : words(health)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
};
