import { dirname, isAbsolute, resolve } from "node:path";
import type { CloudFacts, Wanted } from "./cloud-entry.js";
import type { CloudFault, Value } from "./cloud-values.js";
import { findCloud, readCloud, readEnvCredentials } from "./clouds.js";
import type { Origins, WrittenCredentials } from "./credential-settings.js";
import { setting } from "./environment.js";
import { certificateFailure, certificatesAt, type FileContext, provenCertificates } from "./files.js";
import { type Path, isMissing } from "./problems.js";

/** What a source gets from its credentials, wherever they stand. */
export interface CredentialFacts extends Omit<CloudFacts, "cacert"> {
  /** Trusted certificates, PEM. */
  readonly ca: string | undefined;
}

const NOTHING = { region: undefined, interface: undefined, endpoint: undefined, projectId: undefined, ca: undefined };

/** The certificates of cacert: in the value itself, or in a file or directory where openstackclient would look, or beside `beside`. */
const trusted = (cacert: Value, beside: string | undefined, context: FileContext): string => {
  const { env, origin } = context;
  const [written] = cacert.list;
  if (written.trimStart().startsWith("-----BEGIN")) return provenCertificates(written);
  const file = written.replace(/^~(?=\/)/, setting(env, "HOME") ?? "~");
  const places = [
    file,
    ...[beside, origin].flatMap((near) => (near === undefined ? [] : [resolve(dirname(near), file)])),
  ];
  let failure: unknown;
  for (const place of isAbsolute(file) ? [file] : places) {
    try {
      return certificatesAt(place, context);
    } catch (error) {
      failure ??= error;
      if (!isMissing(error)) throw error;
    }
  }
  throw failure;
};

interface Place {
  readonly path: Path;
  /** Whose facts they are, for sentences. */
  readonly what: string;
  /** The file that they stand in. */
  readonly file?: string;
}

const usable = (
  found: CloudFacts | CloudFault,
  { path, what, file }: Place,
  context: FileContext,
): CredentialFacts | undefined => {
  const { problems } = context;
  if ("problem" in found) {
    problems.add(path, `${what} ${found.problem}`, found.cure);
    return undefined;
  }
  const { cacert, origins, ...facts } = found;
  const from = Object.entries(origins).flatMap(([fact, name]) =>
    name === undefined ? [] : [[fact, /^(?:OS|HUAWEICLOUD)_/.test(name) ? name : `${name} of ${what}`]],
  );
  try {
    const ca = cacert && trusted(cacert, file, context);
    return { ...facts, ca, origins: Object.fromEntries(from) as Origins };
  } catch (error) {
    const name = cacert?.name ?? "cacert";
    problems.add(
      path,
      `${what} names a file in ${name}, and ${certificateFailure(error)}`,
      "Name a PEM file with certificates.",
    );
    return undefined;
  }
};

interface Cloud {
  readonly name: string;
  /** The OS_* variables count beside it. */
  readonly byEnvironment: boolean;
}

const cloudFacts = (
  { name, byEnvironment }: Cloud,
  path: Path,
  wanted: Wanted,
  context: FileContext,
): CredentialFacts | undefined => {
  const { problems, readFile, env } = context;
  const found = findCloud(name, env, readFile);
  if ("searched" in found) {
    const places = found.searched.filter((place) => !/\.(?:yml|json)$/.test(place));
    problems.add(path, "there is no clouds.yaml", `Put one at ${places.join(", ")}.`);
    return undefined;
  }
  if ("known" in found) {
    problems.add(
      path,
      `${found.path} has no cloud ${JSON.stringify(name)}`,
      `It knows ${found.known.join(", ") || "none"}.`,
    );
    return undefined;
  }
  const facts = readCloud(found.entry, byEnvironment ? env : undefined, wanted);
  return usable(facts, { path, what: `cloud ${JSON.stringify(name)} in ${found.path}`, file: found.path }, context);
};

/**
 * Puts what clouds.yaml or the environment hold in the place of `cloud` and `env`, with all that came with it. Undefined,
 * with a problem, where they hold nothing usable.
 */
export const resolveCredentials = (
  written: WrittenCredentials,
  path: Path,
  wanted: Wanted,
  context: FileContext,
): CredentialFacts | undefined => {
  const { env } = context;
  if (written.type === "cloud") {
    return cloudFacts({ name: written.cloud, byEnvironment: false }, [...path, "cloud"], wanted, context);
  }
  if (written.type !== "env") return { credentials: written, ...NOTHING, origins: {} };
  const name = setting(env, "OS_CLOUD");
  if (name !== undefined) return cloudFacts({ name, byEnvironment: true }, path, wanted, context);
  return usable(readEnvCredentials(env, wanted), { path, what: "the environment" }, context);
};
