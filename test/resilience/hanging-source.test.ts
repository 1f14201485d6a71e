import { SharedWork } from "../../src/upstream/cache/flights.js";
import { createUpstreams } from "../support/upstreams.js";
import { FakeClock, until } from "../upstream/support/fake-clock.js";
import { startServer } from "../upstream/support/http-server.js";
import { ask, basic, failure, kind, session } from "../upstream/support/session.js";
import { type SandboxProduct, startSandboxProduct } from "./support/sandbox-product.js";
import { type Timeline, TIMELINE } from "./support/timeline.js";

const HANGING = "compute-docs";
const HEALTHY = ["compute-eu", "lb"];
const sources = [HANGING, ...HEALTHY];

describe("a source that hangs", () => {
  let clock: FakeClock;
  let product: SandboxProduct;

  const of = (source: string) => product.sandbox.control.log.counters(source);

  beforeEach(async () => {
    clock = new FakeClock();
    product = await startSandboxProduct(clock);
    product.sandbox.control.faults.add({ kind: "hang", source: HANGING });
  });
  afterEach(() => product.stop());

  it("holds no other up: they have answered while it hangs, and so has an operation that does not ask it", async () => {
    const merged = product.data<Timeline>(TIMELINE, { sources });
    await until(() => HEALTHY.every((source) => of(source).byStatus["200"] === 1) && of(HANGING).inFlight === 1);
    const { auditRecords } = await product.data<Timeline>(TIMELINE, { sources: HEALTHY });
    expect(auditRecords.coverage.map(({ state }) => state)).toEqual(["COMPLETE", "COMPLETE"]);
    // Its clock stands still: the first try is under way yet.
    expect(of(HANGING)).toMatchObject({ calls: 1, inFlight: 1 });

    const began = clock.now();
    const page = (await clock.run(merged, 4_000)).auditRecords;
    expect(page.nodes).toEqual(auditRecords.nodes);
    const seen = page.coverage.map(({ source, state, problem }) =>
      [source.name, state, problem?.code ?? null].join(" "),
    );
    expect(seen.sort()).toEqual([
      `${HANGING} FAILED UPSTREAM_TIMEOUT`,
      ...HEALTHY.map((source) => `${source} COMPLETE `),
    ]);
    // A fourth try would not have fitted before the deadline.
    expect(of(HANGING).calls).toBe(3);
    expect(clock.now() - began).toBeLessThan(10_000);
  });

  it("is left by a caller that goes away: its sockets are freed", async () => {
    const caller = new AbortController();
    const answer = fetch(`${product.baseUrl}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: TIMELINE, variables: { sources } }),
      signal: caller.signal,
    });
    await until(() => of(HANGING).inFlight === 1);
    caller.abort();
    await expect(answer).rejects.toThrow();
    await until(() => of(HANGING).inFlight === 0);
    expect(of(HANGING)).toMatchObject({ calls: 1, aborted: 1 });
  });
});

describe("a read that two operations share", () => {
  it("keeps its socket while one of them waits, and frees it when the last has left", async () => {
    let freed = false;
    const server = await startServer((response) => response.on("close", () => (freed = true)));
    const upstreams = createUpstreams({ clock: new FakeClock() });
    const client = upstreams.client({ name: "lb", region: null, endpoint: server.url, credentials: basic }, kind);
    const work = new SharedWork((signal) => client.json(ask, session(0, signal)));
    const [first, last] = [new AbortController(), new AbortController()];
    const waits = [first, last].map(({ signal }) => failure(work.wait(signal)));
    await until(() => server.seen.length === 1);

    first.abort();
    expect(await waits[0]).toMatchObject({ code: "DEADLINE_EXCEEDED" });
    // A socket closed by now would be seen by the server before it sees another request.
    server.handler = (response) => response.end();
    await (await fetch(server.url)).text();
    expect([freed, work.isAbandoned, client.stats().inFlight]).toEqual([false, false, 1]);

    last.abort();
    expect(await waits[1]).toMatchObject({ code: "DEADLINE_EXCEEDED" });
    await until(() => freed);
    expect([work.isAbandoned, client.stats().inFlight]).toEqual([true, 0]);
    expect(server.seen).toHaveLength(2);
    await upstreams.close();
    await server.close();
  });
});
