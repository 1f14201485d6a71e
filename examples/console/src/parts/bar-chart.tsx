import type { ReactNode } from "react";
import { Bar, BarChart as Chart, CartesianGrid, Tooltip, XAxis, YAxis } from "recharts";
import { BarTip, type TipOfBar } from "./bar-tip.js";
import { GapShape } from "./gap-shape.js";
import { ticksOf } from "./ticks.js";
import { heightOf, type Row } from "./volume.js";

export interface Series {
  readonly key: string;
  readonly name: string;
  /** A colour as CSS has it. */
  readonly color: string;
}

export interface BarChartProps {
  readonly rows: readonly Row[];
  readonly series: readonly Series[];
  /** What the chart shows, for those who do not see it. */
  readonly label: string;
  readonly value: (count: number) => string;
  /** Its units are powers of 1,024: so are the steps of the axis. */
  readonly isBinary?: boolean;
  /** For the axis below. */
  readonly tick: (row: Row, isFirst: boolean) => string;
  /** The whole span in words. */
  readonly span: (row: Row) => string;
}

const MARGIN = { top: 8, right: 4, bottom: 0, left: 0 };
const AXIS = { fontSize: 12, fill: "var(--quiet)" };

/**
 * Bars that stand on each other, one for each span. The chart is a stop of the keyboard: its arrow keys go from bar to bar,
 * and the numbers are read out. What is not known is hatched, never a bar of no height.
 */
export const BarChart = ({ rows, series, label, value, isBinary, tick, span }: BarChartProps): ReactNode => {
  const tip = ({ active, payload }: TipOfBar): ReactNode => (
    <BarTip active={active} payload={payload} series={series} value={value} span={span} />
  );
  const ticks = ticksOf(Math.max(0, ...rows.map(heightOf)), isBinary === true ? 1_024 : 1_000);
  return (
    <figure className="chart">
      <Chart
        responsive
        className="bars"
        data={[...rows]}
        margin={MARGIN}
        barCategoryGap={rows.length > 60 ? 1 : "18%"}
        maxBarSize={44}
        accessibilityLayer
        title={label}
      >
        <defs>
          <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="2" height="6" fill="var(--gap)" />
          </pattern>
        </defs>
        <CartesianGrid vertical={false} stroke="var(--rule)" />
        <XAxis
          dataKey={(row: Row) => row.from}
          tickFormatter={(from: string) => {
            const i = rows.findIndex((row) => row.from === from);
            const row = rows[i];
            return row === undefined ? "" : tick(row, i === 0);
          }}
          interval="equidistantPreserveStart"
          minTickGap={28}
          tickLine={false}
          axisLine={{ stroke: "var(--rule)" }}
          tickMargin={10}
          height={34}
          tick={AXIS}
        />
        <YAxis
          width={64}
          ticks={ticks}
          domain={[0, ticks.at(-1) ?? 1]}
          tickFormatter={value}
          tickLine={false}
          axisLine={false}
          tick={AXIS}
        />
        {series.map(({ key, name, color }) => (
          <Bar
            key={key}
            dataKey={(row: Row) => row.values[key] ?? 0}
            name={name}
            stackId="all"
            fill={color}
            isAnimationActive={false}
          />
        ))}
        <Bar dataKey={() => 0} stackId="all" isAnimationActive={false} shape={GapShape} legendType="none" />
        <Tooltip content={tip} cursor={{ fill: "var(--hover)" }} isAnimationActive={false} />
      </Chart>
      <figcaption>
        {series.map(({ key, name, color }) => (
          <span key={key} className="key">
            <svg width="10" height="10" aria-hidden="true">
              <rect width="10" height="10" rx="2" fill={color} />
            </svg>
            {name}
          </span>
        ))}
        {rows.some(({ atLeast, unknown }) => atLeast.length + unknown.length > 0) && (
          <span className="key">
            <svg width="10" height="10" aria-hidden="true">
              <rect width="10" height="10" rx="2" fill="url(#hatch)" />
            </svg>
            not wholly known
          </span>
        )}
      </figcaption>
    </figure>
  );
};
