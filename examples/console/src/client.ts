import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";
import { walkOf } from "./parts/walk.js";

/**
 * The client. Lists grow page by page under the arguments that make them one list; without `window.to` the first page's
 * cursor freezes what "now" is for the pages that follow. `errorPolicy: "all"`: a failure of one source comes beside the
 * data of the others, never instead of it.
 */
export const createClient = (): ApolloClient =>
  new ApolloClient({
    link: new HttpLink({ uri: "/graphql" }),
    cache: new InMemoryCache({
      typePolicies: {
        Query: {
          fields: {
            auditRecords: walkOf(["window", "filter"]),
            auditLogFiles: walkOf(["window"]),
            loadBalancerAudits: walkOf(["orderBy"]),
          },
        },
        // What has no global id is known by the names that identify it.
        AuditSource: { keyFields: ["name"] },
        LoadBalancer: { keyFields: ["sourceName", "loadBalancerId"] },
      },
    }),
    defaultOptions: {
      watchQuery: { errorPolicy: "all", fetchPolicy: "cache-and-network", nextFetchPolicy: "cache-first" },
      query: { errorPolicy: "all" },
    },
  });
