import { join } from "node:path";
import { z } from "zod";
import { type CloudFacts, type CloudFault, readCloudEntry } from "./cloud-entry.js";
import { type Environment, setting } from "./environment.js";
import { parseYaml, type ReadFile } from "./files.js";

const node = z.record(z.string(), z.unknown());
type Node = z.infer<typeof node>;

const SUFFIXES = [".yaml", ".yml", ".json"];

const asNode = (value: unknown): Node => node.safeParse(value).data ?? {};

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
    } catch {
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
    const below = node.safeParse(under[key]);
    const above = node.safeParse(value);
    merged[key] = below.success && above.success ? overlay(below.data, above.data) : value;
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
  const entry = node.safeParse(merged[name]);
  if (!Object.hasOwn(merged, name) || !entry.success) {
    return { missing: "cloud", path: clouds.path, known: Object.keys(merged) };
  }
  return { entry: entry.data, path: clouds.path };
};

/** Variables of an openrc file, by the key that they are in clouds.yaml. */
const AUTH = {
  auth_url: "OS_AUTH_URL",
  username: "OS_USERNAME",
  user_id: "OS_USER_ID",
  password: "OS_PASSWORD",
  user_domain_name: "OS_USER_DOMAIN_NAME",
  user_domain_id: "OS_USER_DOMAIN_ID",
  project_name: "OS_PROJECT_NAME",
  tenant_name: "OS_TENANT_NAME",
  project_id: "OS_PROJECT_ID",
  project_domain_name: "OS_PROJECT_DOMAIN_NAME",
  project_domain_id: "OS_PROJECT_DOMAIN_ID",
  application_credential_id: "OS_APPLICATION_CREDENTIAL_ID",
  application_credential_secret: "OS_APPLICATION_CREDENTIAL_SECRET",
  token: "OS_TOKEN",
} as const;

const CLOUD = {
  auth_type: "OS_AUTH_TYPE",
  region_name: "OS_REGION_NAME",
  interface: "OS_INTERFACE",
  endpoint_type: "OS_ENDPOINT_TYPE",
  cacert: "OS_CACERT",
} as const;

const pick = (names: Readonly<Record<string, string>>, env: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(names).flatMap(([key, variable]) => {
      const value = setting(env, variable);
      return value === undefined ? [] : [[key, value]];
    }),
  );

/** What the environment offers a source. */
export interface EnvFacts extends CloudFacts {
  readonly projectId?: string | undefined;
}

const accessKey = (env: Environment): EnvFacts | CloudFault => {
  const key = setting(env, "HUAWEICLOUD_SDK_AK");
  const secretKey = setting(env, "HUAWEICLOUD_SDK_SK");
  const securityToken = setting(env, "HUAWEICLOUD_SDK_SECURITY_TOKEN");
  if (key === undefined || secretKey === undefined) {
    return {
      problem: "the environment holds no credentials",
      cure: "Set the OS_* variables of an openrc file, or HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK.",
    };
  }
  return {
    credentials: { type: "aksk", accessKey: key, secretKey, securityToken },
    region: undefined,
    interface: undefined,
    cacert: undefined,
    projectId: setting(env, "HUAWEICLOUD_SDK_PROJECT_ID"),
  };
};

/**
 * Credentials from the environment, in the order: OS_CLOUD (the caller looks the cloud up), the OS_* variables of an
 * openrc file, HUAWEICLOUD_SDK_AK and _SK.
 */
export const readEnvCredentials = (env: Environment): EnvFacts | CloudFault | { readonly cloud: string } => {
  const cloud = setting(env, "OS_CLOUD");
  if (cloud !== undefined) return { cloud };
  const auth = pick(AUTH, env);
  if (auth.auth_url === undefined && auth.token === undefined) return accessKey(env);
  const facts = readCloudEntry({ ...pick(CLOUD, env), auth });
  return "problem" in facts ? { problem: `the environment ${facts.problem}`, cure: osCure(facts.cure) } : facts;
};

/** Names the variables in place of the keys. */
const osCure = (cure: string): string =>
  Object.entries({ ...AUTH, ...CLOUD })
    .reduce((text, [key, variable]) => text.replace(new RegExp(`\\b${key}\\b`, "g"), variable), cure)
    .replace("Put it into secure.yaml.", "Set OS_PASSWORD.");
