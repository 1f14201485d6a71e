import { type FileHandle, open } from "node:fs/promises";

const CHUNK = 65_536;
const [LINE_FEED, QUOTE] = [0x0a, 0x22];

/** A line with its end, in bytes. */
interface Line {
  readonly from: number;
  readonly to: number;
}

/** The last two whole lines; a line break within the quotes of a CSV cell ends none. */
const lastLines = async (
  file: FileHandle,
  isCsv: boolean,
): Promise<{ readonly lines: readonly Line[]; readonly count: number }> => {
  let lines: readonly Line[] = [];
  let [count, from, at, isQuoted] = [0, 0, 0, false];
  const chunk = Buffer.alloc(CHUNK);
  for (;;) {
    const { bytesRead } = await file.read(chunk, 0, CHUNK, at);
    if (bytesRead === 0) return { lines, count };
    for (let i = 0; i < bytesRead; i += 1) {
      if (isCsv && chunk[i] === QUOTE) isQuoted = !isQuoted;
      if (chunk[i] !== LINE_FEED || isQuoted) continue;
      lines = [...lines.slice(-1), { from, to: at + i + 1 }];
      count += 1;
      from = at + i + 1;
    }
    at += bytesRead;
  }
};

const textOf = async (file: FileHandle, { from, to }: Line): Promise<string> => {
  const { buffer } = await file.read(Buffer.alloc(to - from), 0, to - from, from);
  return buffer.toString("utf8").trimEnd();
};

const isTail = (line: string): boolean => line.startsWith('{"export":');

/** Where an export that was broken off is gone on with. */
export interface Rest {
  /** Bytes that stay: whole records. */
  readonly length: number;
  /** The cursor of the last of them; undefined: the file holds none, and the export begins anew. */
  readonly after: string | undefined;
}

const cursorIn = (line: string, isCsv: boolean): string | undefined => {
  if (isCsv) return line.slice(line.lastIndexOf(",") + 1);
  try {
    const { cursor } = JSON.parse(line) as { readonly cursor?: unknown };
    return typeof cursor === "string" ? cursor : undefined;
  } catch {
    return undefined;
  }
};

/** What a file has of an export: up to its last whole record. */
export const restOf = async (path: string, isCsv: boolean): Promise<Rest> => {
  const file = await open(path, "r");
  try {
    const { lines, count } = await lastLines(file, isCsv);
    let last = lines.at(-1);
    if (last && !isCsv && isTail(await textOf(file, last))) last = count > 1 ? lines[0] : undefined;
    // The first line of CSV names the columns.
    if (!last || (isCsv && count === 1)) return { length: 0, after: undefined };
    const after = cursorIn(await textOf(file, last), isCsv);
    return after === undefined ? { length: 0, after } : { length: last.to, after };
  } finally {
    await file.close();
  }
};

/** The last line of NDJSON, which tells how the export ended; undefined where it was broken off. */
export const tailOf = async (path: string): Promise<unknown> => {
  const file = await open(path, "r");
  try {
    const { lines } = await lastLines(file, false);
    const [line = ""] = await Promise.all(lines.slice(-1).map((each) => textOf(file, each)));
    return isTail(line) ? (JSON.parse(line) as { readonly export: unknown }).export : undefined;
  } finally {
    await file.close();
  }
};
