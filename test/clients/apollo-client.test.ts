import { ApolloClient, HttpLink, InMemoryCache, type TypedDocumentNode } from "@apollo/client";
import { relayStylePagination } from "@apollo/client/utilities";
import { parse } from "graphql";
import type { Product } from "../../src/product.js";
import { startSandboxProduct } from "../examples/sandbox-product.js";

interface TimeLine {
  readonly auditRecords: {
    readonly edges: readonly { readonly node: { readonly __typename: string; readonly id: string } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}
interface Variables {
  readonly first: number;
  readonly after?: string | null;
}

const TIME_LINE = parse(`query TimeLine($first: Int!, $after: String) {
  auditRecords(
    window: { from: "2026-11-18T12:00:00Z", to: "2026-11-20T00:00:00Z" }
    filter: { sources: ["compute-us", "rds-eu"] }
    first: $first
    after: $after
  ) {
    edges { cursor node { __typename id occurredAt } }
    pageInfo { hasNextPage endCursor }
  }
}`) as TypedDocumentNode<TimeLine, Variables>;

const idsOf = (data: TimeLine | undefined): string[] => data?.auditRecords.edges.map(({ node }) => node.id) ?? [];

describe("Apollo Client's relayStylePagination", () => {
  let product: Product;
  const client = () =>
    new ApolloClient({
      link: new HttpLink({ uri: `${product.baseUrl}/graphql` }),
      cache: new InMemoryCache({
        possibleTypes: { AuditRecord: ["UsageAuditPeriod", "AuditLogFile", "LoadBalancerAudit"] },
        typePolicies: { Query: { fields: { auditRecords: relayStylePagination(["window", "filter"]) } } },
      }),
    });

  beforeAll(async () => {
    product = await startSandboxProduct();
  });
  afterAll(() => product.stop());

  test("a walk by fetchMore fills the cache with the whole list, each record once, in its order", async () => {
    const whole = await client().query({ query: TIME_LINE, variables: { first: 200 } });
    expect(whole.data?.auditRecords.pageInfo.hasNextPage).toBe(false);
    const wanted = idsOf(whole.data);

    const walker = client();
    const list = walker.watchQuery({ query: TIME_LINE, variables: { first: 25 } });
    const seen = list.subscribe(() => undefined);
    let { data } = await walker.query({ query: TIME_LINE, variables: { first: 25 } });
    let pages = 1;
    while (data?.auditRecords.pageInfo.hasNextPage === true) {
      ({ data } = await list.fetchMore({ variables: { after: data.auditRecords.pageInfo.endCursor } }));
      pages += 1;
    }
    const cached = walker.readQuery({ query: TIME_LINE, variables: { first: 25 } });
    seen.unsubscribe();

    expect(pages).toBeGreaterThan(3);
    expect(idsOf(cached ?? undefined)).toEqual(wanted);
    expect(new Set(wanted).size).toBe(wanted.length);
    expect(new Set(cached?.auditRecords.edges.map(({ node }) => node.__typename)).size).toBe(2);
  });
});
