import { dirname, resolve } from "node:path";
import { type DocumentPolicy, openDocuments } from "../audit/document-policy.js";
import type { Path } from "./config-error.js";
import type { FileContext } from "./read-pem.js";
import { readFailure } from "./read-yaml.js";
import { check } from "./schema/check.js";
import { documentsSchema, manifestSchema } from "./schema/documents-schema.js";

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
