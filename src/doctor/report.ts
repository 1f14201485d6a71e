import type { AuditSourceKind } from "../audit/source.js";
import type { Finding, Verdict } from "../sources/finding.js";

/** A finding and the check that made it. */
export interface Row extends Finding {
  readonly check: string;
}

/** All that was found at one source. */
export interface SourceReport {
  readonly source: string;
  readonly kind: AuditSourceKind;
  /** Host and port; null where the catalog that tells them could not be read. */
  readonly endpoint: string | null;
  readonly rows: readonly Row[];
}

/** What the configuration opens to whom: nothing that is asked of a source. */
export interface AccessReport {
  /** The access mode, such as "keystone". */
  readonly mode: string;
  readonly rows: readonly Row[];
}

export interface Report {
  readonly access: AccessReport;
  readonly sources: readonly SourceReport[];
}

const GRAVITY: Readonly<Record<Verdict, number>> = { skipped: 0, good: 0, warning: 1, failed: 2 };

/** The worst of the rows; what was skipped counts for nothing. */
export const worst = (rows: readonly Row[]): "good" | "warning" | "failed" => {
  const gravity = Math.max(0, ...rows.map(({ verdict }) => GRAVITY[verdict]));
  return gravity === 2 ? "failed" : gravity === 1 ? "warning" : "good";
};

export const allRows = ({ access, sources }: Report): readonly Row[] => [
  ...access.rows,
  ...sources.flatMap(({ rows }) => rows),
];

/** 0: all good. 1: a check failed. 2: nothing failed, and there are warnings. */
export const exitCodeOf = (report: Report): 0 | 1 | 2 =>
  (({ good: 0, failed: 1, warning: 2 }) as const)[worst(allRows(report))];
