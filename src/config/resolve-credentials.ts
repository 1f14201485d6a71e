import { findCloud } from "./clouds/cloud-files.js";
import { readCloudEntry } from "./clouds/cloud-entry.js";
import { type EnvFacts, readEnvCredentials } from "./clouds/env-credentials.js";
import type { Environment } from "./config.js";
import type { Path } from "./config-error.js";
import type { FileContext } from "./read-pem.js";
import type { WrittenCredentials } from "./schema/credentials-schema.js";

const cloudFacts = (name: string, path: Path, env: Environment, files: FileContext): EnvFacts | undefined => {
  const { problems, readFile } = files;
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
  const facts = readCloudEntry(found.entry);
  if (!("problem" in facts)) return facts;
  problems.add(path, `cloud ${JSON.stringify(name)} in ${found.path} ${facts.problem}`, facts.cure);
  return undefined;
};

/**
 * Puts what clouds.yaml or the environment hold in the place of `cloud` and `env`, with the region, interface and
 * certificates that came with it. Undefined, with a problem, where they hold nothing usable.
 */
export const resolveCredentials = (
  written: WrittenCredentials,
  path: Path,
  env: Environment,
  files: FileContext,
): EnvFacts | undefined => {
  if (written.type === "cloud") return cloudFacts(written.cloud, [...path, "cloud"], env, files);
  if (written.type !== "env") {
    return { credentials: written, region: undefined, interface: undefined, cacert: undefined };
  }
  const found = readEnvCredentials(env);
  if ("cloud" in found) return cloudFacts(found.cloud, path, env, files);
  if (!("problem" in found)) return found;
  files.problems.add(path, found.problem, found.cure);
  return undefined;
};
