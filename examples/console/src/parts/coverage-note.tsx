import type { ReactNode } from "react";
import type { CoverageFragment } from "../generated/graphql.js";
import { words } from "./format.js";

interface CoverageNoteProps {
  readonly coverage: readonly CoverageFragment[] | undefined;
  readonly retry: () => void;
  /** An instance's name by source and its own id, where it is known. */
  readonly nameOf?: (source: string, instanceId: string) => string;
}

const hintOf = ({ problem }: CoverageFragment): string => {
  if (problem == null) return "";
  if (!problem.retryable) return "Trying again will not help.";
  if (problem.retryAfterMs == null) return "It may answer later.";
  return `It asks to wait ${Math.ceil(problem.retryAfterMs / 1000)} s.`;
};

/** More would bury what is there. */
const SHOWN = 4;

/** What is missing from an answer, and why: every source or instance that could not be read whole. */
export const CoverageNote = ({ coverage = [], retry, nameOf }: CoverageNoteProps): ReactNode => {
  const gaps = coverage.filter(({ state }) => state !== "COMPLETE");
  if (gaps.length === 0) return null;
  const item = (gap: CoverageFragment): ReactNode => {
    const { source, instance, state, problem } = gap;
    const name = instance === null ? undefined : (nameOf?.(source.name, instance.instanceId) ?? instance.instanceId);
    return (
      <li key={source.name + (instance?.id ?? "")}>
        <b>
          {source.name}
          {name !== undefined && ` · ${name}`}
        </b>{" "}
        {words(state)}. {problem?.message} {hintOf(gap)} {problem != null && <code>{problem.code}</code>}
      </li>
    );
  };
  return (
    <div className="note" role="status">
      <div>
        <ul>{gaps.slice(0, SHOWN).map(item)}</ul>
        {gaps.length > SHOWN && (
          <details>
            <summary>{gaps.length - SHOWN} more</summary>
            <ul>{gaps.slice(SHOWN).map(item)}</ul>
          </details>
        )}
      </div>
      {gaps.some(({ problem }) => problem?.retryable) && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
};
