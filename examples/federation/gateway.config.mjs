/** Hive Gateway before auditgraph and its neighbours: `hive-gateway supergraph supergraph.graphql -c gateway.config.mjs`. */

/** What auditgraph knows its callers by, in either access mode. Without them every caller is nobody. */
const CREDENTIALS = ["authorization", "x-auth-token"];

export const gatewayConfig = {
  // Subscriptions of this subgraph alone are answered there, over server-sent events.
  transportEntries: {
    audit: { options: { subscriptions: { kind: "http", location: "/graphql/stream", options: { method: "POST" } } } },
  },
  propagateHeaders: {
    fromClientToSubgraphs: ({ request, subgraphName }) => {
      // A neighbour that does not need the caller's token must not get to hold it.
      if (subgraphName !== "audit") return {};
      return Object.fromEntries(
        CREDENTIALS.map((name) => [name, request.headers.get(name)]).filter(([, value]) => value),
      );
    },
  },
};
