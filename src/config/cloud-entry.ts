import {
  asNode,
  CloudRefused,
  type CloudFault,
  flatten,
  type Layer,
  type Node,
  overlay,
  refuse,
  type Value,
  type Values,
} from "./cloud-values.js";
import type { CredentialsConfig, Interface, Origins } from "./config.js";
import { flagOf, httpUrlFault } from "./values.js";

/** Vendor profiles of openstacksdk: what they say in place of auth_url. */
const PROFILES: Readonly<Record<string, { readonly authUrl: string; readonly region: string }>> = {
  otc: { authUrl: "https://iam.{region_name}.otc.t-systems.com/v3", region: "eu-de" },
};

/** What an entry gives to the source that names it. */
export interface CloudFacts {
  readonly credentials: CredentialsConfig;
  readonly region: string | undefined;
  /** The best first. */
  readonly interface: readonly [Interface, ...Interface[]] | undefined;
  readonly endpoint: string | undefined;
  readonly projectId: string | undefined;
  /** Trusted certificates: a file's name, or the PEM itself. */
  readonly cacert: Value | undefined;
  readonly origins: Origins;
}

/** For whom an entry is read. */
export interface Wanted {
  /** The service's types in a catalog. */
  readonly serviceTypes: readonly string[];
  /** The source's own region. */
  readonly region: string | undefined;
}

type Key = Parameters<Values["get"]>[0];
type Given = (key: Key) => string | undefined;

const nameOf = (values: Values, layer: Layer, key: Key): string => values.get(key)?.name ?? layer.named(key);

interface Region {
  readonly name: string;
  readonly values: Node;
}

const regionOf = (written: unknown): Region => {
  if (typeof written === "string" && written !== "") return { name: written, values: {} };
  const { name, values, ...more } = asNode(written);
  if (typeof name !== "string" || name === "" || Object.keys(more).length > 0) {
    return refuse("has regions of which one is neither a name nor name and values", "Write name and values.");
  }
  return { name, values: asNode(values) };
};

/** The regions that an entry lists, in regions or by several names in region_name. */
const regionsOf = (entry: Node): readonly Region[] => {
  const { regions } = entry;
  if (Array.isArray(regions) && regions.length > 0) return regions.map(regionOf);
  if (regions !== undefined && regions !== null && !Array.isArray(regions)) {
    return refuse("has regions that are no list", "Write a list of names.");
  }
  const written = entry.region_name ?? entry["region-name"];
  const names = typeof written === "string" ? written.split(",") : Array.isArray(written) ? written : [];
  return names.length > 1 ? names.map((name: unknown) => regionOf(typeof name === "string" ? name.trim() : name)) : [];
};

/** Puts the values of the region that is wanted, or of the first, over the entry's, as openstacksdk does. */
const inRegion = (entry: Node, wanted: string | undefined): Node => {
  const regions = regionsOf(entry);
  const [first] = regions;
  if (first === undefined) return entry;
  const region = wanted === undefined ? first : regions.find(({ name }) => name === wanted);
  if (region === undefined) {
    const known = regions.map(({ name }) => name).join(", ");
    return refuse("lists no such region among its regions", `Name one of ${known} as the source's region.`);
  }
  const { regions: _regions, "region-name": _region, auth, ...rest } = entry;
  const { auth: own, ...values } = region.values;
  return { ...rest, ...values, auth: { ...asNode(auth), ...asNode(own) }, region_name: region.name };
};

const authUrlOf = (values: Values, layer: Layer, region: string | undefined): string | undefined => {
  const profile = values.get("profile")?.list[0];
  const vendor = profile === undefined ? undefined : PROFILES[profile];
  const given = values.get("auth_url")?.list[0];
  const knowsRegion = region !== undefined;
  if (profile !== undefined && vendor === undefined && (given === undefined || !knowsRegion)) {
    const name = nameOf(values, layer, "profile");
    return refuse(
      `names the ${name} ${JSON.stringify(profile)}, which is not known here`,
      `Write what it stands for: ${layer.named("auth_url")} and ${layer.named("region_name")}.`,
    );
  }
  const url = (given ?? vendor?.authUrl)?.replaceAll("{region_name}", region ?? vendor?.region ?? "");
  if (url === undefined) return undefined;
  const fault = httpUrlFault(url);
  if (fault === undefined) return url;
  return refuse(
    `has no usable ${nameOf(values, layer, "auth_url")}: it ${fault}`,
    "Give a URL such as https://identity.example/v3.",
  );
};

interface Scope {
  readonly projectName?: string | undefined;
  readonly projectId?: string | undefined;
  readonly projectDomainName?: string | undefined;
  readonly projectDomainId?: string | undefined;
  readonly domainName?: string | undefined;
  readonly domainId?: string | undefined;
  readonly trustId?: string | undefined;
  readonly system?: boolean | undefined;
}

/** One domain, by id or name: the first that is given at all. */
const domainOf = (...pairs: readonly (readonly [id: string | undefined, name: string | undefined])[]) =>
  pairs.find(([id, name]) => id !== undefined || name !== undefined) ?? [undefined, undefined];

const scopeOf = (given: Given, values: Values, layer: Layer): Scope | undefined => {
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
  scope: Scope | undefined,
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

const byPassword = (given: Given, layer: Layer, authUrl: string, scope: Scope | undefined): CredentialsConfig => {
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

const credentialsOf = (values: Values, layer: Layer, authUrl: string | undefined): CredentialsConfig => {
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

const interfacesOf = (value: Value | undefined): CloudFacts["interface"] => {
  if (value === undefined) return undefined;
  const [first, ...rest] = value.list.map((word): Interface => {
    const known = word.replace(/URL$/, "");
    if (known === "internal" || known === "admin" || known === "public") return known;
    return refuse(
      `has a ${value.name} that is none of public, internal, admin`,
      "Write one of them, or a list of them.",
    );
  });
  return first && [first, ...rest];
};

const refuseUnverified = (values: Values): void => {
  for (const [key, unsafe] of [
    ["verify", false],
    ["insecure", true],
  ] as const) {
    const value = values.get(key);
    const said = value && (flagOf(value.list[0]) ?? ({ "0": false, "1": true } as const)[value.list[0]]);
    if (value && said === undefined) {
      refuse(`has a ${value.name} that is neither yes nor no`, "Name the authority's certificate in cacert instead.");
    }
    if (said === unsafe) {
      refuse("turns the verification of certificates off", "Name the authority's certificate in cacert instead.");
    }
  }
};

const refuseOldIdentity = (values: Values): void => {
  const version = values.get("identity_api_version");
  if (version === undefined || version.list[0].startsWith("3")) return;
  if (!version.list[0].startsWith("2")) refuse(`has a ${version.name} that is not known here`, "Write 3.");
  const domain = [...values].find(([key]) => key.includes("domain"));
  if (domain)
    refuse(
      `says ${domain[1].name}, and ${version.name} ${version.list[0]} knows no domains`,
      `Write 3 for ${version.name}.`,
    );
};

const quoted = (text: string | undefined): string => JSON.stringify(text ?? "");

const originsOf = (values: Values, credentials: CredentialsConfig, region: Value | undefined): Origins => {
  const first = (...keys: readonly Key[]): string | undefined => keys.map((key) => values.get(key)?.name).find(Boolean);
  const projects: readonly Key[] = [
    "delegated_project",
    "project_id",
    "project_name",
    "trust_id",
    "system_scope",
    "domain_id",
    "domain_name",
  ];
  return {
    identity:
      credentials.type === "aksk"
        ? first("ak")
        : credentials.type === "token"
          ? first("token")
          : first("application_credential_id", "application_credential_name", "user_id", "username"),
    project: first(...projects),
    domain: first(
      "user_domain_id",
      "user_domain_name",
      "domain_id",
      "domain_name",
      "default_domain_id",
      "default_domain",
      "default_domain_name",
    ),
    region: region?.name,
    interface: first("service_interface", "interface"),
    endpoint: first("service_endpoint_override"),
  };
};

const endpointOf = (value: Value | undefined): string | undefined => {
  const fault = value && httpUrlFault(value.list[0]);
  if (value && fault !== undefined)
    refuse(`has a ${value.name} that cannot be asked: it ${fault}`, "Give the service's base URL.");
  return value?.list[0].replace(/\/+$/, "");
};

/**
 * Reads an entry of clouds.yaml, the OS_* variables in the same form, or the entry with the variables beside it, as
 * openstackclient does. Every key is honoured, harmless or refused (cloud-keys.ts).
 */
export const readCloudEntry = (cloud: Layer, variables: Layer | undefined, wanted: Wanted): CloudFacts | CloudFault => {
  try {
    const beside = variables && flatten(variables, wanted.serviceTypes);
    const asked = wanted.region ?? beside?.get("region_name")?.list[0];
    const entry = inRegion(cloud.entry, asked);
    const own = flatten({ ...cloud, entry }, wanted.serviceTypes);
    const regionOfCloud = own.get("region_name");
    const named = beside?.get("region_name");
    if (wanted.region === undefined && named && regionOfCloud && named.list[0] !== regionOfCloud.list[0]) {
      return {
        problem: `is in region ${quoted(regionOfCloud.list[0])}, and ${named.name} says another`,
        cure: `Unset ${named.name}, or list both in regions.`,
      };
    }
    const values = beside ? overlay(own, beside) : own;
    const layer = variables ?? cloud;
    refuseUnverified(values);
    refuseOldIdentity(values);
    const region = values.get("service_region_name") ?? values.get("region_name");
    const profile = values.get("profile")?.list[0];
    const vendor = profile === undefined ? undefined : PROFILES[profile];
    const regionName = region?.list[0] ?? vendor?.region;
    const authUrl = authUrlOf(values, layer, values.get("region_name")?.list[0] ?? vendor?.region ?? wanted.region);
    const credentials = credentialsOf(values, layer, authUrl);
    return {
      credentials,
      region: regionName,
      interface: interfacesOf(values.get("service_interface") ?? values.get("interface")),
      endpoint: endpointOf(values.get("service_endpoint_override")),
      projectId: credentials.type === "aksk" ? values.get("project_id")?.list[0] : undefined,
      cacert: values.get("cacert"),
      origins: originsOf(values, credentials, region),
    };
  } catch (error) {
    if (error instanceof CloudRefused) return error.fault;
    throw error;
  }
};
