import { parseArgs } from "node:util";
import type { Config, Environment, ReadFile, SandboxMode } from "./config.js";
import { ConfigError } from "./config-error.js";
import type { KindRules } from "./kind-rules.js";
import { parseConfig } from "./parse-config.js";
import { readTextFile } from "./read-text-file.js";
import { readYaml } from "./read-yaml.js";
import { setting } from "./setting.js";

export interface LoadOptions {
  /** The arguments after the program's name: process.argv.slice(2). */
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly kinds: readonly KindRules[];
  readonly readFile?: ReadFile;
}

const namedFile = (argv: readonly string[], env: Environment): string | undefined => {
  try {
    const { values } = parseArgs({ args: [...argv], options: { config: { type: "string" } }, strict: true });
    return values.config ?? setting(env, "AUDITGRAPH_CONFIG");
  } catch {
    const cure = "The only argument is --config FILE.";
    throw new ConfigError("command line", [
      { path: "", problem: "an argument is not known, or --config names no file", cure },
    ]);
  }
};

/**
 * Reads the configuration that --config or AUDITGRAPH_CONFIG names; the argument wins. With neither the answer is the
 * sandbox, whose own configuration goes through parseConfig. Throws ConfigError: print its message, exit with its
 * exitCode.
 */
export const loadConfig = ({ argv, env, kinds, readFile = readTextFile }: LoadOptions): Config | SandboxMode => {
  const path = namedFile(argv, env);
  if (path === undefined) return { mode: "sandbox" };
  return parseConfig(readYaml(path, readFile), { origin: path, env, kinds, readFile });
};
