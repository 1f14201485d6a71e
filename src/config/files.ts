import { createPublicKey, X509Certificate } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseDocument } from "yaml";
import { sha256 } from "../audit/seal.js";
import type { Environment } from "./environment.js";
import { ConfigError, isDirectory, isMissing, type Path, type Problems, readFailure } from "./problems.js";

/** The text of a file. Throws what node:fs throws. */
export type ReadFile = (path: string) => string;

/** The one place that reads files; once, at the start. */
export const readTextFile: ReadFile = (path) => readFileSync(path, "utf8");

/** The names in a directory. Throws what node:fs throws. */
export type ReadDirectory = (path: string) => readonly string[];

export const readDirectory: ReadDirectory = (path) => readdirSync(path);

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

/** The configuration's own file, read and parsed. Throws ConfigError. */
export const readYaml = (path: string, readFile: ReadFile): unknown => {
  let text: string;
  try {
    text = readFile(path);
  } catch (error) {
    const cure =
      isMissing(error) || isDirectory(error)
        ? "Name a file that exists in --config or AUDITGRAPH_CONFIG."
        : "Let the user of this process read it, or name another in --config or AUDITGRAPH_CONFIG.";
    throw new ConfigError(path, [{ path: "", problem: readFailure(error), cure }]);
  }
  return parseYaml(text, path);
};

/** What a configuration is read with. Files that it names by relative paths stand beside its own, `origin`. */
export interface FileContext {
  readonly origin: string;
  readonly env: Environment;
  readonly readFile: ReadFile;
  readonly readDirectory: ReadDirectory;
  readonly problems: Problems;
  /** Certificates, keys and secrets that were read, by their absolute paths, with the digest of what each held. */
  readonly followed: Map<string, string>;
}

/** Reads a file that is looked at from time to time, for it may be replaced while the process serves. Throws what node:fs throws. */
export const readFollowed = (
  path: string,
  { readFile, followed }: Pick<FileContext, "readFile" | "followed">,
): string => {
  const text = readFile(path);
  followed.set(path, sha256(text));
  return text;
};

/** The text of a file that the configuration names at `path`; undefined, with a problem there, when it cannot be read. */
export const readNamedFile = (
  file: string,
  path: Path,
  { origin, problems, ...files }: FileContext,
  cure: string,
): string | undefined => {
  try {
    return readFollowed(resolve(dirname(origin), file), files);
  } catch (error) {
    problems.add(path, readFailure(error), cure);
    return undefined;
  }
};

const pemOf =
  (what: string, prove: (pem: string) => unknown) =>
  (file: string, path: Path, context: FileContext): string | undefined => {
    const pem = readNamedFile(file, path, context, `Name a PEM file with ${what}.`);
    if (pem === undefined) return undefined;
    try {
      prove(pem);
      return pem;
    } catch {
      context.problems.add(path, `the file does not hold ${what} in PEM`, "Name another file.");
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

/** The names by which OpenSSL finds a certificate in a directory: the hash of its subject, and a number. */
const HASHED = /^[0-9a-f]{8}\.\d{1,3}$/;

class NoHashedCertificates extends Error {}

/** The certificates of a file in PEM, or of a directory that c_rehash prepared, as OpenStack clients take both. Throws. */
export const certificatesAt = (place: string, context: FileContext): string => {
  const { readDirectory } = context;
  try {
    return provenCertificates(readFollowed(place, context));
  } catch (error) {
    if (!isDirectory(error)) throw error;
  }
  const names = readDirectory(place).filter((name) => HASHED.test(name));
  if (names.length === 0) throw new NoHashedCertificates("no hashed names");
  return names.map((name) => provenCertificates(readFollowed(resolve(place, name), context))).join("\n");
};

/** Why there are no certificates, as half a sentence. */
export const certificateFailure = (error: unknown): string => {
  if (error instanceof NoCertificates) return "it does not hold certificates in PEM";
  if (error instanceof NoHashedCertificates)
    return "the directory has no certificate by its hash (c_rehash makes the names)";
  return readFailure(error);
};

/** The text of a PEM file of certificates; undefined, with a problem at `path`, when it is not one. */
export const readCertificates = pemOf("certificates", (pem) => new X509Certificate(pem));

/** The text of a PEM file with a public key, as above. */
export const readPublicKey = pemOf("a public key", (pem) => createPublicKey(pem));
