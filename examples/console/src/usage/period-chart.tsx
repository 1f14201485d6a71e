import type { ReactNode } from "react";
import { date } from "../parts/format.js";
import { type Period, STATES } from "./period.js";

const HEIGHT = 220;
const FLOOR = 190;
const CEILING = 20;
const LABELS = 6;

interface PeriodChartProps {
  readonly periods: readonly Period[];
  readonly source: string;
}

const hostsOf = ({ hostCounts }: Period): number => STATES.reduce((sum, [key]) => sum + hostCounts[key], 0);

/** Places across are in per cent, so that bars shrink with the screen and words do not. */
export const PeriodChart = ({ periods, source }: PeriodChartProps): ReactNode => {
  const most = Math.max(1, ...periods.map(hostsOf));
  const heightOf = (hosts: number): number => (hosts / most) * (FLOOR - CEILING);
  const step = 100 / periods.length;
  const every = Math.ceil(periods.length / LABELS);
  return (
    <figure className="chart">
      <svg role="img" aria-label={`Hosts by state in the last ${periods.length} periods of ${source}`} height={HEIGHT}>
        <line className="axis" x1="0" x2="100%" y1={FLOOR} y2={FLOOR} />
        {periods.map((period, i) => {
          const { id, end, statusText, totalErrors, hostCounts } = period;
          let top = FLOOR;
          return (
            <g key={id} className="bar">
              <title>{`To ${date(end)}: ${statusText}`}</title>
              {STATES.map(([key]) => {
                const height = heightOf(hostCounts[key]);
                top -= height;
                return (
                  <rect
                    key={key}
                    className={key}
                    x={`${step * (i + 0.12)}%`}
                    width={`${step * 0.76}%`}
                    y={top}
                    height={Math.max(0, height - 1)}
                  />
                );
              })}
              {hostsOf(period) === 0 && (
                <text className="none" x={`${step * (i + 0.5)}%`} y={FLOOR - 8}>
                  –
                </text>
              )}
              {totalErrors > 0 && <circle className="errors" cx={`${step * (i + 0.5)}%`} cy={top - 8} r="4" />}
              {i % every === 0 && (
                <text className="when" x={`${step * i}%`} y={HEIGHT - 10}>
                  {date(end).replace(/ \d{4}$/, "")}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <figcaption>
        {STATES.map(([key, name]) => (
          <span key={key} className="key">
            <i className={key} /> {name}
          </span>
        ))}
        <span className="key">
          <i className="errors" /> audited with errors
        </span>
        <span className="most">highest bar: {most} hosts</span>
      </figcaption>
    </figure>
  );
};
