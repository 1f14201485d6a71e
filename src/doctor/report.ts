import type { AuditSourceKind } from "../audit/record.js";
import type { Finding, Verdict } from "../sources/source.js";

/** A finding and the check that made it. */
export interface Row extends Finding {
  readonly check: string;
}

/** All that was found at one source. */
export interface SourceReport {
  readonly source: string;
  readonly kind: AuditSourceKind;
  /** Host and port; null where they stand in a catalog that could not be read. */
  readonly endpoint: string | null;
  readonly rows: readonly Row[];
}

/** What a source ended up with, and where it was named. */
interface Told {
  readonly fact: string;
  readonly value: string;
  readonly from: string;
}

/** A source's report with its settings. */
interface ToldSource extends SourceReport {
  readonly settings: readonly Told[];
}

/** What the configuration opens to whom: nothing that is asked of a source. */
export interface AccessReport {
  /** The access mode, such as "keystone". */
  readonly mode: string;
  readonly rows: readonly Row[];
}

/** A service beside the sources that answers do without where it fails. */
export interface SharedReport {
  /** Host and port. */
  readonly endpoint: string;
  readonly rows: readonly Row[];
}

interface Diagnosis {
  readonly access: AccessReport;
  /** The shared cache and the trace collector, where they are named. */
  readonly shared: readonly (SharedReport & { readonly name: "cache" | "traces" })[];
  readonly sources: readonly ToldSource[];
}

const GRAVITY: Readonly<Record<Verdict, number>> = { skipped: 0, good: 0, warning: 1, failed: 2 };

/** The worst of the rows; what was skipped counts for nothing. */
const worst = (rows: readonly Row[]): "good" | "warning" | "failed" => {
  const gravity = Math.max(0, ...rows.map(({ verdict }) => GRAVITY[verdict]));
  return gravity === 2 ? "failed" : gravity === 1 ? "warning" : "good";
};

const allRows = ({ access, shared, sources }: Diagnosis): readonly Row[] => [
  ...access.rows,
  ...shared.flatMap(({ rows }) => rows),
  ...sources.flatMap(({ rows }) => rows),
];

/** 0: all good. 1: a check failed. 2: nothing failed, and there are warnings. */
export const exitCodeOf = (report: Diagnosis): 0 | 1 | 2 =>
  (({ good: 0, failed: 1, warning: 2 }) as const)[worst(allRows(report))];

const WIDTH = 100;

const wrap = (text: string, width: number): string[] => {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
};

const VERDICT = "warning".length;
const CHECK = "audit report".length;
const INDENT = 2 + VERDICT + 2 + CHECK + 2;

const rowLines = ({ verdict, check, result, cure }: Row): string[] => {
  const head = `  ${verdict.padEnd(VERDICT)}  ${check.padEnd(CHECK)}  `;
  const under = " ".repeat(INDENT);
  const text = [
    ...wrap(result, WIDTH - INDENT),
    ...(cure === "" ? [] : wrap(`> ${cure}`, WIDTH - INDENT - 2).map((line, at) => (at === 0 ? line : `  ${line}`))),
  ];
  return text.map((line, at) => `${at === 0 ? head : under}${line}`);
};

const accessLines = ({ mode, rows }: AccessReport): string[] => [`access  ${mode}`, ...rows.flatMap(rowLines), ""];

const sharedLines = ({ name, endpoint, rows }: Diagnosis["shared"][number]): string[] => [
  `${name}  ${endpoint}`,
  ...rows.flatMap(rowLines),
  "",
];

const settingLines = ({ fact, value, from }: Told): string[] =>
  wrap(`${value} (${from})`, WIDTH - INDENT).map(
    (line, at) => `${(at === 0 ? `  ${"".padEnd(VERDICT)}  ${fact}` : "").padEnd(INDENT)}${line}`,
  );

const sourceLines = ({ source, kind, endpoint, settings, rows }: ToldSource): string[] => [
  `${source}  ${kind.toLowerCase()}  ${endpoint ?? "endpoint unknown"}`,
  ...settings.flatMap(settingLines),
  ...rows.flatMap(rowLines),
  "",
];

const sum = (reports: readonly SourceReport[]): string => {
  const of = (verdict: string): number => reports.filter(({ rows }) => worst(rows) === verdict).length;
  return `${reports.length} sources: ${of("good")} good, ${of("warning")} with warnings, ${of("failed")} failed.`;
};

/** For a terminal: plain text, 100 columns at most, readable without colour. Lines that begin with > are what to do. */
export const tableOf = ({ access, shared, sources }: Diagnosis): string =>
  `${[...accessLines(access), ...shared.flatMap(sharedLines), ...sources.flatMap(sourceLines), sum(sources)].join("\n")}\n`;

/** For machines: the same as the table, and the worst verdict of all, of each of its parts and of each source. */
export const jsonOf = (report: Diagnosis): string => {
  const { mode, rows: findings } = report.access;
  const access = { mode, verdict: worst(findings), findings };
  const shared = Object.fromEntries(
    report.shared.map(({ name, endpoint, rows }) => [name, { endpoint, verdict: worst(rows), findings: rows }]),
  );
  const sources = report.sources.map(({ rows, kind, ...source }) => ({
    ...source,
    kind: kind.toLowerCase(),
    verdict: worst(rows),
    findings: rows,
  }));
  return `${JSON.stringify({ verdict: worst(allRows(report)), access, ...shared, sources }, null, 2)}\n`;
};
