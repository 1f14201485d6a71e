import { lazy, type ReactNode, Suspense } from "react";
import type { BarChartProps } from "./bar-chart.js";
import { BarTable } from "./bar-table.js";

// The chart's library is half of the page: numbers and records do not wait for it.
const BarChart = lazy(async () => ({ default: (await import("./bar-chart.js")).BarChart }));

/** A chart, and the same as numbers. */
export const Bars = (props: BarChartProps): ReactNode => (
  <>
    <Suspense fallback={<div className="skeleton" aria-hidden="true" />}>
      <BarChart {...props} />
    </Suspense>
    <BarTable {...props} />
  </>
);
