import { asNode, type Layer, nameOf, type Node, refuse, type Values } from "./cloud-values.js";
import { httpUrlFault } from "./values.js";

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
export const inRegion = (entry: Node, wanted: string | undefined): Node => {
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
export const vendorOf = (values: Values): (typeof PROFILES)[string] | undefined =>
  PROFILES[values.get("profile")?.list[0] ?? ""];

/** The identity service, with the region in its place. Throws CloudRefused for a URL that cannot be asked. */
export const authUrlOf = (values: Values, layer: Layer, region: string | undefined): string | undefined => {
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
