/** Writes what the registry says of each metric into the table of docs/monitoring.md. */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Metrics } from "../.builds/rooms/telemetry/metrics.js";

const UNITS = { seconds: "seconds", bytes: "bytes", points: "points" };
const unitOf = (name) =>
  UNITS[
    name
      .replace(/_total$/, "")
      .split("_")
      .at(-1)
  ] ?? "";

const rows = new Metrics("", true).registry
  .getMetricsAsArray()
  .toSorted((a, b) => a.name.localeCompare(b.name, "en"))
  .map(({ name, type, labelNames, help }) => {
    const labels = labelNames.map((label) => `\`${label}\``).join(", ");
    return `| \`${name}\` | ${type} | ${labels} | ${unitOf(name)} | ${help.replace(/\.$/, "")} |`;
  });
const table = ["| metric | type | labels | unit | meaning |", "| --- | --- | --- | --- | --- |", ...rows].join("\n");

const page = fileURLToPath(new URL("../docs/monitoring.md", import.meta.url));
const markdown = await readFile(page, "utf8");
await writeFile(page, markdown.replace(/(<!-- metrics -->\n)[^]*?(<!-- end -->)/, `$1\n${table}\n\n$2`));
