import { readdirSync, readFileSync } from "node:fs";
import { Pool } from "undici";
import type { Product } from "../../src/product.js";
import { DENSE } from "../../sandbox/index.js";
import { compileRelay, RELAY_SOURCE } from "../clients/relay-project.js";
import { startSandboxProduct } from "../examples/sandbox-product.js";

const TIMES = 100;
/** Of an example that reads some ten megabytes of files each time. */
const TIMES_OF_FILES = 5;
/** So many others are under way at any time, in turn. */
const BESIDE = 6;
const ROUNDS = 4;
/** A busy machine may take its time: what comes late is no other answer. */
const UNHURRIED = { deadlineMs: 200_000, patienceMs: 100_000, maxPatienceMs: 100_000 };

interface Operation {
  readonly query: string;
  readonly variables: object;
}

/** By nature: what was asked of sources, when, under which of their ids, at which port the sandbox is, and whether they were asked. */
const VARYING: readonly RegExp[] = [
  /"made":\d+,"deduplicated":\d+/g,
  /"fetchedAt":"[^"]*"/g,
  /"upstreamRequestId":"[^"]*"/g,
  /127\.0\.0\.1:\d+/g,
  /"health":"(?:UNKNOWN|HEALTHY)"/g,
];

const readsFiles = ({ query }: Operation): boolean => query.includes("auditLogEntries");

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

const askAt = async (pool: Pool, operation: Operation): Promise<string> => {
  const headers = { "content-type": "application/json" };
  const answer = await pool.request({ path: "/graphql", method: "POST", headers, body: JSON.stringify(operation) });
  return `${answer.statusCode} ${comparable(await answer.body.text())}`;
};

const asked: readonly [string, Operation][] = [...examples, ...planned, ...relayed()];

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

  test.each(asked)(
    "%s is answered alike each time",
    async (_name, operation) => {
      const ask = (): Promise<string> => askAt(pool, operation);
      const first = await ask();
      expect(first).toMatch(/^200 .*"data":\{"/s);
      const times = readsFiles(operation) ? TIMES_OF_FILES : TIMES;
      for (let time = 2; time <= times; time += 1)
        expect({ time, answer: await ask() }).toEqual({ time, answer: first });
    },
    120_000,
  );

  test("beside others, with a memory that is cold at first, each is answered as alone", async () => {
    const short = asked.filter(([, operation]) => !readsFiles(operation));
    const alone = new Map<string, string>();
    for (const [name, operation] of short) alone.set(name, await askAt(pool, operation));
    const other = await startSandboxProduct(UNHURRIED);
    const crowd = new Pool(other.baseUrl, { connections: BESIDE });
    try {
      const waiting = Array.from({ length: ROUNDS }, () => short).flat();
      const work = async (): Promise<void> => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          const [name, operation] = next;
          expect({ name, answer: await askAt(crowd, operation) }).toEqual({ name, answer: alone.get(name) });
        }
      };
      await Promise.all(Array.from({ length: BESIDE }, work));
    } finally {
      await crowd.close();
      await other.stop();
    }
  }, 240_000);
});
