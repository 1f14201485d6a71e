import { join } from "node:path";
import { z } from "zod";
import type { Environment, ReadFile } from "../config.js";
import { setting } from "../setting.js";
import { parseYaml } from "../read-yaml.js";

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
export type CloudLookup =
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
