import type { Environment } from "./config/config.js";
import { loadConfig } from "./config/load-config.js";
import { UsageError } from "./config/usage-error.js";
import { sourceKinds } from "./sources/registry.js";

export interface CheckOptions {
  readonly file: string | undefined;
  readonly env: Environment;
}

/** What a good configuration would serve, in one line. Throws ConfigError with all that is wrong, and asks no source. */
export const checkConfig = (options: CheckOptions): string => {
  const config = loadConfig({ ...options, kinds: sourceKinds });
  if (config.mode === "sandbox") {
    throw new UsageError("auditgraph: --check-config needs a file. Name it by --config or AUDITGRAPH_CONFIG.");
  }
  const sources = config.sources.map(({ name, kind }) => `${name} (${kind.toLowerCase()})`);
  return `The configuration is good. Sources: ${sources.join(", ")}.\n`;
};
