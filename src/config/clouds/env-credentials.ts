import type { Environment } from "../config.js";
import type { CloudFacts, CloudFault } from "./cloud-entry.js";
import { setting } from "../setting.js";
import { readCloudEntry } from "./cloud-entry.js";

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
