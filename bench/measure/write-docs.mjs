import { readFile, writeFile } from "node:fs/promises";

const DOCS = new URL("../../docs/performance.md", import.meta.url);
const BEGIN = "<!-- measured -->";
const END = "<!-- /measured -->";

/** Puts a result's table, with the machine named, in the place of the last one in docs/performance.md. */
export const writeDocs = async ({ at, machine, rounds, seconds }, table) => {
  const { cpu, cores, memoryGb, node } = machine;
  const where = `Taken ${at.slice(0, 10)} on ${cores} cores of ${cpu}, ${memoryGb} GB, Node ${node}; ${rounds} rounds of ${seconds} s.`;
  const text = await readFile(DOCS, "utf8");
  const [before, rest = ""] = text.split(BEGIN, 2);
  const [, after = ""] = rest.split(END, 2);
  await writeFile(DOCS, `${before}${BEGIN}\n\n${where}\n\n${table}\n${END}${after}`);
};
