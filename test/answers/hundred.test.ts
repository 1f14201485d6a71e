import { readdirSync, readFileSync } from "node:fs";
import { Pool } from "undici";
import type { Product } from "../../src/product.js";
import { DENSE } from "../../sandbox/index.js";
import { compileRelay, RELAY_SOURCE } from "../clients/relay-project.js";
import { startSandboxProduct } from "../examples/sandbox-product.js";

const TIMES = 100;

interface Operation {
  readonly query: string;
  readonly variables: object;
}

/** By nature: what was asked of sources, when, and under which of their ids. */
const VARYING: readonly RegExp[] = [
  /"made":\d+,"deduplicated":\d+/g,
  /"fetchedAt":"[^"]*"/g,
  /"upstreamRequestId":"[^"]*"/g,
];

const comparable = (text: string): string => VARYING.reduce((rest, each) => rest.replace(each, ""), text);

const variablesOf = JSON.parse(readFileSync("examples/variables.json", "utf8")) as Record<string, object | undefined>;
const examples = readdirSync("examples")
  .filter((file) => file.endsWith(".graphql"))
  .map((file): [string, Operation] => [
    `example ${file}`,
    { query: readFileSync(`examples/${file}`, "utf8"), variables: variablesOf[file.replace(".graphql", "")] ?? {} },
  ]);

const representations = [
  { __typename: "DatabaseInstance", sourceName: "mysql-eu", instanceId: DENSE.id },
  { __typename: "DatabaseInstance", sourceName: "mysql-docs", instanceId: "3d39c18788b54a919bab633874c159dfin01" },
  { __typename: "LoadBalancer", sourceName: "lb", loadBalancerId: "435" },
  { __typename: "ComputeHost", sourceName: "compute-eu", name: "cmp-02.eu.example" },
  { __typename: "LoadBalancer", sourceName: "lb", loadBalancerId: "no number" },
  { __typename: "AuditSource", name: "lb" },
  { __typename: "DatabaseInstance", sourceName: "mysql-eu", instanceId: "unknown" },
];
const window = { from: "2026-11-19T00:00:00Z" };

/** As a router plans them: fields of several fetches merged, aliases for those that differ, and conditions from the caller. */
const planned: readonly [string, Operation][] = [
  [
    "entities of one type, with aliases",
    {
      query: `query Teams__audit__1($representations: [_Any!]!, $window: TimeWindowInput!) {
        _entities(representations: $representations) { ... on DatabaseInstance {
          name
          newest: auditLogFiles(window: $window, first: 2) { nodes { name begin } pageInfo { hasNextPage } }
          oldest: auditLogFiles(window: $window, first: 2, orderBy: OLDEST_FIRST) { nodes { name end } totalCount }
        } }
      }`,
      variables: { representations: representations.filter((each) => each.__typename === "DatabaseInstance"), window },
    },
  ],
  ...[true, false].map((withAudit): [string, Operation] => [
    `entities of every type, with fragments and @include(if: ${withAudit})`,
    {
      query: `query Search__audit__2($representations: [_Any!]!, $withAudit: Boolean!, $window: TimeWindowInput!) {
        _entities(representations: $representations) {
          __typename
          ...Instance
          ... on LoadBalancer { loadBalancerId audit @include(if: $withAudit) { status alerts { alertId message } } }
          ... on ComputeHost { usageAudits(first: 2) @include(if: $withAudit) { nodes { state period { end } } } }
          ... on AuditSource { kind health }
        }
      }
      fragment Instance on DatabaseInstance {
        __typename
        engine @skip(if: $withAudit)
        status
        ...Files @include(if: $withAudit)
      }
      fragment Files on DatabaseInstance {
        status
        auditLogFiles(window: $window, first: 3) { edges { cursor node { __typename id sizeBytes } } coverage { state } }
      }`,
      variables: { representations, withAudit, window },
    },
  ]),
];

/** What Relay's compiler writes of components: `node` of any type, connections, and pages that are fetched on. */
const relayed = (): readonly [string, Operation][] => {
  const { status, told, read } = compileRelay(RELAY_SOURCE);
  if (status !== 0) throw new Error(told);
  const manifest = JSON.parse(read("documents.json")) as Record<string, string>;
  const variables = { ...variablesOf["10-refetch"], window };
  return Object.values(manifest).map((query) => [
    `Relay's ${/query (\w+)/.exec(query)?.[1] ?? ""}`,
    { query, variables },
  ]);
};

describe(`asked ${TIMES} times`, () => {
  let product: Product;
  let pool: Pool;

  beforeAll(async () => {
    product = await startSandboxProduct();
    pool = new Pool(product.baseUrl, { connections: 1 });
  });
  afterAll(async () => {
    await pool.close();
    await product.stop();
  });

  test.each([...examples, ...planned, ...relayed()])(
    "%s is answered alike each time",
    async (_name, operation) => {
      const body = JSON.stringify(operation);
      const headers = { "content-type": "application/json" };
      const ask = async (): Promise<string> => {
        const answer = await pool.request({ path: "/graphql", method: "POST", headers, body });
        return `${answer.statusCode} ${comparable(await answer.body.text())}`;
      };
      const first = await ask();
      expect(first).toMatch(/^200 .*"data":\{"/s);
      for (let time = 2; time <= TIMES; time += 1)
        expect({ time, answer: await ask() }).toEqual({ time, answer: first });
    },
    120_000,
  );
});
