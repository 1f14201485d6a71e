import { readFile, writeFile } from "node:fs/promises";

const DOCS = new URL("../../docs/performance.md", import.meta.url);

/** Puts a table, and where it was measured, in the place of the last one of its name in a file of docs. */
export const putTable = async (file, { name = "measured", where, table }) => {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [before, rest] = (await readFile(file, "utf8")).split(begin, 2);
  const [, after] = rest?.split(end, 2) ?? [];
  if (after === undefined) throw new Error(`no place between ${begin} and ${end} in ${file}`);
  await writeFile(file, `${before}${begin}\n\n${where}\n\n${table}\n\n${end}${after}`);
};

/** The same for docs/performance.md, with the machine named; of one process of each program, or of several. */
export const writeDocs = ({ at, machine, rounds, seconds, processes }, table) => {
  const { cpu, cores, memoryGb, node } = machine;
  const where = `Taken ${at.slice(0, 10)} on ${cores} cores of ${cpu}, ${memoryGb} GB, Node ${node}; ${rounds} rounds of ${seconds} s.`;
  const name = processes === 1 ? "measured" : `measured with ${processes} processes`;
  return putTable(DOCS, { name, where, table: table.trimEnd() });
};
