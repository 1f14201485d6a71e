import { join } from "node:path";
import { systemCode } from "../audit/errors.js";
import { type CloudFacts, readCloudEntry, type Wanted } from "./cloud-entry.js";
import { HUAWEI_VARIABLES } from "./cloud-keys.js";
import { asNode, type CloudFault, isNode, type Layer, type Node } from "./cloud-values.js";
import { type Environment, setting } from "./environment.js";
import { parseYaml, type ReadFile } from "./files.js";
import { ConfigError } from "./problems.js";
import { httpUrlFault } from "./values.js";

const SUFFIXES = [".yaml", ".yml", ".json"];

/** Where OpenStack clients look, the nearest first. */
const candidates = (name: "clouds" | "secure", env: Environment): string[] => {
  const named = setting(env, name === "clouds" ? "OS_CLIENT_CONFIG_FILE" : "OS_CLIENT_SECURE_FILE");
  const home = setting(env, "HOME");
  const user = setting(env, "XDG_CONFIG_HOME") ?? (home === undefined ? undefined : join(home, ".config"));
  const places = [".", ...(user === undefined ? [] : [join(user, "openstack")]), "/etc/openstack"];
  const files = places.flatMap((place) => SUFFIXES.map((suffix) => join(place, name + suffix)));
  return named === undefined ? files : [named, ...files];
};

interface Found {
  readonly path: string;
  readonly content: Node;
}

const firstOf = (paths: readonly string[], readFile: ReadFile): Found | undefined => {
  for (const path of paths) {
    let text: string;
    try {
      text = readFile(path);
    } catch (error) {
      // Openstacksdk goes on to the next place; another cloud of the same name may stand there.
      if (["EACCES", "EPERM"].includes(systemCode(error))) {
        throw new ConfigError(path, [
          { path: "", problem: "the file may not be read", cure: "Let this process read it, or move it away." },
        ]);
      }
      continue;
    }
    return { path, content: asNode(parseYaml(text, path)) };
  }
  return undefined;
};

/** Deep, the second over the first. */
const overlay = (under: Node, over: Node): Node => {
  const merged = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = under[key];
    merged[key] = isNode(below) && isNode(value) ? overlay(below, value) : value;
  }
  return merged;
};

/** A cloud as clouds.yaml has it, with secure.yaml over it, or why there is none. */
type CloudLookup =
  | { readonly entry: Node; readonly path: string }
  | { readonly missing: "file"; readonly searched: readonly string[] }
  | { readonly missing: "cloud"; readonly path: string; readonly known: readonly string[] };

/**
 * Finds a cloud as OpenStack clients do: the first clouds.yaml of OS_CLIENT_CONFIG_FILE, ./, ~/.config/openstack and
 * /etc/openstack, and over it the first secure.yaml of the same places (or OS_CLIENT_SECURE_FILE).
 * Throws ConfigError for a file that is not YAML.
 */
export const findCloud = (name: string, env: Environment, readFile: ReadFile): CloudLookup => {
  const searched = candidates("clouds", env);
  const clouds = firstOf(searched, readFile);
  if (clouds === undefined) return { missing: "file", searched };
  const secure = firstOf(candidates("secure", env), readFile);
  const merged = asNode(overlay(clouds.content, secure?.content ?? {}).clouds);
  const entry = Object.hasOwn(merged, name) ? merged[name] : undefined;
  if (!isNode(entry)) return { missing: "cloud", path: clouds.path, known: Object.keys(merged) };
  return { entry, path: clouds.path };
};

/** The variables of an openrc file as a cloud's entry: OS_PROJECT_ID is project_id. Those that only choose files are left out. */
const variablesOf = (env: Environment): Layer => ({
  entry: Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      name.startsWith("OS_") && name !== "OS_CLOUD" && value !== undefined && value !== ""
        ? [[name.slice("OS_".length).toLowerCase(), value]]
        : [],
    ),
  ),
  named: (key) => `OS_${key.toUpperCase()}`,
});

const asWritten = (key: string): string => key;

/** A cloud by its name, with the OS_* variables beside it where the environment names the cloud. */
export const readCloud = (entry: Node, beside: Environment | undefined, wanted: Wanted): CloudFacts | CloudFault =>
  readCloudEntry({ entry, named: asWritten }, beside && variablesOf(beside), wanted);

const accessKey = (env: Environment): CloudFacts | CloudFault => {
  const key = setting(env, "HUAWEICLOUD_SDK_AK");
  const secretKey = setting(env, "HUAWEICLOUD_SDK_SK");
  if (key === undefined || secretKey === undefined) {
    return {
      problem: "holds no credentials",
      cure: "Set the OS_* variables of an openrc file, or HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK.",
    };
  }
  const unknown = Object.keys(env).find(
    (name) =>
      name.startsWith("HUAWEICLOUD_") && setting(env, name) !== undefined && !Object.hasOwn(HUAWEI_VARIABLES, name),
  );
  if (unknown !== undefined) {
    const known = Object.keys(HUAWEI_VARIABLES).join(", ");
    return { problem: `names ${unknown}, which is not honoured`, cure: `Unset it; known are ${known}.` };
  }
  const iamEndpoint = setting(env, "HUAWEICLOUD_SDK_IAM_ENDPOINT");
  const fault = iamEndpoint === undefined ? undefined : httpUrlFault(iamEndpoint);
  if (fault !== undefined)
    return { problem: `has a HUAWEICLOUD_SDK_IAM_ENDPOINT that ${fault}`, cure: "Give the IAM service's URL." };
  const securityToken = setting(env, "HUAWEICLOUD_SDK_SECURITY_TOKEN");
  const projectId = setting(env, "HUAWEICLOUD_SDK_PROJECT_ID");
  return {
    credentials: { type: "aksk", accessKey: key, secretKey, securityToken, iamEndpoint },
    region: undefined,
    interface: undefined,
    endpoint: undefined,
    cacert: undefined,
    projectId,
    origins: { identity: "HUAWEICLOUD_SDK_AK", project: projectId && "HUAWEICLOUD_SDK_PROJECT_ID" },
  };
};

/** The keys of which one makes the OS_* variables an identity. */
const BEGINS = ["OS_AUTH_URL", "OS_TOKEN", "OS_AUTH_TOKEN", "OS_AK", "OS_ACCESS_KEY"];

/** Credentials from the OS_* variables of an openrc file, otherwise from HUAWEICLOUD_SDK_AK and _SK. OS_CLOUD is the caller's to look at. */
export const readEnvCredentials = (env: Environment, wanted: Wanted): CloudFacts | CloudFault => {
  const variables = variablesOf(env);
  return BEGINS.some((name) => setting(env, name) !== undefined)
    ? readCloudEntry(variables, undefined, wanted)
    : accessKey(env);
};
