import { readFileSync } from "node:fs";
import { knownMetrics } from "../telemetry/known-metrics.js";

const cells = (row: string): string[] =>
  row
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll("`", ""));

/** The table's rows: name, type, labels, unit, meaning. */
const told = readFileSync("docs/monitoring.md", "utf8")
  .split("\n")
  .filter((line) => /^\| `(?:auditgraph|nodejs|process)_/.test(line))
  .map(cells);

describe("docs/monitoring.md", () => {
  test("tells of every metric its type, labels and meaning, and of none that is not there", () => {
    const known = knownMetrics().map(({ name, type, labels, help }) => [
      name,
      type,
      labels.join(", "),
      help.replace(/\.$/, ""),
    ]);
    const byName = (rows: readonly (readonly string[])[]) => rows.toSorted(([a = ""], [b = ""]) => a.localeCompare(b));
    expect(byName(told.map(([name = "", type = "", labels = "", , help = ""]) => [name, type, labels, help]))).toEqual(
      byName(known),
    );
  });

  test("tells the unit that a metric's name ends in", () => {
    const units = ["seconds", "bytes", "points"];
    for (const [name = "", , , unit] of told) {
      expect([name, unit]).toEqual([name, units.find((each) => name.replace(/_total$/, "").endsWith(each)) ?? ""]);
    }
  });
});
