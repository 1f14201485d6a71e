import { type SourceReport, worst } from "./report.js";

/** For machines: the same as the table, and the worst verdict of all and of each source. */
export const jsonOf = (reports: readonly SourceReport[]): string => {
  const sources = reports.map(({ rows, kind, ...report }) => ({
    ...report,
    kind: kind.toLowerCase(),
    verdict: worst(rows),
    findings: rows,
  }));
  return `${JSON.stringify({ verdict: worst(reports.flatMap(({ rows }) => rows)), sources }, null, 2)}\n`;
};
