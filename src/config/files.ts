import { createPublicKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseDocument } from "yaml";
import type { ReadFile } from "./config.js";
import { ConfigError, type Path, type Problems } from "./problems.js";

/** The one place that reads files; once, at the start. */
export const readTextFile: ReadFile = (path) => readFileSync(path, "utf8");

const reasons: Record<string, string> = {
  ENOENT: "there is no such file",
  EACCES: "the file may not be read",
  EPERM: "the file may not be read",
  EISDIR: "it is a directory",
};

const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";

/** Why a file could not be read, as half a sentence. */
export const readFailure = (error: unknown): string => reasons[codeOf(error)] ?? "the file cannot be read";

export const isMissing = (error: unknown): boolean => codeOf(error) === "ENOENT";

/**
 * The text of a file as plain values. Scalars stay the text that they are, but for null: a project 0001, a password 1e5 or
 * an id of 32 digits would be another one as a number; whoever wants a number or a flag reads it from the text. Merge keys
 * (<<) are those of YAML 1.1. Throws ConfigError for a syntax error, with its line, and for a key given twice.
 */
export const parseYaml = (text: string, origin: string): unknown => {
  const document = parseDocument(text, {
    uniqueKeys: true,
    prettyErrors: true,
    merge: true,
    schema: "failsafe",
    customTags: (tags) => [...tags, "null"],
  });
  const [first] = document.errors;
  if (first !== undefined) {
    const at = first.linePos?.[0];
    const where = at === undefined ? "" : `line ${at.line}, column ${at.col}`;
    // The parser's own message quotes the line, which may hold a secret: only its code is shown.
    const what = `the file is not valid YAML (${first.code.toLowerCase().replaceAll("_", " ")})`;
    throw new ConfigError(origin, [{ path: where, problem: what, cure: "Mend the syntax there." }]);
  }
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch {
    const problem = "the file's aliases cannot be resolved";
    throw new ConfigError(origin, [{ path: "", problem, cure: "Write the values out." }]);
  }
};

/** Reads and parses. Throws ConfigError. */
export const readYaml = (path: string, readFile: ReadFile): unknown => {
  let text: string;
  try {
    text = readFile(path);
  } catch (error) {
    const cure = "Name a file that exists in --config or AUDITGRAPH_CONFIG.";
    throw new ConfigError(path, [{ path: "", problem: readFailure(error), cure }]);
  }
  return parseYaml(text, path);
};

/** Where files named in a configuration are looked for: beside it, when their paths are relative. */
export interface FileContext {
  readonly origin: string;
  readonly readFile: ReadFile;
  readonly problems: Problems;
}

const readPem = (
  file: string,
  path: Path,
  context: FileContext,
  prove: (pem: string) => unknown,
  what: string,
): string | undefined => {
  const { origin, readFile, problems } = context;
  let pem: string;
  try {
    pem = readFile(resolve(dirname(origin), file));
  } catch (error) {
    problems.add(path, readFailure(error), `Name a PEM file with ${what}.`);
    return undefined;
  }
  try {
    prove(pem);
    return pem;
  } catch {
    problems.add(path, `the file does not hold ${what} in PEM`, "Name another file.");
    return undefined;
  }
};

/** A text that is no PEM of certificates. */
class NoCertificates extends Error {}

/** The text itself, where it holds certificates in PEM. */
export const provenCertificates = (pem: string): string => {
  try {
    new X509Certificate(pem);
    return pem;
  } catch {
    throw new NoCertificates("no certificates");
  }
};

/** Why there are no certificates, as half a sentence. */
export const certificateFailure = (error: unknown): string =>
  error instanceof NoCertificates ? "it does not hold certificates in PEM" : readFailure(error);

/** The text of a PEM file of certificates; undefined, with a problem at `path`, when it is not one. */
export const readCertificates = (file: string, path: Path, context: FileContext): string | undefined =>
  readPem(file, path, context, (pem) => new X509Certificate(pem), "certificates");

/** The text of a PEM file with a public key, as above. */
export const readPublicKey = (file: string, path: Path, context: FileContext): string | undefined =>
  readPem(file, path, context, (pem) => createPublicKey(pem), "a public key");
