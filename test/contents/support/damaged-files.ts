import type { EntryRecord } from "../../../src/audit/entries.js";
import type { ObjectFaults } from "../../../sandbox/index.js";
import { auditFile, memoryStore, type PageAsk, sandboxObject, walk } from "./memory-file.js";

export const CASES: readonly (readonly [string, "rds" | "dds", ObjectFaults])[] = [
  ["a good SQL file", "rds", {}],
  ["a good document file", "dds", {}],
  ["a SQL file that is cut", "rds", { cut: true }],
  ["a document file that is cut", "dds", { cut: true }],
  ["a SQL file with a header and a mark", "rds", { headerRow: true, byteOrderMark: true }],
  ...(["torn", "raw-quote", "backslash", "raw-forgery", "nul", "invalid-utf8"] as const).flatMap((damage) => [
    [`SQL with ${damage}`, "rds", { damage }] as const,
    [`documents with ${damage}`, "dds", { damage }] as const,
  ]),
];

/** The whole file in one go. */
export const wholeOf = async (
  bytes: number,
  kind: "rds" | "dds",
  faults: ObjectFaults = {},
  filter: PageAsk["filter"] = {},
): Promise<EntryRecord[]> => {
  const file = auditFile(bytes);
  const store = memoryStore(sandboxObject(file, kind, faults), () => 1 << 20);
  return (await walk(file, store, () => ({ maxBytes: 64 << 20, filter }))).entries;
};

export const told = ({ byteOffset, facts }: EntryRecord): unknown => [byteOffset, facts];
