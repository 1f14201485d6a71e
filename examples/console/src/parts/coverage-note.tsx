import type { ReactNode } from "react";
import type { CoverageFragment } from "../generated/graphql.js";
import { date, time, words } from "./format.js";

interface CoverageNoteProps {
  readonly coverage: readonly CoverageFragment[] | undefined;
  readonly retry: () => void;
  /** An instance's name by its id, where it is known. */
  readonly nameOf?: (id: string) => string | undefined;
}

const hintOf = ({ problem }: CoverageFragment): string => {
  if (problem == null) return "";
  if (!problem.retryable) return "Trying again will not help.";
  if (problem.retryAfterMs == null) return "It may answer later.";
  return `It asks to wait ${Math.ceil(problem.retryAfterMs / 1000)} s.`;
};

/** What is missing from an answer, and why: every source or instance that could not be read whole. */
export const CoverageNote = ({ coverage = [], retry, nameOf }: CoverageNoteProps): ReactNode => {
  const gaps = coverage.filter(({ state, missing }) => state !== "COMPLETE" || missing.length > 0);
  if (gaps.length === 0) return null;
  return (
    <div className="note" role="status">
      <ul>
        {gaps.map((gap) => {
          const { source, instance, state, problem, missing } = gap;
          const of = instance == null ? "" : ` · ${nameOf?.(instance.id) ?? instance.instanceId}`;
          return (
            <li key={source.name + (instance?.id ?? "")}>
              <b>
                {source.name}
                {of}
              </b>{" "}
              {words(state)}. {problem?.message} {hintOf(gap)} {problem != null && <code>{problem.code}</code>}
              {missing.map(({ from, to }) => (
                <span key={from}>
                  {" "}
                  Missing from {date(from)}, {time(from)} to {date(to)}, {time(to)}.
                </span>
              ))}
            </li>
          );
        })}
      </ul>
      {gaps.some(({ problem, missing }) => problem?.retryable ?? missing.length > 0) && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
};
