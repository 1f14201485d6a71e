import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { SetContextLink } from "@apollo/client/link/context";
import { relayStylePagination } from "@apollo/client/utilities";
import { tokenHeaders } from "./access/token.js";
import { walkOf } from "./parts/walk.js";

/**
 * The client. The key arguments of a list leave its window out: the list of a later time takes the place of the earlier,
 * so that a page that reads itself again does not grow. `errorPolicy: "all"`: a failure of one source comes beside the
 * data of the others, never instead of it.
 */
export const createClient = (): ApolloClient =>
  new ApolloClient({
    link: ApolloLink.from([new SetContextLink(() => ({ headers: tokenHeaders() })), new HttpLink({ uri: "/graphql" })]),
    cache: new InMemoryCache({
      // A fragment on an interface is read out of the cache by the names of its kinds.
      possibleTypes: { AuditRecord: ["UsageAuditPeriod", "AuditLogFile", "LoadBalancerAudit"] },
      typePolicies: {
        Query: {
          fields: {
            auditRecords: walkOf(["filter"]),
            loadBalancerAudits: walkOf(["orderBy", "filter"]),
            databaseInstances: relayStylePagination(),
          },
        },
        // What has no global id is known by the names that identify it.
        AuditSource: { keyFields: ["name"] },
        LoadBalancer: { keyFields: ["sourceName", "loadBalancerId"] },
      },
    }),
    defaultOptions: {
      watchQuery: { errorPolicy: "all", fetchPolicy: "network-only", nextFetchPolicy: "cache-first" },
      query: { errorPolicy: "all" },
    },
  });
