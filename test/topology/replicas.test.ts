import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { describeWithRedis, type RedisServer, startRedis } from "../support/redis-server.js";
import {
  ask,
  askAny,
  buildProduct,
  type Covered,
  isCutShort,
  type Replica,
  startReplica,
  variablesFor,
} from "./support.js";

const SOURCE = "mysql-eu";
const INSTANCE = "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07";
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Three weeks: long closed, and open. */
const FROM = new Date(Date.now() - 21 * DAY).toISOString();
const PAGE = `query ($from: DateTime!, $first: Int!, $after: String) {
  page: auditRecords(window: { from: $from }, filter: { sources: ["${SOURCE}", "compute-eu", "lb"] }, first: $first, after: $after) {
    nodes { id occurredAt }
    pageInfo { hasNextPage endCursor }
    coverage { state problem { code } instance { instanceId } }
  }
}`;
const FILES = `query ($from: DateTime!, $first: Int!, $after: String) {
  page: auditLogFiles(instances: [{ source: "${SOURCE}", instanceId: "${INSTANCE}" }], window: { from: $from }, first: $first, after: $after) {
    nodes { id upstreamId }
    pageInfo { hasNextPage endCursor }
    coverage { state problem { code } }
  }
}`;

interface Page {
  readonly nodes: readonly { readonly id: string; readonly upstreamId: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly coverage: Covered["coverage"];
}

describeWithRedis("two replicas and the cache that they share, as processes of what ships", () => {
  let redis: RedisServer;
  let sandbox: Sandbox;
  let token: string;
  let replicas: Replica[];

  beforeAll(async () => {
    buildProduct();
    [redis, sandbox] = await Promise.all([startRedis(), startSandbox({ control: false })]);
    token = sandbox.control.keystone.issue();
    const variables = variablesFor(sandbox, redis.url);
    replicas = await Promise.all([startReplica(variables), startReplica(variables)]);
  }, 60_000);
  afterAll(async () => {
    for (const replica of replicas) replica.kill("SIGTERM");
    await Promise.all(replicas.map((replica) => replica.ended()));
    await Promise.all([redis.kill(), sandbox.stop()]);
  });

  /** Commands for the shared cache that came to nothing: on a busy machine one may take longer than replicas wait for it. */
  const lostCommands = async (): Promise<number> => {
    const texts = await Promise.all(replicas.map(async ({ baseUrl }) => (await fetch(`${baseUrl}/metrics`)).text()));
    return texts
      .flatMap((text) => [
        ...text.matchAll(/^auditgraph_shared_cache_commands_total\{result="(?:failed|skipped)"\} (\d+)/gm),
      ])
      .reduce((sum, [, count]) => sum + Number(count), 0);
  };
  /** Others in their place, which have learned nothing yet. */
  const replace = async (): Promise<void> => {
    for (const replica of replicas) replica.kill("SIGTERM");
    await Promise.all(replicas.map((replica) => replica.ended()));
    const variables = variablesFor(sandbox, redis.url);
    replicas = await Promise.all([startReplica(variables), startReplica(variables)]);
  };

  /** All pages of a list, each asked at the next replica; once more where a slow machine let a source be cut short. */
  const walk = async (query: string, first: number, between: () => void = () => undefined): Promise<Page["nodes"]> => {
    const nodes: Page["nodes"][number][] = [];
    for (let turn = 0, after: string | null = null; turn < 1_000; turn += 1) {
      const { baseUrl = "" } = replicas[turn % replicas.length] ?? {};
      const data = (await ask(baseUrl, token, { query, variables: { from: FROM, first, after } })) as { page: Page };
      if (isCutShort(data.page)) continue;
      nodes.push(...data.page.nodes);
      if (!data.page.pageInfo.hasNextPage) return nodes;
      after = data.page.pageInfo.endCursor;
      between();
    }
    throw new Error("the walk does not end");
  };

  // First of all: how a window is cut into parts hangs on the density that a replica has learned from the reads before.
  test.each([
    ["one part, after two looks", 12, 2],
    ["several parts, after two looks as well", 120, 2],
  ])(
    "the second asks nothing that the first believes: %s",
    async (_what, hours, mostLooks) => {
      const to = Date.now() - 25 * DAY;
      const window = { from: new Date(to - hours * HOUR), to: new Date(to) };
      const query = `query ($window: TimeWindowInput!) {
      auditLogFiles(instances: [{ source: "${SOURCE}", instanceId: "${INSTANCE}" }], window: $window, first: 100) { nodes { id } } }`;
      const question = { query, variables: { window } };
      const calls = (): number => sandbox.control.log.counters(SOURCE).calls;
      for (let proven = false; !proven;) {
        const [one, other] = replicas.map(({ baseUrl }) => baseUrl) as [string, string];
        const lost = await lostCommands();
        let [asked, looks] = [-1, -1];
        let first: unknown;
        // The last look asks nothing, and does not count.
        for (; calls() !== asked && looks <= mostLooks; looks += 1) {
          asked = calls();
          first = await ask(one, token, question);
        }
        expect(looks).toBeLessThanOrEqual(mostLooks);
        expect(first).not.toEqual({ auditLogFiles: { nodes: [] } });
        // What was written before has been taken then.
        await redis.client.ping();
        expect(await ask(other, token, question)).toEqual(first);
        proven = (await lostCommands()) === lost;
        if (proven) expect(calls()).toBe(asked);
        else await replace();
      }
    },
    60_000,
  );

  test("a walk whose pages alternate between them is exact while the list changes", async () => {
    const instance = sandbox.control.database(SOURCE).instance(INSTANCE);
    const from = Date.parse(FROM);
    const there = new Set(instance.files().flatMap(({ id, begin }) => (begin >= from ? [id] : [])));
    let changes = 0;
    const nodes = await walk(FILES, 60, () => {
      changes += 1;
      const begin = from + (changes % 20) * DAY;
      instance.insert({ begin, end: begin + 60_000 });
      const gone = [...there][(changes * 131) % there.size];
      if (gone === undefined) return;
      there.delete(gone);
      instance.remove([gone]);
    });
    const shown = nodes.map(({ upstreamId }) => upstreamId);
    expect(changes).toBeGreaterThan(10);
    expect(new Set(shown).size).toBe(shown.length);
    expect([...there].filter((id) => !shown.includes(id))).toEqual([]);
  }, 60_000);

  test("ids and cursors of one are good in the other; all sources merge to the same list in both", async () => {
    const [one, other] = replicas.map(({ baseUrl }) => baseUrl) as [string, string];
    const together = (await walk(PAGE, 200)).map(({ id }) => id);
    expect(together.length).toBeGreaterThan(500);
    expect(new Set(together).size).toBe(together.length);
    const query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }";
    const some = together.filter((_, i) => i % 97 === 0);
    const answers = await Promise.all([one, other].map((url) => ask(url, token, { query, variables: { ids: some } })));
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toEqual({ nodes: some.map((id) => ({ id, __typename: expect.any(String) as string })) });
  }, 60_000);

  test("neither tells a password in its log", () => {
    for (const { log } of replicas) expect(log()).not.toMatch(/admin-pw|ops-pw|redis:\/\//);
  });

  test("Redis killed: answers go on, in both, and readiness stays", async () => {
    const before = await walk(PAGE, 200);
    await redis.kill();
    expect(await walk(PAGE, 200)).toEqual(before);
    for (const { baseUrl } of replicas) expect((await fetch(`${baseUrl}/readyz`)).status).toBe(200);
  }, 60_000);

  test("one killed in the middle of the load loses no answer that a router can ask for again", async () => {
    const question = (i: number) => ({
      query: FILES,
      variables: { from: new Date(Date.parse(FROM) + i * 3_600_000).toISOString(), first: 20 },
    });
    const [victim] = replicas;
    // Held back, so that questions are under way in both when one dies.
    sandbox.control.faults.add({ kind: "latency", source: SOURCE, ms: 50 });
    let answered = 0;
    let askedAgain = 0;
    const numbers = Array.from({ length: 60 }, (_, i) => i).values();
    // Ten at a time, so that many are still to be asked.
    const asker = async (): Promise<Page[]> => {
      const pages: Page[] = [];
      for (const i of numbers) {
        const data = (await askAny(replicas, i, token, question(i), () => (askedAgain += 1))) as { page: Page };
        answered += 1;
        if (answered === 5) victim?.kill("SIGKILL");
        pages.push(data.page);
      }
      return pages;
    };
    const pages = (await Promise.all(Array.from({ length: 10 }, asker))).flat();
    expect(pages).toHaveLength(60);
    expect(await victim?.ended()).toBeNull();
    expect(askedAgain).toBeGreaterThan(0);
    expect(pages.map(({ nodes, coverage }) => [nodes.length, coverage.map(({ state }) => state)])).toEqual(
      pages.map(() => [20, ["COMPLETE"]]),
    );
  }, 60_000);
});
