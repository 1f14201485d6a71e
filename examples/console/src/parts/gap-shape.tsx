import type { ReactElement } from "react";
import type { BarShapeProps } from "recharts";
import type { Row } from "./volume.js";

const RAIL = 5;

/**
 * What is not known of a bar's span: the whole column hatched where it is nothing at all, otherwise a hatched mark below the
 * bar, which is at least so high.
 */
export const GapShape = ({ x, width, background, payload }: BarShapeProps): ReactElement => {
  // The library knows nothing of what its bars are made of.
  const row = payload as Row;
  if (row.unknown.length === 0 && row.atLeast.length === 0) return <g />;
  const top = background?.y ?? 0;
  const height = background?.height ?? 0;
  const isNothingKnown = Object.keys(row.values).length === 0;
  return isNothingKnown ? (
    <rect className="gap" x={x} y={top} width={width} height={height} fill="url(#hatch)" />
  ) : (
    <rect className="part" x={x} y={top + height + 2} width={width} height={RAIL} fill="url(#hatch)" />
  );
};
