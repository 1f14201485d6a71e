import { credentialsOf } from "./cloud-login.js";
import {
  asNode,
  type CloudFault,
  CloudRefused,
  flatten,
  type Key,
  type Layer,
  nameOf,
  type Node,
  overlay,
  refuse,
  type Value,
  type Values,
} from "./cloud-values.js";
import type { CredentialsConfig, Interface, Origins } from "./credential-settings.js";
import { flagOf, httpUrlFault } from "./values.js";

/** Vendor profiles of openstacksdk: what they say in place of auth_url. */
const PROFILES: Readonly<Record<string, { readonly authUrl: string; readonly region: string }>> = {
  otc: { authUrl: "https://iam.{region_name}.otc.t-systems.com/v3", region: "eu-de" },
};

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

/** The vendor profile that an entry names, where it is known. */
const vendorOf = (values: Values): (typeof PROFILES)[string] | undefined =>
  PROFILES[values.get("profile")?.list[0] ?? ""];

/** The identity service, with the region in its place. Throws CloudRefused for a URL that cannot be asked. */
const authUrlOf = (values: Values, layer: Layer, region: string | undefined): string | undefined => {
  const profile = values.get("profile")?.list[0];
  const vendor = vendorOf(values);
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
    const vendor = vendorOf(values);
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
