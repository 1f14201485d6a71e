import { Standings } from "../../src/audit/standings.js";
import { SharedWork } from "../../src/upstream/cache/shared-work.js";
import { createUpstreams } from "../support/upstreams.js";
import { FakeClock, until } from "../upstream/support/fake-clock.js";
import { startServer } from "../upstream/support/http-server.js";
import { ask, basic, failure, kind, session } from "../upstream/support/session.js";
import { type SandboxProduct, startSandboxProduct } from "./support/sandbox-product.js";
import { steppedAsk } from "./support/stepped.js";
import { type Timeline, TIMELINE } from "./support/timeline.js";
import { post } from "../support/post.js";

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
    // After two time-outs in a row there is no third try.
    expect(of(HANGING).calls).toBe(2);
    expect(clock.now() - began).toBeLessThan(10_000);
  });

  it("is left by a caller that goes away: its sockets are freed", async () => {
    const caller = new AbortController();
    const answer = post(product.baseUrl, { query: TIMELINE, variables: { sources } }, {}, caller.signal);
    await until(() => of(HANGING).inFlight === 1);
    caller.abort();
    await expect(answer).rejects.toThrow();
    await until(() => of(HANGING).inFlight === 0);
    expect(of(HANGING)).toMatchObject({ calls: 1, aborted: 1 });
  });
});

const COVERED = `query Covered($sources: [String!], $patienceMs: Int, $after: String, $refill: String) {
  auditRecords(
    window: { from: "2019-11-01T00:00:00Z", to: "2019-12-01T00:00:00Z" }
    filter: { sources: $sources }
    patienceMs: $patienceMs
    after: $after
    refill: $refill
  ) {
    nodes { id source { name } }
    pageInfo { hasNextPage endCursor }
    coverage { source { name } state problem { code retryable } missing { from to } }
  }
}`;

interface Covered {
  readonly auditRecords: {
    readonly nodes: readonly { readonly id: string; readonly source: { readonly name: string } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly coverage: readonly {
      readonly source: { readonly name: string };
      readonly state: string;
      readonly problem: { readonly code: string; readonly retryable: boolean } | null;
      readonly missing: readonly { readonly from: string; readonly to: string }[];
    }[];
  };
}

describe("a page that one source holds", () => {
  const all = ["compute-docs", "compute-eu", "mysql-docs", "dds-docs", "lb"];
  const WHOLE = { from: "2019-11-01T00:00:00Z", to: "2019-12-01T00:00:00Z" };
  let clock: FakeClock;
  let product: SandboxProduct;

  beforeEach(async () => {
    clock = new FakeClock();
    const standings = new Standings(clock, { patienceMs: 1_000, maxPatienceMs: 5_000, deadlineMs: 10_000 });
    product = await startSandboxProduct(clock, standings);
  });
  // What is still under way at the source ends with its time.
  afterEach(async () => {
    clock.advance(10_000);
    await product.stop();
  });

  const ask = async (faulty: string, variables: object): Promise<{ page: Covered["auditRecords"]; ms: number }> => {
    const { data, ms } = await steppedAsk(product, clock, all)(faulty, COVERED, variables);
    return { page: (data as Covered).auditRecords, ms };
  };

  it.each([
    ["compute-docs", { kind: "hang" }],
    ["mysql-docs", { kind: "hang" }],
    ["dds-docs", { kind: "hang", route: "files" }],
    ["lb", { kind: "hang" }],
  ] as const)(
    "comes without it, whole otherwise, sooner from the second time on, and says what is missing: %s %j",
    async (source, fault) => {
      const others = all.filter((each) => each !== source);
      const well = await ask("", { sources: others });
      product.sandbox.control.faults.add({ source, ...fault });
      for (const most of [1_200, 300, 300]) {
        const { page, ms } = await ask(source, { sources: all });
        expect(ms).toBeLessThanOrEqual(most);
        expect(page.nodes).toEqual(well.page.nodes);
        for (const {
          source: { name },
          state,
          problem,
          missing,
        } of page.coverage) {
          const isIt = name === source;
          expect([name, state]).toEqual([name, isIt ? "FAILED" : "COMPLETE"]);
          expect(missing).toEqual(isIt ? [WHOLE] : []);
          if (isIt) expect(problem).toMatchObject({ retryable: true });
        }
      }
    },
  );

  it("waits as long as the caller says", async () => {
    product.sandbox.control.faults.add({ source: "lb", kind: "hang" });
    expect((await ask("lb", { sources: all, patienceMs: 300 })).ms).toBe(400);
  });

  it("gives out a cursor that brings what is missing, once the source is back", async () => {
    const whole = await ask("", { sources: all });
    const fault = product.sandbox.control.faults.add({ source: "mysql-docs", kind: "hang" });
    const { page } = await ask("mysql-docs", { sources: all });
    expect(page.pageInfo.hasNextPage).toBe(false);
    const next = await ask("mysql-docs", { sources: all, after: page.pageInfo.endCursor });
    expect(next.page.nodes).toEqual([]);
    expect(next.page.coverage.flatMap(({ missing }) => missing)).toEqual([WHOLE]);

    product.sandbox.control.faults.remove(fault);
    clock.advance(60_000);
    const refill = await ask("", { sources: all, refill: page.pageInfo.endCursor });
    expect(new Set(refill.page.nodes.map(({ source }) => source.name))).toEqual(new Set(["mysql-docs"]));
    expect(refill.page.coverage.flatMap(({ missing }) => missing)).toEqual([]);
    const shown = [...page.nodes, ...refill.page.nodes].map(({ id }) => id).sort();
    expect(shown).toEqual(whole.page.nodes.map(({ id }) => id).sort());
    const after = await ask("", { sources: all, after: refill.page.pageInfo.endCursor });
    expect(after.page).toMatchObject({ nodes: [], pageInfo: { hasNextPage: false } });
    expect(after.page.coverage.flatMap(({ missing }) => missing)).toEqual([]);
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
