import type { ReactNode } from "react";
import type { UsageAuditStatus } from "../generated/graphql.js";
import { bytes, counted, number } from "../parts/format.js";
import { CoverageNote } from "../parts/coverage-note.js";
import { RequestNote } from "../parts/request-note.js";
import type { Volumes } from "../files/use-file-volume.js";
import { mergeCoverage } from "../reading/coverage.js";
import { useSources } from "../sources/use-sources.js";
import { BALANCERS, chosenOf } from "../view/filters.js";
import type { TimeSpan } from "../view/time-span.js";
import { useView } from "../view/use-view.js";
import { NumberTile } from "./number-tile.js";
import { useBalancerSummary, useUsageSummary } from "./use-summaries.js";

const WRONG: readonly UsageAuditStatus[] = ["NOT_RUN", "PARTIAL", "DONE_WITH_ERRORS", "UNKNOWN"];

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);

/** A count as it is shown: not known where nothing came, not asked for where no source of it is chosen. */
const shown = (count: number | undefined, isOver: boolean): string | null | undefined => {
  if (count !== undefined) return number(count);
  return isOver ? null : undefined;
};

/** What went wrong lately, and how much there is: before anything has to be looked for. */
export const NumbersPanel = ({ span, volumes }: { readonly span: TimeSpan; readonly volumes: Volumes }): ReactNode => {
  const { view, change } = useView();
  const { sources, isRead } = useSources();
  const usageRead = useUsageSummary(sources, view, span);
  const balancersRead = useBalancerSummary(sources, view);
  const usage = usageRead.answers[0]?.usageAuditSummary;
  const balancers = balancersRead.answers[0]?.loadBalancerAuditSummary;
  const hasUsage = chosenOf(sources, view, ["NOVA"]).length > 0;
  const hasBalancers = chosenOf(sources, view, BALANCERS).length > 0;
  const silent = sources.filter(({ health }) => health === "DEGRADED" || health === "UNAVAILABLE");
  const unasked = sources.filter(({ health }) => health === "UNKNOWN").length;

  const periods = usage?.byStatus ?? [];
  const wrong = periods.filter(({ status }) => WRONG.includes(status));
  const counts = balancers?.byStatusAndAge ?? [];
  const failed = sum(counts.filter(({ status }) => status === "ERROR").map(({ balancerCount }) => balancerCount));
  const stuck = sum(counts.filter(({ age }) => age === "OLDER").map(({ balancerCount }) => balancerCount));
  // A summary of which nothing at all could be read has counts of 0 beside a coverage that failed.
  const isUsageKnown = usage?.coverage.some(({ state }) => state !== "FAILED") === true;
  const areBalancersKnown = balancers?.coverage.some(({ state }) => state !== "FAILED") === true;
  const wrongCount = isUsageKnown ? sum(wrong.map(({ periodCount }) => periodCount)) : undefined;
  const { files, bytes: written } = volumes;
  return (
    <section className="numbers-panel" aria-labelledby="numbers-title" aria-busy={usageRead.busy || balancersRead.busy}>
      <h2 id="numbers-title" className="unseen">
        What went wrong lately
      </h2>
      <ul className="tiles">
        {hasUsage && (
          <NumberTile
            name="Usage audits that went wrong"
            value={shown(wrongCount, !usageRead.busy)}
            isWhole={usage?.isWhole ?? false}
            isBad={(wrongCount ?? 0) > 0}
            about={
              isUsageKnown
                ? `of ${counted(sum(periods.map(({ periodCount }) => periodCount)), "period")}, ${counted(sum(periods.map(({ errorCount }) => errorCount)), "error")}`
                : "of the periods of this range"
            }
            show={
              (wrongCount ?? 0) > 0
                ? () => change({ kinds: ["NOVA"], severities: ["ERROR", "WARNING"], instances: [], text: "" })
                : undefined
            }
          />
        )}
        {hasBalancers && (
          <NumberTile
            name="Load balancers in error"
            value={shown(areBalancersKnown ? failed : undefined, !balancersRead.busy)}
            isWhole={balancers?.isWhole ?? false}
            isBad={areBalancersKnown && failed > 0}
            about={
              areBalancersKnown
                ? `of ${number(sum(counts.map(({ balancerCount }) => balancerCount)))} on their way or failed, now`
                : "of those on their way or failed, now"
            }
          />
        )}
        {hasBalancers && (
          <NumberTile
            name="Unchanged for a week"
            value={shown(areBalancersKnown ? stuck : undefined, !balancersRead.busy)}
            isWhole={balancers?.isWhole ?? false}
            isBad={areBalancersKnown && stuck > 0}
            about="load balancers that are mostly stuck, now"
          />
        )}
        <NumberTile
          name="Audit log files"
          value={shown(files.value ?? undefined, !volumes.read.busy)}
          isWhole={files.isWhole}
          about="that begin in this range"
        />
        <NumberTile
          name="Written to them"
          value={written.value === null ? shown(undefined, !volumes.read.busy) : bytes(written.value)}
          isWhole={written.isWhole}
          about="by all instances shown"
        />
        <NumberTile
          name="Sources in trouble"
          value={isRead ? number(silent.length) : undefined}
          isWhole
          isBad={silent.length > 0}
          about={
            silent.length > 0
              ? silent.map(({ name }) => name).join(", ")
              : `of ${counted(sources.length, "source")}${unasked > 0 ? `, ${number(unasked)} not asked yet` : ""}`
          }
        />
      </ul>
      <RequestNote error={usageRead.error} retry={usageRead.retry} />
      <RequestNote error={balancersRead.error} retry={balancersRead.retry} />
      <CoverageNote
        coverage={mergeCoverage([usage?.coverage ?? [], balancers?.coverage ?? []])}
        retry={() => {
          usageRead.retry();
          balancersRead.retry();
        }}
      />
    </section>
  );
};
