import { ApolloClient, HttpLink, InMemoryCache, type TypedDocumentNode } from "@apollo/client";
import { Client, cacheExchange, fetchExchange, subscriptionExchange } from "@urql/core";
import { parse } from "graphql";
import { createClient } from "graphql-sse";
import { type Asked, isMissing, type Page, withPage } from "../../examples/consumer/src/walk.js";
import { walkOf } from "../../examples/console/src/parts/walk.js";
import { type ConfiguredProduct, startConfigured } from "../http/support/configured-product.js";

interface Edge {
  readonly node: { readonly id: string; readonly occurredAt: string };
}
interface Covered {
  readonly source: { readonly name: string };
  readonly instance: { readonly id: string } | null;
  readonly state: string;
  readonly missing: readonly { readonly from: string; readonly to: string }[];
}
type List = Page<Edge, Covered>;
interface Records {
  readonly auditRecords: List;
}
interface Variables {
  readonly first: number;
  readonly after?: string | null;
  readonly refill?: string | null;
}

const RECORDS = parse(`query Records($first: Int!, $after: String, $refill: String) {
  auditRecords(
    window: { from: "2026-11-18T12:00:00Z", to: "2026-11-20T00:00:00Z" }
    filter: { sources: ["compute-us", "lb", "rds-eu"] }
    first: $first
    after: $after
    refill: $refill
  ) {
    edges { cursor node { __typename id occurredAt } }
    pageInfo { hasNextPage endCursor }
    coverage { source { name } instance { id } state missing { from to } }
  }
}`) as TypedDocumentNode<Records, Variables>;

const idsOf = ({ edges }: List): string[] => edges.map(({ node }) => node.id);

/** What a screen does: first, more, more, and "Try again" where something is missing. */
interface Screen {
  list(): List;
  ask(asked: Asked): Promise<void>;
}

describe("a client that keeps the gaps of a walk, and fills them", () => {
  let product: ConfiguredProduct;
  beforeAll(async () => {
    product = await startConfigured(() => ({}));
  });
  afterAll(() => product.stop());

  const cursorsOf = (asked: Asked, { pageInfo }: List): Partial<Variables> =>
    asked === "first" ? {} : { [asked]: pageInfo.endCursor ?? null };

  const apollo = (first: number): Screen => {
    const client = new ApolloClient({
      link: new HttpLink({ uri: `${product.baseUrl}/graphql` }),
      cache: new InMemoryCache({
        possibleTypes: { AuditRecord: ["UsageAuditPeriod", "AuditLogFile", "LoadBalancerAudit"] },
        typePolicies: {
          Query: { fields: { auditRecords: walkOf(["window", "filter"]) } },
          AuditSource: { keyFields: ["name"] },
        },
      }),
    });
    const query = client.watchQuery({ query: RECORDS, variables: { first } });
    query.subscribe(() => undefined);
    const list = (): List => {
      const { auditRecords } = client.readQuery({ query: RECORDS, variables: { first } }) ?? {};
      if (!auditRecords) throw new Error("nothing is in the cache");
      return auditRecords;
    };
    const ask = async (asked: Asked): Promise<void> => {
      if (asked === "first") await client.query({ query: RECORDS, variables: { first } });
      else await query.fetchMore({ variables: cursorsOf(asked, list()) });
    };
    return { list, ask };
  };

  const urql = (first: number): Screen => {
    const client = new Client({
      url: `${product.baseUrl}/graphql`,
      exchanges: [cacheExchange, fetchExchange],
      preferGetMethod: false,
    });
    let shown: List | undefined;
    const list = (): List => {
      if (!shown) throw new Error("nothing is shown");
      return shown;
    };
    const ask = async (asked: Asked): Promise<void> => {
      const variables = { first, ...(shown ? cursorsOf(asked, shown) : {}) };
      const { data, error } = await client.query<Records>(RECORDS, variables).toPromise();
      if (!data) throw error ?? new Error("no data");
      shown = withPage<Edge, Covered, List>(shown, data.auditRecords, asked);
    };
    return { list, ask };
  };

  test.each([
    ["Apollo Client, with the console's cache policy", apollo],
    ["urql, with the function to copy", urql],
  ])("%s", async (_client, screenOf) => {
    const whole = screenOf(200);
    await whole.ask("first");
    expect(whole.list().pageInfo.hasNextPage).toBe(false);
    const wanted = idsOf(whole.list());

    const fault = product.sandbox.control.faults.add({ kind: "server-error", source: "rds-eu" });
    const screen = screenOf(25);
    await screen.ask("first");
    while (screen.list().pageInfo.hasNextPage) await screen.ask("after");
    // To the end of the walk, the gap is known.
    expect(isMissing(screen.list())).toBe(true);
    expect(idsOf(screen.list()).length).toBeLessThan(wanted.length);

    product.sandbox.control.faults.remove(fault);
    product.clock.advance(60_000);
    for (let tries = 0; isMissing(screen.list()); tries += 1) {
      if (tries > 50) throw new Error("the gap is never filled");
      await screen.ask("refill");
    }
    const shown = idsOf(screen.list());
    expect([...shown].sort()).toEqual([...wanted].sort());
    expect(shown).toEqual(wanted);
  });

  test("urql subscribes by graphql-sse, as the recipe has it", async () => {
    const events = createClient({ url: `${product.baseUrl}/graphql/stream`, retryAttempts: 0 });
    const client = new Client({
      url: `${product.baseUrl}/graphql`,
      preferGetMethod: false,
      exchanges: [
        subscriptionExchange({
          forwardSubscription: ({ query = "", variables }) => ({
            subscribe: (sink) => ({
              unsubscribe: events.subscribe(
                { query, variables: { ...variables } },
                {
                  next: (result) => sink.next(result as Parameters<typeof sink.next>[0]),
                  error: (error) => sink.error(error),
                  complete: () => sink.complete(),
                },
              ),
            }),
          }),
        }),
      ],
    });
    const query = `subscription { auditRecordAppeared(filter: { sources: ["rds-eu"] }) { newsCursor nodes { __typename } } }`;
    const told = await new Promise<unknown>((resolve, reject) => {
      const told = client.subscription(query, {}).subscribe(({ data, error }) => {
        if (error) reject(error);
        else resolve(data);
        told.unsubscribe();
      });
    });
    expect(told).toMatchObject({ auditRecordAppeared: { newsCursor: expect.any(String) as string, nodes: [] } });
    events.dispose();
  });
});
