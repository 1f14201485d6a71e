import type { ReactNode } from "react";
import type { Series } from "./bar-chart.js";
import type { Row } from "./volume.js";

/** What the chart tells of the bar that is pointed at, by mouse or by arrow keys. */
export interface TipOfBar {
  readonly active?: boolean | undefined;
  readonly payload?: readonly { readonly payload?: unknown }[] | undefined;
}

interface BarTipProps extends TipOfBar {
  readonly series: readonly Series[];
  readonly value: (count: number) => string;
  readonly span: (row: Row) => string;
}

/** The numbers of one bar. */
export const BarTip = ({ active, payload, series, value, span }: BarTipProps): ReactNode => {
  const row = payload?.[0]?.payload as Row | undefined;
  if (active !== true || row === undefined) return null;
  const known = Object.values(row.values);
  const isWhole = row.unknown.length === 0 && row.atLeast.length === 0;
  const shown = series.filter(
    ({ key }) => (row.values[key] ?? 0) > 0 || row.unknown.includes(key) || row.atLeast.includes(key),
  );
  return (
    <div className="tip" role="status" aria-live="assertive">
      <p>{span(row)}</p>
      <dl>
        {shown.map(({ key, name, color }) => {
          const count = row.values[key];
          return (
            <div key={key}>
              <dt>
                <svg width="10" height="10" aria-hidden="true">
                  <rect width="10" height="10" rx="2" fill={color} />
                </svg>
                {name}
              </dt>
              <dd>{count === undefined ? "not known" : (row.atLeast.includes(key) ? "≥ " : "") + value(count)}</dd>
            </div>
          );
        })}
        <div className="sum">
          <dt>All</dt>
          <dd>
            {known.length === 0 && !isWhole
              ? "not known"
              : (isWhole ? "" : "≥ ") + value(known.reduce((sum, each) => sum + each, 0))}
          </dd>
        </div>
      </dl>
    </div>
  );
};
