/** What mesh-compose makes the supergraph of: one subgraph, the database source's description. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "@graphql-mesh/compose-cli";
import { loadOpenAPISubgraph } from "@omnigraph/openapi";

const { database, projectId } = JSON.parse(process.env.BENCH_UPSTREAMS);

export const composeConfig = defineConfig({
  subgraphs: [
    {
      sourceHandler: loadOpenAPISubgraph("database", {
        source: fileURLToPath(new URL("database.openapi.json", import.meta.url)),
        endpoint: `${database}/v3/${projectId}`,
      }),
    },
  ],
});
