import { z } from "zod";
import type { CredentialsConfig } from "./credential-types.js";
import { flag } from "./values.js";

const word = z.union([z.string(), z.number()]).transform(String);
const optional = word.optional();

/** The keys that are used; clients know many more, so others are let pass. */
const auth = z.object({
  auth_url: optional,
  username: optional,
  user_id: optional,
  password: optional,
  user_domain_name: optional,
  user_domain_id: optional,
  domain_name: optional,
  domain_id: optional,
  project_name: optional,
  project_id: optional,
  tenant_name: optional,
  project_domain_name: optional,
  project_domain_id: optional,
  application_credential_id: optional,
  application_credential_secret: optional,
  token: optional,
});
type Auth = z.infer<typeof auth>;

const cloud = z.object({
  profile: optional,
  auth_type: optional,
  auth: auth.default({}),
  region_name: optional,
  interface: optional,
  endpoint_type: optional,
  cacert: optional,
  verify: flag.optional(),
  insecure: flag.optional(),
});

/** Vendor profiles of openstacksdk: what they say in place of auth_url. */
const PROFILES: Readonly<Record<string, { readonly authUrl: string; readonly region: string }>> = {
  otc: { authUrl: "https://iam.{region}.otc.t-systems.com/v3", region: "eu-de" },
};

/** What an entry gives to the source that names it. */
export interface CloudFacts {
  readonly credentials: CredentialsConfig;
  readonly region: string | undefined;
  readonly interface: "public" | "internal" | "admin" | undefined;
  /** A file of trusted certificates. */
  readonly cacert: string | undefined;
}

/** Half a sentence on what is wrong, and the cure. */
export interface CloudFault {
  readonly problem: string;
  readonly cure: string;
}

const fault = (problem: string, cure: string): CloudFault => ({ problem, cure });

const byApplicationCredential = (given: Auth, authUrl: string): CredentialsConfig | CloudFault => {
  const { application_credential_id: id, application_credential_secret: secret } = given;
  if (id !== undefined && secret !== undefined) return { type: "applicationCredential", authUrl, id, secret };
  return fault(
    "has no complete application credential",
    "Give application_credential_id and application_credential_secret.",
  );
};

const byPassword = (given: Auth, authUrl: string): CredentialsConfig | CloudFault => {
  const { username, user_id: userId, password } = given;
  const projectName = given.project_name ?? given.tenant_name;
  const projectId = given.project_id;
  if (password === undefined) return fault("has no password", "Put it into secure.yaml.");
  if (username === undefined && userId === undefined) return fault("has no username", "Give username or user_id.");
  if (projectName === undefined && projectId === undefined)
    return fault("has no project", "Give project_name or project_id.");
  return {
    type: "password",
    authUrl,
    username,
    userId,
    password,
    userDomainName: given.user_domain_name ?? given.domain_name,
    userDomainId: given.user_domain_id ?? given.domain_id,
    projectName,
    projectId,
    projectDomainName: given.project_domain_name ?? given.domain_name,
    projectDomainId: given.project_domain_id ?? given.domain_id,
  };
};

const guessType = (given: Auth): string =>
  given.application_credential_id !== undefined
    ? "v3applicationcredential"
    : given.token !== undefined && given.password === undefined
      ? "v3token"
      : "v3password";

const credentialsOf = (type: string, given: Auth, authUrl: string | undefined): CredentialsConfig | CloudFault => {
  if (type === "v3token" || type === "token") {
    return given.token === undefined
      ? fault("has no token", "Give token.")
      : { type: "token", token: given.token, ...(authUrl === undefined ? {} : { authUrl }) };
  }
  if (authUrl === undefined || !URL.canParse(authUrl)) return fault("has no usable auth_url", "Give auth_url, a URL.");
  if (type === "v3applicationcredential") return byApplicationCredential(given, authUrl);
  if (type === "v3password" || type === "password") return byPassword(given, authUrl);
  return fault("has an auth_type that is not known here", "Use v3password, v3applicationcredential or v3token.");
};

const interfaceOf = (written: string | undefined): CloudFacts["interface"] => {
  const word = written?.replace(/URL$/, "");
  return word === "internal" || word === "admin" || word === "public" ? word : undefined;
};

/** Reads an entry of clouds.yaml, or the OS_* variables in the same form. */
export const readCloudEntry = (entry: unknown): CloudFacts | CloudFault => {
  const read = cloud.safeParse(entry);
  if (!read.success) return fault("has a value of the wrong type", "Compare it with another client's clouds.yaml.");
  const { profile, auth_type, auth: given, region_name, cacert, verify, insecure } = read.data;
  if (verify === false || insecure === true) {
    return fault("turns the verification of certificates off", "Name the authority's certificate in cacert instead.");
  }
  const vendor = profile === undefined ? undefined : PROFILES[profile];
  const region = region_name ?? vendor?.region;
  const authUrl = given.auth_url ?? vendor?.authUrl.replace("{region}", region ?? "");
  const credentials = credentialsOf(auth_type ?? guessType(given), given, authUrl);
  if ("problem" in credentials) return credentials;
  return { credentials, region, interface: interfaceOf(read.data.interface ?? read.data.endpoint_type), cacert };
};
