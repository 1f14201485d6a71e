import type { AnySource } from "../../src/audit/sources.js";
import { Merge } from "../../src/audit/merge.js";
import { inWindow } from "../../src/audit/window.js";
import type { SourceConfig } from "../../src/config/sources.js";
import { createSources } from "../../src/sources/registry.js";
import { systemClock } from "../../src/upstream/clock.js";
import { createUpstreams, type Upstreams } from "../support/upstreams.js";
import type { AnyFault, KindFixture, Upstream } from "./support/kind-fixture.js";
import { NOW, readAll, type Reading, type ReadOptions, session } from "./support/read.js";

/** What each fault of a connection, a server or a body is called, whatever the kind. */
const FAULTS: readonly (readonly [code: string, fault: AnyFault])[] = [
  ["UPSTREAM_UNAVAILABLE", { kind: "server-error" }],
  ["UPSTREAM_UNAVAILABLE", { kind: "bad-gateway" }],
  ["UPSTREAM_UNAVAILABLE", { kind: "unavailable" }],
  ["UPSTREAM_UNAVAILABLE", { kind: "cut-before-headers" }],
  ["UPSTREAM_UNAVAILABLE", { kind: "cut-body" }],
  ["UPSTREAM_UNAVAILABLE", { kind: "cut-body", chunked: true }],
  ["UPSTREAM_UNAVAILABLE", { kind: "truncated-json" }],
  ["UPSTREAM_RATE_LIMITED", { kind: "throttled" }],
  ["UPSTREAM_REJECTED", { kind: "redirect" }],
  ["UPSTREAM_CONTRACT_VIOLATION", { kind: "empty-body" }],
  ["UPSTREAM_CONTRACT_VIOLATION", { kind: "duplicated-json" }],
  ["UPSTREAM_CONTRACT_VIOLATION", { kind: "wrong-content-type" }],
];

/** What every kind of source guarantees, over real HTTP. */
export const sourceContract = (fixture: KindFixture): void => {
  const { window } = fixture;
  let upstream: Upstream;
  let upstreams: Upstreams;
  let source: AnySource;

  const open = (change: Partial<SourceConfig> = {}): AnySource => {
    const [made] = createSources([{ ...upstream.source, ...change }], upstreams, fixture.kinds);
    if (!made) throw new Error("no source was made");
    return made;
  };
  const timeline = (of = session()) => fixture.open(source, of).timeline();
  const read = (options?: ReadOptions): Promise<Reading> => readAll(timeline(), window, options);
  const requests = () => upstream.log.requests(upstream.source.name);
  const strike = (fault: AnyFault): void =>
    void upstream.faults.add({ route: fixture.route, ...fault, source: upstream.source.name });

  beforeAll(async () => {
    upstream = await fixture.start();
  });
  beforeEach(() => {
    upstream.faults.clear();
    upstream.log.reset();
    // No waits: delays are drawn as nought, and a rate limit's would not end before the deadline.
    upstreams = createUpstreams({ clock: { ...systemClock, now: () => NOW }, random: () => 0, deadlineMs: 1_000 });
    source = open();
  });
  afterEach(() => upstreams.close());
  afterAll(() => upstream.stop());

  test("all records of a window come oldest first, by time and then by id", async () => {
    const { keys, problem } = await read();
    expect(problem).toBeUndefined();
    expect(keys).toEqual(upstream.truth);
    expect(keys.length).toBeGreaterThan(12);
  });

  test("all records of a window come newest first, in exactly the reverse order", async () => {
    const { keys, problem } = await read({ order: "NEWEST_FIRST" });
    expect(problem).toBeUndefined();
    expect(keys).toEqual(upstream.truth.toReversed());
  });

  test("each record names its source and the moment at which it was read", async () => {
    const { name, kind, region } = upstream.source;
    for (const record of (await read()).records) {
      expect(record.source).toEqual({ name, kind, region });
      expect(record.fetchedAt).toBe(NOW);
    }
  });

  test("a window is half-open: a record at its start is in, one at its end is out", async () => {
    const times = [...new Set(upstream.truth.map(({ time }) => time))];
    const [from = 0, to = 0] = [times[2], times.at(-3)];
    for (const order of ["OLDEST_FIRST", "NEWEST_FIRST"] as const) {
      const { keys } = await readAll(timeline(), { from, to }, { order });
      const expected = upstream.truth.filter(({ time }) => inWindow(time, { from, to }));
      expect(keys).toEqual(order === "OLDEST_FIRST" ? expected : expected.reverse());
      const later = await readAll(timeline(), { from: from + 1, to: to + 1 }, { order });
      expect(later.keys.map(({ time }) => time).sort()).toEqual(
        upstream.truth.map(({ time }) => time).filter((time) => time > from && time <= to),
      );
    }
  });

  test("a window of no length holds nothing, also at a record's own moment", async () => {
    const time = upstream.truth[3]?.time ?? 0;
    for (const order of ["OLDEST_FIRST", "NEWEST_FIRST"] as const) {
      expect(await readAll(timeline(), { from: time, to: time }, { order })).toMatchObject({
        keys: [],
        problem: undefined,
      });
    }
  });

  test("reading twice gives the same", async () => {
    const first = await read();
    expect((await read()).records).toEqual(first.records);
  });

  test("what a reader expects to take changes the calls, never the records", async () => {
    for (const expected of [1, 7, 1_000]) {
      expect((await read({ expected })).keys).toEqual(upstream.truth);
      expect((await read({ expected, order: "NEWEST_FIRST" })).keys).toEqual(upstream.truth.toReversed());
    }
  });

  test("a chunk says truly how far the read has come", async () => {
    for (const order of ["OLDEST_FIRST", "NEWEST_FIRST"] as const) {
      const oldestFirst = order === "OLDEST_FIRST";
      let edge = oldestFirst ? -Infinity : Infinity;
      for (const { records, through } of (await read({ order })).chunks) {
        for (const { key } of records) {
          expect(oldestFirst ? key.time >= edge && key.time < through : key.time < edge && key.time >= through).toBe(
            true,
          );
        }
        edge = through;
      }
    }
  });

  test("the same read twice in one operation is one upstream call, whether the two run after each other or at once", async () => {
    const operation = fixture.open(source, session());
    const once = await readAll(operation.timeline(), window);
    const calls = requests().length;
    const again = await Promise.all([readAll(operation.timeline(), window), readAll(operation.timeline(), window)]);
    expect(again.map(({ records }) => records)).toEqual([once.records, once.records]);
    expect(requests()).toHaveLength(calls);
    const urls = requests().flatMap(({ url }) => (fixture.repeats?.(url) === true ? [] : [url]));
    expect(new Set(urls).size).toBe(urls.length);
  });

  test("another operation asks anew", async () => {
    await read();
    const calls = requests().length;
    await read();
    expect(requests().length).toBeGreaterThan(calls);
  });

  test("a reader that wants one record costs one page, not the window", async () => {
    for await (const { records } of timeline().read({ window, order: "NEWEST_FIRST", expected: 1 })) {
      if (records.length > 0) break;
    }
    expect(requests().length).toBeLessThanOrEqual(fixture.mostCallsForOne);
  });

  test("an exact count is the number of records, of the window and of parts of it", async () => {
    const part = { from: upstream.truth[2]?.time ?? 0, to: upstream.truth.at(-2)?.time ?? 0 };
    for (const asked of [window, part]) {
      const count = await timeline().count?.(asked);
      const held = upstream.truth.filter(({ time }) => inWindow(time, asked)).length;
      expect([undefined, null, held]).toContain(count);
    }
  });

  test("every request keeps to the documented limits, and none is refused", async () => {
    await read();
    await read({ order: "NEWEST_FIRST", expected: 1 });
    await timeline().count?.(window);
    expect(requests().flatMap((request) => fixture.judge(request))).toEqual([]);
    expect(requests().filter(({ status }) => status !== 200)).toEqual([]);
    expect(requests().length).toBeGreaterThan(0);
  });

  test("coverage counts the records that were read, and says that nothing is missing", async () => {
    const merge = new Merge([timeline()], { window, order: "OLDEST_FIRST", expected: 50 });
    for await (const run of merge.runs()) {
      for (const record of run) expect(record.key.source).toBe(upstream.source.name);
    }
    expect(merge.trackers.map((tracker) => tracker.coverage)).toEqual([
      {
        source: source.info,
        instance: upstream.truth[0]?.instance === "" ? null : upstream.truth[0]?.instance,
        state: "COMPLETE",
        recordsRead: upstream.truth.length,
        problem: null,
      },
    ]);
  });

  const faults = [...FAULTS, ...fixture.contractFaults.map((fault) => ["UPSTREAM_CONTRACT_VIOLATION", fault] as const)];
  test.each(faults)("%s is what %j comes to", async (code, fault) => {
    strike(fault);
    const { problem } = await readAll(timeline(), { from: upstream.truth.at(-12)?.time ?? 0, to: window.to });
    expect(problem?.code).toBe(code);
    // The source's name and plain words: nothing of a body, a URL or an id.
    expect(problem?.message).toMatch(new RegExp(`^Source "${upstream.source.name}" [a-zA-Z ,;'-]+\\.$`));
    expect(problem?.detail ?? "").not.toMatch(/\/\/|127\.0\.0\.1|[{}<>]|\?/);
  });

  test("a fault that passes is not seen", async () => {
    strike({ kind: "server-error", times: 1 });
    strike({ kind: "cut-body", times: 1, after: 1 });
    const { keys, problem } = await read();
    expect([problem, keys]).toEqual([undefined, upstream.truth]);
  });

  test("what cannot be read is a problem, and hides nothing that can", async () => {
    strike(fixture.partialFault);
    const { keys, problem } = await read({ order: "NEWEST_FIRST" });
    expect(problem?.code).toBe("UPSTREAM_CONTRACT_VIOLATION");
    expect(keys.length).toBeLessThan(upstream.truth.length);
    expect(keys.length).toBeGreaterThan(upstream.truth.length / 2);
    expect(keys).toEqual(upstream.truth.toReversed().filter((key) => keys.some(({ id }) => id === key.id)));
  });

  test("credentials that the source refuses are UPSTREAM_REJECTED, after no more than two tries", async () => {
    source = open({ credentials: fixture.refusedCredentials });
    expect((await read()).problem?.code).toBe("UPSTREAM_REJECTED");
    expect(requests().length).toBeLessThanOrEqual(2);
  });

  if (fixture.renewsCredentials) {
    test("credentials that ran out are renewed, and the answer is whole", async () => {
      await read();
      strike({ kind: "tokens-expire", times: 1 });
      const { keys, problem } = await read();
      expect([problem, keys]).toEqual([undefined, upstream.truth]);
      expect(requests().some(({ status }) => status === 401 || status === 403)).toBe(true);
    });

    test("what the source does not know is NOT_FOUND", async () => {
      const unknown = fixture.open(source, session()).missing?.();
      const code = unknown && (await readAll(unknown, window)).problem?.code;
      expect(code).toBe(unknown && "NOT_FOUND");
    });
  }

  test("an endpoint that is not the service's is UPSTREAM_REJECTED", async () => {
    source = open({ endpoint: `${new URL(upstream.source.endpoint ?? "").origin}/elsewhere` });
    expect((await read()).problem?.code).toBe("UPSTREAM_REJECTED");
  });

  test("an operation that was given up asks nothing", async () => {
    const reading = await readAll(timeline(session(AbortSignal.abort())), window);
    expect(reading.problem?.code).toBe("DEADLINE_EXCEEDED");
    expect(requests()).toEqual([]);
  });
};
