import { type ReactNode, useState } from "react";
import { UsagePeriodsDocument, type UsagePeriodsQuery } from "../generated/graphql.js";
import type { Series } from "../parts/bar-chart.js";
import { Bars } from "../parts/bars.js";
import { Choice } from "../parts/choice.js";
import { CoverageNote } from "../parts/coverage-note.js";
import { number, words } from "../parts/format.js";
import { Panel } from "../parts/panel.js";
import { RequestNote } from "../parts/request-note.js";
import type { Row } from "../parts/volume.js";
import { useParts } from "../reading/use-parts.js";
import { useSources } from "../sources/use-sources.js";
import { chosenOf } from "../view/filters.js";
import type { TimeSpan } from "../view/time-span.js";
import { useTimes } from "../view/use-times.js";
import { useView } from "../view/use-view.js";

type Period = NonNullable<UsagePeriodsQuery["usageAuditPeriods"]>["nodes"][number];

/** A period may last a month: the range says where they end, not how many there are. */
const PERIODS = 24;
const REACH_MS = 3 * 365 * 86_400_000;
/** The states that a source counts its hosts by, in the order in which they are stacked and told. */
const STATES: readonly Series[] = [
  { key: "done", name: "done", color: "var(--done)" },
  { key: "running", name: "running", color: "var(--running)" },
  { key: "notRun", name: "not run", color: "var(--not-run)" },
];

const rowOf = ({ beganAt, endedAt, status, hostCounts: { done, running, notRun } }: Period): Row => ({
  from: beganAt,
  to: endedAt,
  values: done + running + notRun === 0 && status === "UNKNOWN" ? {} : { done, running, notRun },
  unknown: done + running + notRun === 0 && status === "UNKNOWN" ? STATES.map(({ key }) => key) : [],
  atLeast: [],
});

/** The last periods of one Nova, oldest on the left, by how their hosts fared. */
export const UsagePanel = ({ span }: { readonly span: TimeSpan }): ReactNode => {
  const { view } = useView();
  const times = useTimes();
  const names = chosenOf(useSources().sources, view, ["NOVA"]);
  const [wanted, choose] = useState<string>();
  const source = wanted !== undefined && names.includes(wanted) ? wanted : names[0];
  const read = useParts(
    UsagePeriodsDocument,
    source === undefined
      ? []
      : [
          {
            source,
            window: { from: new Date(Date.parse(span.to) - REACH_MS).toISOString(), to: span.to },
            first: PERIODS,
          },
        ],
    JSON.stringify([source, view.range]),
  );
  if (source === undefined) return null;
  const page = read.answers[0]?.usageAuditPeriods;
  const periods = page?.nodes.toReversed() ?? [];
  const rows = periods.map(rowOf);
  const chart = {
    rows,
    series: STATES,
    label: `Hosts by state in ${periods.length} periods of ${source}`,
    value: number,
    span: (row: Row) => {
      const period = periods.find(({ beganAt }) => beganAt === row.from);
      return `${times.date(row.from)} – ${times.date(row.to)}${period ? `: ${words(period.status)}` : ""}`;
    },
  };
  return (
    <Panel
      id="usage"
      title="Usage audits"
      about={`Hosts by how the audit of each period went: the last ${PERIODS} that ended by ${times.date(span.to)}, ${times.zoneName}.`}
      busy={read.busy}
      empty={page == null}
      aside={
        <Choice
          label="Source of usage audits"
          options={names.map((name) => ({ value: name, label: name }))}
          chosen={source}
          choose={choose}
        />
      }
    >
      <RequestNote error={read.error} retry={read.retry} />
      {rows.length > 0 && <Bars {...chart} tick={(row) => times.date(row.from)} />}
      {page != null && rows.length === 0 && <p className="nothing">No period was completed by then.</p>}
      <CoverageNote coverage={page?.coverage} retry={read.retry} />
    </Panel>
  );
};
