import { z } from "zod";
import { type CloudKey, type IdentityKey, meaningOf, type SERVICE_KEYS } from "./cloud-keys.js";

const node = z.record(z.string(), z.unknown());
export type Node = z.infer<typeof node>;
export const isNode = (value: unknown): value is Node => node.safeParse(value).success;
export const asNode = (value: unknown): Node => (isNode(value) ? value : {});

/** Half a sentence on what is wrong, and the cure. */
export interface CloudFault {
  readonly problem: string;
  readonly cure: string;
}

/** What a cloud's entry holds is put together from several places; the first fault ends that. */
export class CloudRefused extends Error {
  constructor(readonly fault: CloudFault) {
    super(fault.problem);
  }
}

export const refuse = (problem: string, cure: string): never => {
  throw new CloudRefused({ problem, cure });
};

/** A value with the name under which it stands: auth.project_id, OS_PROJECT_ID. */
export interface Value {
  /** Not empty. */
  readonly list: readonly [string, ...string[]];
  readonly name: string;
}

type ServiceKey = `service_${keyof typeof SERVICE_KEYS}`;
export type Key = IdentityKey | CloudKey | ServiceKey;
export type Values = ReadonlyMap<Key, Value>;

/** One place where values stand. */
export interface Layer {
  readonly entry: Node;
  /** The name of a key there, for sentences. */
  readonly named: (key: string) => string;
}

/** What a key is called where its value stands, or would stand. */
export const nameOf = (values: Values, layer: Layer, key: IdentityKey | CloudKey): string =>
  values.get(key)?.name ?? layer.named(key);

const LISTS = new Set<string>(["interface", "region_name", "service_interface"]);
/** Of these the client takes the one in auth, of all others the one beside it. */
const SCOPE = /^(?:project|user_domain|domain|token)/;

const listOf = (value: unknown, key: string, name: string): Value["list"] | undefined => {
  if (value === undefined || value === null || value === "") return undefined;
  const texts = z.union([z.string(), z.array(z.string().min(1)).min(1)]).safeParse(value);
  if (!texts.success) return refuse(`has a ${name} that is no text`, "Put it in quotes.");
  const [first = "", ...rest] = typeof texts.data === "string" ? [texts.data] : texts.data;
  if (typeof texts.data !== "string" && !LISTS.has(key)) {
    return refuse(`has a list in ${name}`, "Name one value.");
  }
  return [first, ...rest];
};

interface Flattened {
  readonly key: Key;
  readonly value: Value;
  /** The key's own name; otherwise one of its second names. */
  readonly isOwn: boolean;
}

/** Keys may be written with - for _, as openstacksdk lets them. */
const normal = (key: string): string => key.replaceAll("-", "_");

const read = (entry: Node, inAuth: boolean, layer: Layer, serviceTypes: readonly string[]): Flattened[] => {
  const seen = new Set<string>();
  return Object.entries(entry).flatMap(([written, value]): Flattened[] => {
    const key = normal(written);
    const name = inAuth ? `auth.${written}` : layer.named(written);
    if (seen.has(key)) return refuse(`has ${name} twice, once with - and once with _`, "Remove one of them.");
    seen.add(key);
    const meaning = meaningOf(key, serviceTypes);
    if (meaning.is === "refused") {
      if (value === null || value === "") return [];
      return refuse(
        `names ${name}, which is not honoured`,
        `${meaning.cure[0]?.toUpperCase()}${meaning.cure.slice(1)}.`,
      );
    }
    if (inAuth && meaning.is !== "identity") {
      return refuse(`has ${name}, and ${written} is no key of auth`, "Put it beside auth, or remove it.");
    }
    if (meaning.is === "harmless" || key === "auth" || key === "regions") return [];
    const isOwn = key === meaning.key || key.endsWith("endpoint_override") || key.endsWith("endpoint_type");
    const target =
      meaning.is === "service"
        ? (`service_${meaning.key}` as const)
        : meaning.key === "endpoint_type"
          ? "interface"
          : meaning.key;
    const list = listOf(value, target, name);
    return list === undefined ? [] : [{ key: target, value: { list, name }, isOwn }];
  });
};

/** The stronger of two names wins; endpoint_type wins over interface, as in openstacksdk. */
const byStrength = (values: readonly Flattened[]): Map<Flattened["key"], Value> => {
  const strongest = new Map<Flattened["key"], Flattened>();
  for (const each of values) {
    const known = strongest.get(each.key);
    const wins = known === undefined || each.value.name.toLowerCase().endsWith("endpoint_type") || !known.isOwn;
    if (wins) strongest.set(each.key, each);
  }
  return new Map([...strongest].map(([key, { value }]) => [key, value]));
};

/** What one place says, each key once. Throws CloudRefused. */
export const flatten = (layer: Layer, serviceTypes: readonly string[]): Values => {
  const { auth } = layer.entry;
  if (auth !== undefined && auth !== null && !isNode(auth)) {
    return refuse(`has an ${layer.named("auth")} that is no mapping`, "Write its keys below it.");
  }
  const beside = byStrength(read(layer.entry, false, layer, serviceTypes));
  const inside = byStrength(read(asNode(auth), true, layer, serviceTypes));
  const merged = new Map(beside);
  for (const [key, value] of inside) {
    const other = beside.get(key);
    if (other !== undefined && other.list.join() !== value.list.join()) {
      return refuse(`says ${value.name} and ${other.name}, which differ`, "Remove one of them.");
    }
    merged.set(key, value);
  }
  return merged;
};

/**
 * OS_* variables beside a cloud, as openstackclient 6.0 takes them: project, domains and token of the cloud stay, where it
 * has them; whatever else the variables say wins.
 */
export const overlay = (cloud: Values, variables: Values): Values => {
  const merged = new Map(cloud);
  for (const [key, value] of variables) if (!SCOPE.test(key) || !cloud.has(key)) merged.set(key, value);
  return merged;
};
