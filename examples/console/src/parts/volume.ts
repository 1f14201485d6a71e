import type { TimeSpan } from "../view/time-span.js";

/** One span of one series, as the API counts it. */
export interface Bucket {
  readonly from: string;
  readonly to: string;
  readonly series: string;
  /** Null where nothing of it could be read: unknown, which is not 0. */
  readonly value: number | null;
  readonly isWhole: boolean;
}

/** One bar: a span with all its series. */
export interface Row {
  readonly from: string;
  readonly to: string;
  /** Of each series that is known, at least in part. */
  readonly values: Readonly<Record<string, number>>;
  /** The series of which nothing is known. */
  readonly unknown: readonly string[];
  /** The series of which there may be more. */
  readonly atLeast: readonly string[];
}

export interface Total {
  /** Null where nothing is known. */
  readonly value: number | null;
  readonly isWhole: boolean;
}

/** Bars, oldest first. A piece of the range that was not read is one bar of which nothing is known. */
export const rowsOf = (pieces: readonly TimeSpan[], answers: readonly (readonly Bucket[] | undefined)[]): Row[] => {
  const rows = new Map<string, Row & { values: Record<string, number>; unknown: string[]; atLeast: string[] }>();
  pieces.forEach((piece, i) => {
    const buckets = answers[i];
    if (buckets === undefined) rows.set(piece.from, { ...piece, values: {}, unknown: [""], atLeast: [] });
    for (const { from, to, series, value, isWhole } of buckets ?? []) {
      const row = rows.get(from) ?? { from, to, values: {}, unknown: [], atLeast: [] };
      rows.set(from, row);
      if (value === null) row.unknown.push(series);
      else row.values[series] = (row.values[series] ?? 0) + value;
      if (value !== null && !isWhole) row.atLeast.push(series);
    }
  });
  return [...rows.values()].sort((a, b) => a.from.localeCompare(b.from));
};

/** The sum of all that is known, and whether that is all. */
export const totalOf = (rows: readonly Row[]): Total => {
  const known = rows.flatMap(({ values }) => Object.values(values));
  const isWhole = rows.every(({ unknown, atLeast }) => unknown.length === 0 && atLeast.length === 0);
  // No bar at all: nothing was asked for, or nothing is configured.
  const isKnown = known.length > 0 || (rows.length > 0 && isWhole);
  return { value: isKnown ? known.reduce((sum, value) => sum + value, 0) : null, isWhole };
};

/** What is known of a bar. */
export const heightOf = ({ values }: Row): number => Object.values(values).reduce((sum, value) => sum + value, 0);

const nonZero = ({ values }: Row): string[] => Object.keys(values).filter((name) => values[name] !== 0);

/** The series that have something to show, or to be missing, in the order in which they first appear. */
export const seriesOf = (rows: readonly Row[]): string[] =>
  [...new Set(rows.flatMap((row) => [...nonZero(row), ...row.unknown, ...row.atLeast]))].filter((name) => name !== "");
