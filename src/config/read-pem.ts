import { createPublicKey, X509Certificate } from "node:crypto";
import { dirname, resolve } from "node:path";
import type { ReadFile } from "./config.js";
import type { Path, Problems } from "./config-error.js";
import { readFailure } from "./read-yaml.js";

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

/** The text of a PEM file of certificates; undefined, with a problem at `path`, when it is not one. */
export const readCertificates = (file: string, path: Path, context: FileContext): string | undefined =>
  readPem(file, path, context, (pem) => new X509Certificate(pem), "certificates");

/** The text of a PEM file with a public key, as above. */
export const readPublicKey = (file: string, path: Path, context: FileContext): string | undefined =>
  readPem(file, path, context, (pem) => createPublicKey(pem), "a public key");
