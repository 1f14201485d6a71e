import type { Config, Environment, ReadFile, SandboxMode } from "./config.js";
import type { KindRules } from "./kind-rules.js";
import { parseConfig } from "./parse-config.js";
import { readTextFile } from "./read-text-file.js";
import { readYaml } from "./read-yaml.js";
import { setting } from "./setting.js";

export interface LoadOptions {
  /** The file that --config names. */
  readonly file: string | undefined;
  readonly env: Environment;
  readonly kinds: readonly KindRules[];
  readonly readFile?: ReadFile;
}

/**
 * Reads the configuration that --config or AUDITGRAPH_CONFIG names; the argument wins. With neither the answer is the
 * sandbox, whose own configuration goes through parseConfig. Throws ConfigError: print its message, exit with its
 * exitCode.
 */
export const loadConfig = ({ file, env, kinds, readFile = readTextFile }: LoadOptions): Config | SandboxMode => {
  const path = file ?? setting(env, "AUDITGRAPH_CONFIG");
  if (path === undefined) return { mode: "sandbox" };
  return parseConfig(readYaml(path, readFile), { origin: path, env, kinds, readFile });
};
