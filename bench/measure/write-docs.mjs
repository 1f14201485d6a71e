import { readFile, writeFile } from "node:fs/promises";

const DOCS = new URL("../../docs/performance.md", import.meta.url);
const BEGIN = "<!-- measured -->";
const END = "<!-- /measured -->";

/** Puts a table, and where it was measured, in the place of the last one in a file of docs. */
export const putTable = async (file, { where, table }) => {
  const text = await readFile(file, "utf8");
  const [before, rest = ""] = text.split(BEGIN, 2);
  const [, after = ""] = rest.split(END, 2);
  await writeFile(file, `${before}${BEGIN}\n\n${where}\n\n${table}\n\n${END}${after}`);
};

/** The same for docs/performance.md, with the machine named. */
export const writeDocs = ({ at, machine, rounds, seconds }, table) => {
  const { cpu, cores, memoryGb, node } = machine;
  const where = `Taken ${at.slice(0, 10)} on ${cores} cores of ${cpu}, ${memoryGb} GB, Node ${node}; ${rounds} rounds of ${seconds} s.`;
  return putTable(DOCS, { where, table: table.trimEnd() });
};
