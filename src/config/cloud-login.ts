import type { IdentityKey } from "./cloud-keys.js";
import { type Layer, nameOf, refuse, type Values } from "./cloud-values.js";
import type { CredentialsConfig, ScopeConfig } from "./credential-settings.js";

type Given = (key: IdentityKey | "auth_type") => string | undefined;

/** One domain, by id or name: the first that is given at all. */
const domainOf = (...pairs: readonly (readonly [id: string | undefined, name: string | undefined])[]) =>
  pairs.find(([id, name]) => id !== undefined || name !== undefined) ?? [undefined, undefined];

const scopeOf = (given: Given, values: Values, layer: Layer): ScopeConfig | undefined => {
  const [projectName, projectId] = [given("project_name"), given("project_id")];
  const trustId = given("trust_id");
  const system = given("system_scope");
  if (system !== undefined && system !== "all") {
    return refuse(`has a ${nameOf(values, layer, "system_scope")} that is not all`, "Write all, or leave it out.");
  }
  const isProject = projectName !== undefined || projectId !== undefined;
  const shared = [given("domain_id"), given("domain_name")] as const;
  const isDomain = !isProject && shared.some((each) => each !== undefined);
  const scopes: [string, boolean][] = [
    [nameOf(values, layer, projectId === undefined ? "project_name" : "project_id"), isProject],
    [nameOf(values, layer, "trust_id"), trustId !== undefined],
    [nameOf(values, layer, "system_scope"), system !== undefined],
    [nameOf(values, layer, shared[0] === undefined ? "domain_name" : "domain_id"), isDomain],
  ];
  const named = scopes.flatMap(([name, is]) => (is ? [name] : []));
  if (named.length > 1)
    return refuse(`names several scopes: ${named.join(", ")}`, "Leave one; a token is for one of them.");
  if (named.length === 0) return undefined;
  if (!isProject) return { trustId, system: system !== undefined, domainId: shared[0], domainName: shared[1] };
  const [projectDomainId, projectDomainName] = domainOf(
    [given("project_domain_id"), given("project_domain_name")],
    shared,
    [given("default_domain_id") ?? given("default_domain"), given("default_domain_name")],
  );
  return { projectName, projectId, projectDomainName, projectDomainId };
};

const userOf = (given: Given) => {
  const isProject = given("project_name") !== undefined || given("project_id") !== undefined;
  const [userDomainId, userDomainName] = domainOf(
    [given("user_domain_id"), given("user_domain_name")],
    isProject ? [given("domain_id"), given("domain_name")] : [undefined, undefined],
    [given("default_domain_id") ?? given("default_domain"), given("default_domain_name")],
  );
  return { username: given("username"), userId: given("user_id"), userDomainId, userDomainName };
};

const guessType = (given: Given): string =>
  given("application_credential_id") !== undefined || given("application_credential_name") !== undefined
    ? "v3applicationcredential"
    : given("token") !== undefined && given("password") === undefined
      ? "v3token"
      : "v3password";

const byApplicationCredential = (
  given: Given,
  layer: Layer,
  authUrl: string,
  scope: ScopeConfig | undefined,
): CredentialsConfig => {
  const id = given("application_credential_id");
  const name = given("application_credential_name");
  const secret = given("application_credential_secret");
  const user = userOf(given);
  const hasUser = user.username !== undefined || user.userId !== undefined;
  if (secret === undefined || (id === undefined && (name === undefined || !hasUser))) {
    return refuse(
      "has no complete application credential",
      `Give ${layer.named("application_credential_id")} and ${layer.named("application_credential_secret")}.`,
    );
  }
  const who = id === undefined ? { name, ...user } : { id };
  return { type: "applicationCredential", authUrl, ...who, secret, ...scope };
};

const agencyOf = (given: Given, layer: Layer) => {
  const name = given("agency_name");
  const [domainId, domainName] = [given("agency_domain_id"), given("agency_domain_name")];
  const project = given("delegated_project");
  if (name === undefined && domainId === undefined && domainName === undefined && project === undefined)
    return undefined;
  if (name !== undefined && (domainId !== undefined || domainName !== undefined) && project !== undefined) {
    return { name, domainId, domainName, project };
  }
  const keys = ["agency_name", "agency_domain_name", "delegated_project"].map((key) => layer.named(key)).join(", ");
  return refuse("names only a part of an agency", `Give ${keys}, or none of them.`);
};

const byPassword = (given: Given, layer: Layer, authUrl: string, scope: ScopeConfig | undefined): CredentialsConfig => {
  const password = given("password");
  const user = userOf(given);
  if (password === undefined) {
    const variable = layer.named("password");
    const cure = variable === "password" ? "Put it into secure.yaml." : `Set ${variable}.`;
    return refuse("has no password", cure);
  }
  if (user.username === undefined && user.userId === undefined)
    return refuse("has no username", `Give ${layer.named("username")} or ${layer.named("user_id")}.`);
  if (scope === undefined)
    return refuse("has no project", `Give ${layer.named("project_name")} or ${layer.named("project_id")}.`);
  return { type: "password", authUrl, password, ...user, ...scope, agency: agencyOf(given, layer) };
};

const byAccessKey = (given: Given, layer: Layer, authUrl: string | undefined): CredentialsConfig => {
  const [accessKey, secretKey] = [given("ak"), given("sk")];
  if (accessKey === undefined || secretKey === undefined)
    return refuse("has half an access key", `Give ${layer.named("ak")} and ${layer.named("sk")}.`);
  if (given("project_name") !== undefined && given("project_id") === undefined) {
    const name = layer.named("project_id");
    return refuse(
      `has an access key and a project by its name`,
      `Give ${name}; an access key brings no token to look it up.`,
    );
  }
  return { type: "aksk", accessKey, secretKey, securityToken: given("security_token"), iamEndpoint: authUrl };
};

/** The credentials that the values of an entry amount to. Throws CloudRefused. */
export const credentialsOf = (values: Values, layer: Layer, authUrl: string | undefined): CredentialsConfig => {
  const given: Given = (key) => values.get(key)?.list[0];
  const written = given("auth_type");
  if ((given("ak") ?? given("sk")) !== undefined && (written === undefined || given("password") === undefined)) {
    return byAccessKey(given, layer, authUrl);
  }
  const type = written ?? guessType(given);
  const scope = scopeOf(given, values, layer);
  if (type !== "v3password" && type !== "password" && agencyOf(given, layer) !== undefined) {
    const name = nameOf(values, layer, "agency_name");
    return refuse(
      `names ${name}, and only a user with a password can assume an agency here`,
      "Give username and password.",
    );
  }
  if (type === "v3token" || type === "token") {
    const token = given("token");
    if (token === undefined) return refuse("has no token", `Give ${layer.named("token")}.`);
    if (!/^[\x21-\x7e]+$/.test(token))
      return refuse(`has a ${nameOf(values, layer, "token")} that is none`, "Give the token itself.");
    if (scope !== undefined && authUrl === undefined)
      return refuse("names what its token is for, and no identity service", `Give ${layer.named("auth_url")}.`);
    return { type: "token", token, ...(authUrl === undefined ? {} : { authUrl }), ...scope };
  }
  if (authUrl === undefined)
    return refuse(`has no usable ${layer.named("auth_url")}`, `Give ${layer.named("auth_url")}, a URL.`);
  if (type === "v3applicationcredential") return byApplicationCredential(given, layer, authUrl, scope);
  if (type === "v3password" || type === "password") return byPassword(given, layer, authUrl, scope);
  return refuse(
    `has an ${nameOf(values, layer, "auth_type")} that is not known here`,
    "Use v3password, v3applicationcredential or v3token.",
  );
};
