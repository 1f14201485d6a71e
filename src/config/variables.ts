import type { Environment } from "./config.js";
import type { Path, Problems } from "./config-error.js";

const REFERENCE = /\$\$\{|\$\{([^}]*)\}/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Replaces ${NAME} in every text of a configuration by the environment variable of that name; $${ stands for a
 * literal ${. Keys are left alone. An unset variable, or a name that is none, is a problem at its place, and its text
 * stays as it was.
 */
export const substituteVariables = (value: unknown, env: Environment, problems: Problems, path: Path = []): unknown => {
  if (typeof value === "string") return substituteText(value, env, problems, path);
  if (Array.isArray(value)) return value.map((item, at) => substituteVariables(item, env, problems, [...path, at]));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, substituteVariables(inner, env, problems, [...path, key])]),
  );
};

/** The variables that a configuration takes. */
export const variablesIn = (value: unknown): ReadonlySet<string> =>
  new Set(
    [...JSON.stringify(value ?? null).matchAll(REFERENCE)].flatMap(([, name]) => (name === undefined ? [] : [name])),
  );

const substituteText = (text: string, env: Environment, problems: Problems, path: Path): string =>
  text.replace(REFERENCE, (whole, name: string | undefined) => {
    if (name === undefined) return "${";
    if (!NAME.test(name)) {
      problems.add(path, `\${${name}} is not the name of an environment variable`, "Write $${ for a literal ${.");
      return whole;
    }
    const found = env[name];
    if (found !== undefined) return found;
    problems.add(path, `the environment variable ${name} is not set`, `Set ${name}, or write the value itself.`);
    return whole;
  });
