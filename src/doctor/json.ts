import { allRows, type Report, worst } from "./report.js";

/** For machines: the same as the table, and the worst verdict of all, of access and of each source. */
export const jsonOf = (report: Report): string => {
  const { mode, rows: findings } = report.access;
  const access = { mode, verdict: worst(findings), findings };
  const sources = report.sources.map(({ rows, kind, ...source }) => ({
    ...source,
    kind: kind.toLowerCase(),
    verdict: worst(rows),
    findings: rows,
  }));
  return `${JSON.stringify({ verdict: worst(allRows(report)), access, sources }, null, 2)}\n`;
};
