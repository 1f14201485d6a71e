import { Scope } from "../../src/audit/session.js";
import type { AccessPolicy } from "../../src/server/access/access-policy.js";
import { notBelieved } from "../../src/server/access/callers.js";
import { HotOperations, RUNS_TO_COMPILE } from "../../src/server/execution/hot-operations.js";
import { AuditError } from "../../src/audit/audit-error.js";
import { memoryBalancerSource } from "../http/support/memory-balancer-source.js";
import { memoryDatabaseSource } from "../http/support/memory-database-source.js";
import { memoryUsageSource } from "../http/support/memory-usage-source.js";
import { type Product, startProduct } from "../http/support/product.js";
import { defaultLimits } from "../../src/audit/demand-limits.js";

const down = new AuditError("UPSTREAM_RATE_LIMITED", "The source refuses more calls.", {
  retryable: true,
  retryAfterMs: 1_500,
  upstreamRequestId: "req-7",
});

/** "reader" may read, nobody else may anything; "wrong" is not believed. */
const access: AccessPolicy = {
  challenge: "Keystone uri=x",
  callerOf: ({ "x-auth-token": token }) => {
    if (token === "wrong") return Promise.reject(notBelieved("a test"));
    const scopes = new Set(token === "reader" ? [Scope.READ] : token === "admin" ? [Scope.READ, Scope.ADMIN] : []);
    return Promise.resolve({ key: String(token), token: undefined, scopes, anonymous: token === undefined });
  },
};

const FILES = `query Files($first: Int, $after: String, $window: TimeWindowInput!) {
  auditLogFiles(first: $first, after: $after, window: $window) {
    edges { node { id name occurredAt downloadLink { url } } }
    coverage { source { name } state problem { code message retryAfterMs upstreamRequestId } }
    totalCount
  }
}`;
const window = { from: "2026-11-18T00:00:00Z" };
const NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on AuditRecord { occurredAt } } }";

interface Sent {
  readonly query: string;
  readonly variables?: object | null;
  readonly operationName?: string;
  readonly extensions?: object;
}
/** What differs by nature: the request's id and moment. */
const VARYING = ["x-request-id", "date", "keep-alive"];

describe("an operation that has become hot", () => {
  let product: Product;
  const found = jest.spyOn(HotOperations.prototype, "find");

  const post = async (sent: Sent, headers: Record<string, string>) => {
    const response = await fetch(`${product.baseUrl}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-auth-token": "reader", ...headers },
      body: JSON.stringify(sent),
    });
    const answered = Object.fromEntries([...response.headers].filter(([name]) => !VARYING.includes(name)));
    return { status: response.status, headers: answered, text: await response.text() };
  };
  const heat = async (sent: Sent, headers: Record<string, string> = {}): Promise<void> => {
    for (let i = 0; i < RUNS_TO_COMPILE; i += 1) await post(sent, headers);
  };
  const wasHot = (): boolean => found.mock.results.at(-1)?.value !== undefined;
  let told = 0;
  /** What the log says since it was last asked. */
  const logged = (): unknown[] => {
    const lines = product.lines.slice(told);
    told = product.lines.length;
    return lines.map((line) => {
      const { time: _time, requestId: _id, durationMs: _ms, ...rest } = JSON.parse(line) as Record<string, unknown>;
      return rest;
    });
  };

  beforeEach(async () => {
    told = 0;
    const sources = [
      memoryUsageSource(),
      memoryDatabaseSource(),
      memoryDatabaseSource({ name: "broken", failure: down }),
      memoryDatabaseSource({ name: "buggy", failure: new Error("a secret of the inside") }),
      memoryBalancerSource(),
    ];
    product = await startProduct({ sources, access, limits: { ...defaultLimits, cost: 200 } });
  });
  afterEach(() => product.stop());
  afterAll(() => found.mockRestore());

  const cases: [string, Sent, Record<string, string>?][] = [
    ["a list with errors in its items and its coverage", { query: FILES, variables: { first: 3, window } }],
    [
      "a list of an admin's, who may have no links",
      { query: FILES, variables: { window } },
      { "x-auth-token": "admin" },
    ],
    ["a refused argument", { query: FILES, variables: { first: 0, window } }],
    ["a refused cursor", { query: FILES, variables: { after: "nonsense", window } }],
    [
      "an internal error, masked",
      { query: '{ databaseInstance(ref: { source: "buggy", instanceId: "one" }) { name } }' },
    ],
    ["nulls with errors, at the end of a list too", { query: NODES, variables: { ids: ["nonsense", "worse"] } }],
    ["a forbidden field", { query: "{ loadBalancerAudits { totalCount } }" }],
    ["a caller without credentials", { query: "{ usageAuditPeriods { nodes { end } } }" }, { "x-auth-token": "" }],
    [
      "one of two operations, with members that say nothing",
      {
        query: "query A { __typename } query B { auditSources { name } }",
        operationName: "B",
        variables: null,
        extensions: { a: 1 },
      },
    ],
    [
      "an Accept of Apollo Client",
      { query: "{ auditSources { name } }" },
      { accept: "application/graphql-response+json,application/json;q=0.9" },
    ],
    ["an Accept of anything", { query: "{ auditSources { name } }" }, { accept: "*/*" }],
  ];

  test.each(cases)("is answered and told as it was when it was cold: %s", async (_what, sent, headers = {}) => {
    const cold = await post(sent, headers);
    expect(wasHot()).toBe(false);
    const coldLog = logged();
    await heat(sent, headers);
    logged();
    const hot = await post(sent, headers);
    expect(wasHot()).toBe(true);
    expect(hot).toEqual(cold);
    expect(logged()).toEqual(coldLog);
  });

  test.each<[string, Sent, Sent, Record<string, string>]>([
    [
      "variables that do not fit",
      { query: FILES, variables: { window } },
      { query: FILES, variables: { window: 7 } },
      {},
    ],
    ["a missing variable", { query: FILES, variables: { window } }, { query: FILES }, {}],
    [
      "a caller that is not believed",
      { query: "{ auditSources { name } }" },
      { query: "{ auditSources { name } }" },
      { "x-auth-token": "wrong" },
    ],
    [
      "variables that make it cost too much",
      { query: FILES, variables: { first: 1, window } },
      { query: FILES, variables: { first: 1, window: { from: "2000-01-01T00:00:00Z" } } },
      {},
    ],
    [
      "an Accept that cannot be served",
      { query: "{ auditSources { name } }" },
      { query: "{ auditSources { name } }" },
      { accept: "text/plain" },
    ],
  ])("is refused as it was when it was cold: %s", async (_what, good, bad, headers) => {
    const cold = await post(bad, headers);
    expect(cold.status).toBeGreaterThanOrEqual(400);
    const coldLog = logged();
    await heat(good);
    logged();
    expect(await post(bad, headers)).toEqual(cold);
    expect(logged()).toEqual(coldLog);
  });

  test("is counted by the limit that it is over, hot or cold", async () => {
    const bad = { query: FILES, variables: { window: { from: "2000-01-01T00:00:00Z" } } };
    await heat({ query: FILES, variables: { window } });
    await post(bad, {});
    expect(product.refusals.get("cost")).toBe(1);
  });

  test("keeps the whole protocol: GET, a batch and a persisted query are answered as ever", async () => {
    const query = "{ auditSources { name } }";
    await heat({ query });
    const get = await fetch(`${product.baseUrl}/graphql?query=${encodeURIComponent(query)}`, {
      headers: { "apollo-require-preflight": "1" },
    });
    expect(get.status).toBe(200);
    const batch = await fetch(`${product.baseUrl}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify([{ query }]),
    });
    expect(batch.status).toBe(400);
    const persisted = await post({ query, extensions: { persistedQuery: { version: 1, sha256Hash: "0" } } }, {});
    expect(persisted.text).toContain("PERSISTED_QUERY_NOT_SUPPORTED");
  });
});
