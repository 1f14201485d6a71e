import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

export const filesBelow = async (path) => {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
};

/** A digest of the names and contents of files and folders of the project; `but` says which of them do not count. */
export const digestOf = async (sources, but) => {
  const files = (await Promise.all(sources.map((path) => filesBelow(join(root, path))))).flat();
  const digest = createHash("sha256");
  for (const file of files.sort()) {
    const name = relative(root, file).replaceAll("\\", "/");
    if (but?.test(name)) continue;
    digest.update(`${name}\0`).update(await readFile(file));
  }
  return digest.digest("hex");
};
