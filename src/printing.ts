import { configJsonSchema } from "./config/json-schema.js";
import { loadConfig, type NamedFile, namedFile } from "./config/load.js";
import { UsageError } from "./config/problems.js";
import { buildAuditSchema } from "./graphql/schema.js";
import { sourceKinds } from "./sources/registry.js";

/** A schema as text: the GraphQL API, the same with its federation directives, or auditgraph.yaml. */
export const printedSchema = async (which: "api" | "subgraph" | "config"): Promise<string> => {
  if (which === "config") return `${JSON.stringify(configJsonSchema(sourceKinds), null, 2)}\n`;
  const { apiSdl, subgraphSdl } = buildAuditSchema();
  return which === "api" ? apiSdl() : subgraphSdl();
};

/** What a good configuration would serve, in one line. Throws ConfigError with all that is wrong, and asks no source. */
export const checkConfig = (options: NamedFile): string => {
  const config = namedFile(options) === undefined ? undefined : loadConfig({ ...options, kinds: sourceKinds });
  if (config?.mode !== "configured") {
    throw new UsageError("auditgraph: --check-config needs a file. Name it by --config or AUDITGRAPH_CONFIG.");
  }
  const sources = config.sources.map(({ name, kind }) => `${name} (${kind.toLowerCase()})`);
  return `The configuration is good. Sources: ${sources.join(", ")}.\n`;
};
