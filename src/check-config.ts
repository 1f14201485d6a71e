import { loadConfig, type NamedFile, namedFile } from "./config/load-config.js";
import { UsageError } from "./config/usage-error.js";
import { sourceKinds } from "./sources/registry.js";

/** What a good configuration would serve, in one line. Throws ConfigError with all that is wrong, and asks no source. */
export const checkConfig = (options: NamedFile): string => {
  const config = namedFile(options) === undefined ? undefined : loadConfig({ ...options, kinds: sourceKinds });
  if (config?.mode !== "configured") {
    throw new UsageError("auditgraph: --check-config needs a file. Name it by --config or AUDITGRAPH_CONFIG.");
  }
  const sources = config.sources.map(({ name, kind }) => `${name} (${kind.toLowerCase()})`);
  return `The configuration is good. Sources: ${sources.join(", ")}.\n`;
};
