import { ApolloClient, ApolloLink, type FieldPolicy, HttpLink, InMemoryCache } from "@apollo/client";
import { SetContextLink } from "@apollo/client/link/context";
import { relayStylePagination } from "@apollo/client/utilities";
import { tokenHeaders } from "./access/token.js";
import { mergeCoverage } from "./reading/coverage.js";

interface CoveredList {
  readonly coverage?: Parameters<typeof mergeCoverage>[0][number];
}

/** A list that grows page by page, and whose gaps grow with it: Apollo's own keeps the last page's coverage alone. */
const growing = (...keyArgs: string[]): FieldPolicy => {
  const paged = relayStylePagination(keyArgs);
  return {
    ...paged,
    merge(existing: CoveredList | undefined, incoming: CoveredList, options) {
      if (typeof paged.merge !== "function") return incoming;
      const merged = paged.merge(existing as never, incoming as never, options) as object;
      const before = typeof options.args?.after === "string" ? (existing?.coverage ?? []) : [];
      return { ...merged, coverage: mergeCoverage([before, incoming.coverage ?? []]) };
    },
  };
};

/**
 * The client. The key arguments of a list leave its window out: the list of a later time takes the place of the earlier,
 * so that a page that reads itself again does not grow. `errorPolicy: "all"`: a failure of one source comes beside the
 * data of the others, never instead of it.
 */
export const createClient = (): ApolloClient =>
  new ApolloClient({
    link: ApolloLink.from([
      new SetContextLink(({ headers }) => ({ headers: { ...headers, ...tokenHeaders() } })),
      new HttpLink({ uri: "/graphql" }),
    ]),
    cache: new InMemoryCache({
      typePolicies: {
        Query: {
          fields: {
            auditRecords: growing("filter"),
            loadBalancerAudits: growing("orderBy", "filter"),
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
