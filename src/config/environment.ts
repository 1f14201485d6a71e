import type { z } from "zod";
import { type Path, type Problems, readFailure } from "./problems.js";

/** The environment; process.env in production. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** An environment variable that is set to something; an empty one is not, as openrc files leave them. */
export const setting = (env: Environment, name: string): string | undefined =>
  env[name] === "" ? undefined : env[name];

const REFERENCE = /\$\$\{|\$\{([^}]*)\}/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Where ${NAME} and ${file:PATH} get their values. */
interface Substitution {
  readonly env: Environment;
  /** The text of a file; a relative path is beside the configuration. */
  readonly read: (path: string) => string;
  readonly problems: Problems;
}

/**
 * Replaces ${NAME} in every text of a configuration by the environment variable of that name, and ${file:PATH} by what the
 * file holds, without the line's end that stands last; $${ stands for a literal ${. Keys are left alone. An unset variable, a
 * file that cannot be read, or a name that is none, is a problem at its place, and its text stays as it was.
 */
export const substituteVariables = (value: unknown, from: Substitution, path: Path = []): unknown => {
  if (typeof value === "string") return substituteText(value, from, path);
  if (Array.isArray(value)) return value.map((item, at) => substituteVariables(item, from, [...path, at]));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, substituteVariables(inner, from, [...path, key])]),
  );
};

/** The variables that a configuration takes. */
export const variablesIn = (value: unknown): ReadonlySet<string> =>
  new Set(
    [...JSON.stringify(value ?? null).matchAll(REFERENCE)].flatMap(([, name]) => (name === undefined ? [] : [name])),
  );

const FILE = "file:";

const substituteText = (text: string, { env, read, problems }: Substitution, path: Path): string =>
  text.replace(REFERENCE, (whole, name: string | undefined) => {
    if (name === undefined) return "${";
    if (name.startsWith(FILE)) {
      try {
        return read(name.slice(FILE.length)).replace(/\r?\n$/, "");
      } catch (error) {
        problems.add(path, `${whole}: ${readFailure(error)}`, "Name a file that this process may read.");
        return whole;
      }
    }
    if (!NAME.test(name)) {
      problems.add(path, `\${${name}} is not the name of an environment variable`, "Write $${ for a literal ${.");
      return whole;
    }
    const found = env[name];
    if (found !== undefined) return found;
    problems.add(path, `the environment variable ${name} is not set`, `Set ${name}, or write the value itself.`);
    return whole;
  });

/** A part of the file, and the variable that each key was taken from, by the key. */
interface WithEnvironment {
  readonly value: unknown;
  readonly from: ReadonlyMap<PropertyKey, string>;
}

/**
 * A part of the file, with what the environment says in the place of its keys: the variables that the schema names win
 * over the file. What is no mapping is left to the schema's own check.
 */
export const withEnvironment = (schema: z.ZodObject, value: unknown, env: Environment): WithEnvironment => {
  const from = new Map<PropertyKey, string>();
  if (typeof value !== "object" || value === null) return { value, from };
  const found = Object.entries(schema.shape).flatMap(([key, option]) => {
    const name = (option as z.ZodType).meta()?.["x-env"];
    const given = typeof name === "string" ? setting(env, name) : undefined;
    if (typeof name !== "string" || given === undefined) return [];
    from.set(key, name);
    return [[key, given]];
  });
  return { value: { ...value, ...Object.fromEntries(found) }, from };
};

/** Variables of this product's own name that it reads. */
const KNOWN: ReadonlySet<string> = new Set(["AUDITGRAPH_CONFIG"]);

/** What Kubernetes puts into a pod beside a Service of this product's name, unless enableServiceLinks is off. */
const SERVICE_LINK = /_SERVICE_(HOST|PORT(_\w+)?)$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/;
const isServiceLink = (name: string, value: string): boolean =>
  SERVICE_LINK.test(name) || (name.endsWith("_PORT") && /^(tcp|udp|sctp):\/\//.test(value));

/**
 * AUDITGRAPH_… variables of the environment that nothing reads, by their names: a misspelling of one that is read, mostly.
 * `used`: those that the configuration takes by ${NAME}.
 */
export const unknownVariables = (env: Environment, used: ReadonlySet<string> = new Set()): readonly string[] =>
  Object.entries(env)
    .filter(([name, value]) => name.startsWith("AUDITGRAPH_") && value !== undefined && !isServiceLink(name, value))
    .map(([name]) => name)
    .filter((name) => !KNOWN.has(name) && !used.has(name))
    .toSorted();

/** Node's own switch would hold for sources, identity services, the cache and the collector alike. */
export const refuseUnverified = (env: Environment, problems: Problems): void => {
  if (env.NODE_TLS_REJECT_UNAUTHORIZED !== "0") return;
  problems.add(
    [],
    "NODE_TLS_REJECT_UNAUTHORIZED turns the verification of certificates off",
    "Unset it, and name a private authority's certificate in caFile instead.",
  );
};
