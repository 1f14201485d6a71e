import type { ReactNode } from "react";
import type { CoverageFragment } from "../generated/graphql.js";
import { useInstances } from "../sources/use-instances.js";
import { useTimes } from "../view/use-times.js";
import { words } from "./format.js";

interface CoverageNoteProps {
  readonly coverage: readonly CoverageFragment[] | undefined;
  readonly retry: () => void;
  /** What is missing is what appeared, and not what happened, from when to when. */
  readonly isOfNews?: boolean;
}

const hintOf = ({ problem }: CoverageFragment): string => {
  if (problem == null) return "";
  if (!problem.retryable) return "Trying again will not help.";
  if (problem.retryAfterMs == null) return "It may answer later.";
  return `It asks to wait ${Math.ceil(problem.retryAfterMs / 1000)} s.`;
};

/** More would bury what is there. */
const SHOWN = 3;

interface GapProps {
  readonly gap: CoverageFragment;
  readonly isOfNews: boolean;
}

const Gap = ({ gap, isOfNews }: GapProps): ReactNode => {
  const { nameOf } = useInstances();
  const { moment } = useTimes();
  const { source, instance, state, problem, missing } = gap;
  return (
    <li>
      <b>
        {source.name}
        {instance !== null && ` · ${nameOf(source.name, instance.instanceId)}`}
      </b>{" "}
      {state !== "COMPLETE" && `${words(state)}. `}
      {problem?.message} {hintOf(gap)}
      {missing.map(({ from, to }) => (
        <span key={from}>
          {" "}
          {isOfNews ? "What appeared is not known, from" : "Missing from"} {moment(from)} to {moment(to)}.
        </span>
      ))}{" "}
      {problem != null && <code>{problem.code}</code>}
    </li>
  );
};

const placeOf = ({ source, instance }: CoverageFragment): string => `${source.name} ${instance?.id ?? ""}`;

/** What is missing from an answer, and why: every source or instance that could not be read whole. */
export const CoverageNote = ({ coverage = [], retry, isOfNews = false }: CoverageNoteProps): ReactNode => {
  const gaps = coverage.filter(({ state, missing }) => state !== "COMPLETE" || missing.length > 0);
  if (gaps.length === 0) return null;
  return (
    <div className="note gaps" role="status">
      <div>
        <ul>
          {gaps.slice(0, SHOWN).map((gap) => (
            <Gap key={placeOf(gap)} gap={gap} isOfNews={isOfNews} />
          ))}
        </ul>
        {gaps.length > SHOWN && (
          <details>
            <summary>{gaps.length - SHOWN} more</summary>
            <ul>
              {gaps.slice(SHOWN).map((gap) => (
                <Gap key={placeOf(gap)} gap={gap} isOfNews={isOfNews} />
              ))}
            </ul>
          </details>
        )}
      </div>
      {gaps.some(({ problem, missing }) => problem?.retryable ?? missing.length > 0) && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
};
