import type { ReactNode } from "react";
import type { BarChartProps } from "./bar-chart.js";

/** What a chart shows, as numbers: newest first. */
export const BarTable = ({ rows, series, label, value, span }: Omit<BarChartProps, "tick">): ReactNode => (
  <details className="numbers">
    <summary>The same as a table</summary>
    <div className="scroll" role="region" aria-label={`${label}, as a table`} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">From – to</th>
            {series.map(({ key, name }) => (
              <th scope="col" className="figure" key={key}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.toReversed().map((row) => (
            <tr key={row.from}>
              <th scope="row">{span(row)}</th>
              {series.map(({ key }) => {
                const count = row.values[key];
                const isKnown = count !== undefined || !(row.unknown.includes(key) || row.unknown.includes(""));
                return (
                  <td className="figure" key={key}>
                    {isKnown ? (row.atLeast.includes(key) ? "≥ " : "") + value(count ?? 0) : "not known"}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </details>
);
