import type { ReactNode } from "react";
import { counted, date, words } from "../parts/format.js";
import type { Period } from "./period.js";

/** What the chart shows, as numbers. */
export const PeriodTable = ({ periods }: { readonly periods: readonly Period[] }): ReactNode => (
  <details className="numbers">
    <summary>The same as a table</summary>
    <div className="scroll" role="region" aria-label="Periods" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Period ends</th>
            <th scope="col">Status</th>
            <th scope="col">Hosts done</th>
            <th scope="col">Running</th>
            <th scope="col">Not run</th>
            <th scope="col">Instances</th>
            <th scope="col">Errors</th>
            <th scope="col">In the source's words</th>
          </tr>
        </thead>
        <tbody>
          {periods.toReversed().map(({ id, end, status, statusText, totalInstances, totalErrors, hostCounts }) => (
            <tr key={id}>
              <th scope="row">{date(end)}</th>
              <td>{words(status)}</td>
              <td>{hostCounts.done}</td>
              <td>{hostCounts.running}</td>
              <td>{hostCounts.notRun}</td>
              <td>{totalInstances}</td>
              <td>{totalErrors}</td>
              <td>{statusText}</td>
            </tr>
          ))}
        </tbody>
        <caption>{counted(periods.length, "period")}, newest first; times are UTC.</caption>
      </table>
    </div>
  </details>
);
