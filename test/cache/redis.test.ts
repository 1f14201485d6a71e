import { CacheCounts } from "../../src/telemetry/shared-metrics.js";
import { createCache } from "../../src/upstream/cache/stores.js";
import { SharedRedis } from "../../src/upstream/cache/redis.js";
import { systemClock } from "../../src/upstream/clock.js";
import { manualClock, type Sandbox, startSandbox } from "../../sandbox/index.js";
import { freePort } from "../support/free-port.js";
import { describeWithRedis, type RedisServer, startRedis } from "../support/redis-server.js";
import { type SandboxSources, sourcesOver } from "../support/sandbox-sources.js";
import { callsOf, DATABASE, files, keptLog, NOVA, NOW, ORDERS, periods } from "./support.js";

const PASSWORD = "a-password-of-redis";

describeWithRedis("a Redis that replicas share", () => {
  const clock = manualClock(NOW);
  let redis: RedisServer;
  let sandbox: Sandbox;
  const replicas: SandboxSources[] = [];
  const { log, lines } = keptLog();

  /** One more replica: a memory of its own, and the shared store. */
  const replica = (url = redis.url, commandMs?: number, hits?: CacheCounts["hits"]): SandboxSources => {
    const time = { ...systemClock, now: clock };
    const cache = createCache({
      redis: new SharedRedis(
        { url },
        {
          clock: time,
          log,
          counts: new CacheCounts().commands,
          ...(commandMs === undefined ? {} : { commandMs }),
        },
      ),
      clock: time,
      ...(hits === undefined ? {} : { hits }),
    });
    const sources = sourcesOver(sandbox, clock, cache);
    replicas.push(sources);
    return sources;
  };
  /** On a busy machine a command may take longer than it may elsewhere; here each comes back. */
  const patient = (): SandboxSources => replica(redis.url, 60_000);
  const until = async (condition: () => Promise<boolean>): Promise<void> => {
    while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
  };
  /** Writes are not waited for, and connections take a moment. */
  const connected = (clients: number): Promise<void> =>
    until(async () => /connected_clients:(\d+)/.exec(await redis.client.info("clients"))?.[1] === String(clients + 1));
  const kept = (): Promise<string[]> => redis.client.keys("auditgraph:*");

  beforeEach(async () => {
    clock.set(NOW);
    lines.length = 0;
    [redis, sandbox] = await Promise.all([startRedis([], PASSWORD), startSandbox({ clock, control: false })]);
  });
  afterEach(async () => {
    await Promise.all(replicas.splice(0).map((each) => each.stop()));
    await Promise.all([redis.kill(), sandbox.stop()]);
  });

  test("spares the second what the first has read", async () => {
    const [first, second] = [patient(), patient()];
    await connected(2);
    await files(first);
    // What was read twice is believed.
    const [shownFiles, shownPeriods] = [await files(first), await periods(first)];
    await until(async () => (await kept()).length >= shownPeriods.records.length + 1);
    await until(async () => (await redis.client.mget(await kept())).some((text) => text?.includes('"freshMs":300000')));
    const seen = async (): Promise<void> => expect((await files(second)).records).toEqual(shownFiles.records);
    expect(await callsOf(second, DATABASE, seen)).toBe(0);
    // The first answer shows the calendar; what it says is kept is then not asked for.
    const asked = await callsOf(second, NOVA, async () => expect(await periods(second)).toEqual(shownPeriods));
    expect(asked).toBe(1);
  });

  test("counts what is found in it apart from what memory has", async () => {
    const { hits } = new CacheCounts();
    const [first, second] = [patient(), replica(redis.url, 60_000, hits)];
    await connected(2);
    await files(first);
    await files(first);
    await until(async () => (await redis.client.mget(await kept())).some((text) => text?.includes('"freshMs":300000')));
    expect(hits).toEqual({ memory: 0, shared: 0 });
    await files(second);
    const found = { ...hits };
    expect(found.shared).toBeGreaterThan(0);
    // What was found there is in memory now.
    await files(second);
    expect(hits.shared).toBe(found.shared);
    expect(hits.memory).toBeGreaterThan(found.memory);
  });

  test("holds no token, no password, no argument in its keys", async () => {
    const only = patient();
    await connected(1);
    await files(only);
    await periods(only);
    await until(async () => (await kept()).length > 5);
    for (const key of await kept()) expect(key).toMatch(/^auditgraph:1:[a-z0-9-]+:[\w-]{43}:[\w-]{43}$/);
  });

  test("holds no download link", async () => {
    const only = patient();
    await connected(1);
    const [file] = (await files(only)).records;
    const { url } = await only.database(DATABASE).downloadLink(ORDERS, file?.upstreamId ?? "");
    // Written after the link was, and there: so the link would be there too.
    await periods(only);
    await until(async () => (await kept()).some((key) => key.startsWith(`auditgraph:1:${NOVA}:`)));
    const texts = (await redis.client.mget(await kept())).join("\n");
    expect([texts.length > 0, texts.includes(url), /https?:/.test(texts)]).toEqual([true, false, false]);
  });

  test("may hold nonsense: it costs calls, and no answer", async () => {
    const first = patient();
    await connected(1);
    const shown = [await files(first), await periods(first)];
    await until(async () => (await kept()).length > 5);
    const envelope = (value: unknown) =>
      JSON.stringify({ readAt: NOW, keptAt: NOW, freshMs: 1e9, staleMs: 1e9, value });
    const nonsense = [
      "",
      "not JSON",
      "null",
      "5",
      envelope(null),
      envelope({ body: { instance_usage_audit_log: {} }, receivedAt: NOW }),
      envelope({ from: 0, to: NOW, files: [] }),
      envelope({ from: 5, to: 1, files: [{}] }),
      "x".repeat(3_000_000),
    ];
    for (const text of nonsense) {
      for (const key of await kept()) await redis.client.set(key, text);
      const next = patient();
      await connected(replicas.length);
      expect([await files(next), await periods(next)]).toEqual(shown);
    }
    for (const key of await kept()) await redis.client.multi().del(key).lpush(key, "a list").exec();
    const last = patient();
    await connected(replicas.length);
    expect([await files(last), await periods(last)]).toEqual(shown);
  });

  test("may be full: it costs calls, and no answer", async () => {
    await redis.client.config("SET", "maxmemory", "1");
    const [first, second] = [replica(), replica()];
    await connected(2);
    const shown = await files(first);
    expect(await files(second)).toEqual(shown);
    expect(await kept()).toEqual([]);
  });

  test("may be down from the start", async () => {
    const port = await freePort();
    const only = replica(`redis://:${PASSWORD}@127.0.0.1:${port}`);
    const shown = await files(only);
    expect(shown.records).toHaveLength(100);
    await until(() => Promise.resolve(lines.length > 0));
    expect(lines.join()).toMatch(/"reason":"ECONNREFUSED".*cannot be reached/);
  });

  test("may die: answers go on, and the log says so once", async () => {
    const only = replica();
    await connected(1);
    const { records } = await files(only);
    await redis.kill();
    expect((await files(only)).records).toEqual(records);
    clock.advance(3_600_000);
    expect((await files(only)).records).toHaveLength(100);
    await until(() => Promise.resolve(lines.length > 0));
    expect(lines).toHaveLength(1);
  });

  test("may hang: answers go on", async () => {
    const only = replica();
    await connected(1);
    redis.freeze();
    expect((await files(only)).records).toHaveLength(100);
    expect((await periods(only)).records).toHaveLength(12);
    redis.thaw();
  });

  test("is left once by all commands that fail together", async () => {
    const counts = new CacheCounts().commands;
    const shared = new SharedRedis({ url: redis.url }, { clock: systemClock, log, counts, commandMs: 50 });
    await until(() => Promise.resolve(shared.isReachable));
    redis.freeze();
    const { stream } = shared.client;
    const before = stream.listenerCount("close");
    await Promise.all(Array.from({ length: 50 }, () => shared.try(() => shared.client.get("key"))));
    const after = stream.listenerCount("close");
    shared.close();
    redis.thaw();
    expect([counts.failed, after <= before + 1]).toEqual([50, true]);
  });

  test("is never named in the log with its password, whatever goes wrong", async () => {
    const wrong = replica(`redis://:${PASSWORD}-wrong@127.0.0.1:${redis.port}`);
    await files(wrong);
    await until(() => Promise.resolve(lines.length > 0));
    expect(lines.join()).toMatch(/"reason":"(WRONGPASS|NOAUTH)"/);
    expect(lines.join()).not.toContain(PASSWORD);
    expect(lines.join()).not.toContain(String(redis.port));
  });
});
