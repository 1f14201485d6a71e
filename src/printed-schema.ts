import { configJsonSchema } from "./config/schema/json-schema.js";
import { buildAuditSchema } from "./graphql/schema/build-schema.js";
import { sourceKinds } from "./sources/registry.js";

/** A schema as text: the GraphQL API, the same with its federation directives, or auditgraph.yaml. */
export const printedSchema = (which: "api" | "subgraph" | "config"): string => {
  if (which === "config") return `${JSON.stringify(configJsonSchema(sourceKinds), null, 2)}\n`;
  const { apiSdl, subgraphSdl } = buildAuditSchema();
  return which === "api" ? apiSdl : subgraphSdl;
};
