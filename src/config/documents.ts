import { dirname, resolve } from "node:path";
import { z } from "zod";
import { type DocumentPolicy, openDocuments } from "./config.js";
import { type FileContext, readFailure } from "./files.js";
import { check, type Path } from "./problems.js";
import { option, strict, text } from "./values.js";

export const documentsSchema = strict({
  mode: option(
    z.enum(["open", "hybrid", "trusted"]).default("open"),
    "which documents are run: `open` any, `hybrid` the manifest's by their ids and any other by its text, " +
      "`trusted` the manifest's alone",
  ),
  manifest: option(text.optional(), "the clients' persisted documents, a JSON file; needed by `hybrid` and `trusted`"),
});

/** Ids to documents, as codegen's client preset and relay-compiler write them; or Apollo's manifest. */
export const manifestSchema = z.union([
  z
    .object({
      format: z.literal("apollo-persisted-query-manifest"),
      version: z.literal(1),
      operations: z.array(z.object({ id: text, body: text })),
    })
    .transform(({ operations }) => new Map(operations.map(({ id, body }) => [id, body]))),
  z.record(text, text).transform((documents) => new Map(Object.entries(documents))),
]);

const PATH: Path = ["documents"];
const MANIFEST: Path = [...PATH, "manifest"];

const readManifest = (file: string, { origin, readFile, problems }: FileContext): Map<string, string> | undefined => {
  const cure = "Name the JSON file that the clients' build writes: ids to documents, or Apollo's manifest.";
  let written: string;
  try {
    written = readFile(resolve(dirname(origin), file));
  } catch (error) {
    problems.add(MANIFEST, readFailure(error), cure);
    return undefined;
  }
  try {
    const { success, data } = manifestSchema.safeParse(JSON.parse(written));
    if (success && data.size > 0) return data;
    problems.add(MANIFEST, success ? "the file holds no document" : "the file is no manifest of documents", cure);
  } catch {
    problems.add(MANIFEST, "the file is not JSON", cure);
  }
  return undefined;
};

/** Checks `documents`, and reads the manifest that it names. Undefined, with a problem, when it cannot be used. */
export const parseDocuments = (value: unknown, files: FileContext): DocumentPolicy | undefined => {
  const written = check(documentsSchema, value ?? {}, PATH, files.problems);
  if (written === undefined) return undefined;
  const { mode, manifest: file } = written;
  if (mode === "open") {
    if (file === undefined) return openDocuments;
    files.problems.add(MANIFEST, "is not read in mode open", "Choose mode hybrid or trusted, or leave it out.");
    return undefined;
  }
  if (file === undefined) {
    files.problems.add(MANIFEST, "is missing", `Mode ${mode} needs it.`);
    return undefined;
  }
  const manifest = readManifest(file, files);
  return manifest && { mode, manifest };
};
