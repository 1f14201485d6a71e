import { skipToken, useQuery } from "@apollo/client/react";
import { type ReactNode, useState } from "react";
import { UsagePeriodsDocument } from "../generated/graphql.js";
import { Choice } from "../parts/choice.js";
import { CoverageNote } from "../parts/coverage-note.js";
import { Panel } from "../parts/panel.js";
import { RequestNote } from "../parts/request-note.js";
import { useLastAnswer } from "../parts/use-last-answer.js";
import { useSources } from "../sources/use-sources.js";
import { PeriodChart } from "./period-chart.js";
import { PeriodTable } from "./period-table.js";

const PERIODS = 24;

/** The last periods of one Nova, oldest on the left, by how their hosts fared. */
export const UsagePanel = (): ReactNode => {
  const names = useSources()
    .sources.filter(({ kind }) => kind === "NOVA")
    .map(({ name }) => name);
  const [chosen, choose] = useState<string>();
  const source = chosen ?? names[0];
  const { data, error, loading, refetch } = useQuery(
    UsagePeriodsDocument,
    source === undefined ? skipToken : { variables: { source, first: PERIODS } },
  );
  const page = useLastAnswer(data, source)?.usageAuditPeriods;
  const periods = page?.nodes.toReversed() ?? [];
  const retry = (): void => void refetch();
  return (
    <Panel
      id="usage"
      title="Usage audits"
      about="Did the audit of each period run on every host? One bar for each period, by the state of its hosts."
      busy={loading}
    >
      <Choice label="Source" options={names} chosen={source} choose={choose} />
      <RequestNote error={error} retry={retry} />
      <CoverageNote coverage={page?.coverage} retry={retry} />
      {periods.length > 0 && (
        <>
          <PeriodChart periods={periods} source={source ?? ""} />
          <PeriodTable periods={periods} />
        </>
      )}
    </Panel>
  );
};
