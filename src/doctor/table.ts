import { type AccessReport, type Report, type Row, type SourceReport, worst } from "./report.js";

export const WIDTH = 100;

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

const sourceLines = ({ source, kind, endpoint, rows }: SourceReport): string[] => [
  `${source}  ${kind.toLowerCase()}  ${endpoint ?? "endpoint unknown"}`,
  ...rows.flatMap(rowLines),
  "",
];

const sum = (reports: readonly SourceReport[]): string => {
  const of = (verdict: string): number => reports.filter(({ rows }) => worst(rows) === verdict).length;
  return `${reports.length} sources: ${of("good")} good, ${of("warning")} with warnings, ${of("failed")} failed.`;
};

/** For a terminal: plain text, 100 columns at most, readable without colour. Lines that begin with > are what to do. */
export const tableOf = ({ access, sources }: Report): string =>
  `${[...accessLines(access), ...sources.flatMap(sourceLines), sum(sources)].join("\n")}\n`;
