import { DAY, HOUR, MINUTE } from "../../src/audit/window.js";
import { type ConfiguredProduct, startConfigured } from "./support/configured-product.js";

const WINDOW = { from: "2026-11-01T00:00:00Z" };
const ORDERS = { source: "mysql-eu", instanceId: "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07" };
const RECORDS = `query ($window: TimeWindowInput!, $newSince: String, $first: Int = 50, $filter: AuditRecordFilter) {
  list: auditRecords(window: $window, newSince: $newSince, first: $first, filter: $filter) { ...News }
}
fragment News on AuditRecordConnection {
  place: newsCursor
  nodes { id occurredAt source { name } }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  coverage { source { name } instance { instanceId } state problem { code } }
}`;
const FILES = `query ($instances: [DatabaseInstanceRef!], $window: TimeWindowInput!, $newSince: String, $last: Int, $orderBy: RecordOrder) {
  list: auditLogFiles(instances: $instances, window: $window, newSince: $newSince, last: $last, orderBy: $orderBy) {
    place: newsCursor totalCount nodes { name begin end } pageInfo { hasNextPage }
  }
}`;
const PERIODS = `query ($newSince: String) {
  list: usageAuditPeriods(sources: ["compute-eu"], newSince: $newSince) { place: newsCursor nodes { end status hostCounts { done } } }
}`;
const BALANCERS = `query ($newSince: String) {
  list: loadBalancerAudits(newSince: $newSince) { place: newsCursor totalCount nodes { loadBalancer { loadBalancerId } status } }
}`;

interface List {
  readonly place: string;
  readonly totalCount?: number | null;
  readonly nodes: readonly Readonly<Record<string, unknown>>[];
  readonly pageInfo: { readonly hasNextPage: boolean };
  readonly coverage: readonly {
    readonly source: { readonly name: string };
    readonly instance: { readonly instanceId: string } | null;
    readonly state: string;
  }[];
}

describe("newSince", () => {
  let product: ConfiguredProduct;
  beforeAll(async () => {
    product = await startConfigured(() => ({}));
  });
  afterAll(() => product.stop());

  const answer = async (query: string, variables: object = {}): Promise<List & { readonly calls: number }> => {
    const { body } = await product.ask(query, { window: WINDOW, instances: [ORDERS], ...variables });
    if (body.errors) throw new Error(JSON.stringify(body.errors));
    const { cost } = body.extensions as { cost: { upstreamCalls: { made: number } } };
    return { ...(body.data as unknown as { list: List }).list, calls: cost.upstreamCalls.made };
  };
  const refusal = async (query: string, variables: object): Promise<unknown> => {
    const { body } = await product.ask(query, { window: WINDOW, instances: [ORDERS], ...variables });
    return body.errors?.[0]?.extensions.code;
  };
  const told = async (query: string, variables: object): Promise<string | undefined> =>
    (await product.ask(query, { window: WINDOW, instances: [ORDERS], ...variables })).body.errors?.[0]?.message;
  const instance = () => product.sandbox.control.database("mysql-eu").instance(ORDERS.instanceId);
  /** A file that the source lists only now, although it ended before. */
  const late = (name: string, ago: number): void => {
    const end = product.clock() - ago;
    instance().insert({ name, begin: end - HOUR, end });
  };

  test("a poll tells nothing where nothing is new, for two calls a list of files and one a report", async () => {
    // Past the noon at which the sandbox's preview appears.
    product.clock.advance(60_000);
    const first = await answer(RECORDS);
    await answer(RECORDS, { newSince: first.place });
    product.clock.advance(1_000);
    const { nodes, calls, pageInfo, coverage, place } = await answer(RECORDS, { newSince: first.place });
    expect(nodes).toEqual([]);
    expect(pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null });
    const timelines = coverage.length;
    expect(calls).toBeLessThanOrEqual(2 * timelines);
    const again = await answer(RECORDS, { newSince: place });
    expect(again.nodes).toEqual([]);
  });

  test("late files are told once, in the order in which they can have become visible", async () => {
    const { place } = await answer(FILES);
    late("third", MINUTE);
    late("first", 11 * HOUR);
    late("second", 3 * HOUR);
    const news = await answer(FILES, { newSince: place });
    expect(news.nodes.map(({ name }) => name)).toEqual(["first", "second", "third"]);
    expect(news.totalCount).toBe(3);
    expect((await answer(FILES, { newSince: news.place })).nodes).toEqual([]);
    // The old token tells them still, whatever the order that is asked for.
    const again = await answer(FILES, { newSince: place, orderBy: "OLDEST_FIRST" });
    expect(again.nodes.map(({ name }) => name)).toEqual(["first", "second", "third"]);
  });

  test("more than a page holds is told page by page", async () => {
    const { place } = await answer(RECORDS);
    product.clock.advance(5 * HOUR);
    const all = await answer(RECORDS, { newSince: place, first: 200 });
    const ids: unknown[] = [];
    let since = place;
    for (let more = true; more;) {
      const page = await answer(RECORDS, { newSince: since, first: 7 });
      expect(page.nodes.length).toBeLessThanOrEqual(7);
      ids.push(...page.nodes.map(({ id }) => id));
      more = page.pageInfo.hasNextPage;
      since = page.place;
    }
    expect(ids).toEqual(all.nodes.map(({ id }) => id));
    expect(ids.length).toBeGreaterThan(7);
  });

  test("a source that is down is named by coverage, and its news come with a later token", async () => {
    const filter = { sources: ["mysql-eu", "rds-eu"] };
    const { place } = await answer(RECORDS, { filter });
    const fault = product.sandbox.control.faults.add({ source: "mysql-eu", kind: "server-error" });
    late("meanwhile", 2 * MINUTE);
    const during = await answer(RECORDS, { filter, newSince: place });
    expect(during.nodes.filter(({ source }) => (source as { name: string }).name === "mysql-eu")).toEqual([]);
    expect(during.coverage.filter(({ state }) => state === "FAILED").map(({ source }) => source.name)).toContain(
      "mysql-eu",
    );
    product.sandbox.control.faults.remove(fault);
    product.clock.advance(2 * MINUTE);
    const after = await answer(RECORDS, { filter, newSince: during.place });
    const ofOrders = after.nodes.filter(({ source }) => (source as { name: string }).name === "mysql-eu");
    expect(ofOrders.length).toBeGreaterThan(0);
    const { nodes } = await answer(RECORDS, { filter, newSince: after.place });
    expect(nodes).toEqual([]);
  });

  test("a file is told once where its source could not list its instances meanwhile", async () => {
    // Of another source there is news at any time, so that the token's moment goes on.
    const filter = { sources: ["mysql-eu", "rds-eu"] };
    const poll = async (newSince: string): Promise<List> => answer(RECORDS, { filter, first: 200, newSince });
    const { place } = await answer(RECORDS, { filter });
    // Nothing of an instance is remembered; what it shows next is news since a day before the failure.
    const quiet = product.sandbox.control.database("mysql-eu").createInstance({ name: "quiet", files: [] });
    product.sandbox.control.faults.add({ source: "mysql-eu", kind: "server-error" });
    product.clock.advance(HOUR);
    const down = await poll(place);
    const failed = down.coverage.filter(({ state }) => state === "FAILED");
    expect(failed.map(({ source, instance: each }) => [source.name, each])).toContainEqual(["mysql-eu", null]);
    product.sandbox.control.faults.clear();
    product.clock.advance(HOUR);
    const end = product.clock() - 22 * HOUR;
    quiet.insert({ name: "late", begin: end - HOUR, end });
    let since = down.place;
    const heard: List["nodes"][number][] = [];
    // It is told, is too old to be remembered, and is asked about again.
    for (const hours of [0, 3, 1, 1]) {
      product.clock.advance(hours * HOUR);
      const news = await poll(since);
      heard.push(...news.nodes);
      since = news.place;
    }
    expect(heard.filter(({ occurredAt }) => Date.parse(String(occurredAt)) === end - HOUR)).toHaveLength(1);
    expect(new Set(heard.map(({ id }) => id)).size).toBe(heard.length);
  });

  test("a period is told when it ends, and again as its hosts report", async () => {
    const { place, nodes } = await answer(PERIODS);
    expect(nodes.length).toBeGreaterThan(1);
    const begin = Date.UTC(2026, 9, 1);
    const nova = product.sandbox.control.nova("compute-eu");
    nova.setRow(begin, "cmp-01.eu.example", null);
    product.clock.advance(2 * DAY);
    const changed = await answer(PERIODS, { newSince: place });
    expect(changed.nodes).toMatchObject([{ end: "2026-11-01T00:00:00Z", status: "PARTIAL" }]);
    expect((await answer(PERIODS, { newSince: changed.place })).nodes).toEqual([]);
  });

  test("a balancer is told in each state in which it is met", async () => {
    const { place } = await answer(BALANCERS);
    const [balancer] = product.sandbox.control.atlas.balancers();
    if (!balancer) throw new Error("no balancer");
    product.sandbox.control.atlas.updateBalancer(balancer.id, {
      status: "PENDING_DELETE",
      updated: product.clock() - MINUTE,
    });
    const told = await answer(BALANCERS, { newSince: place });
    const it = { loadBalancer: { loadBalancerId: String(balancer.id) } };
    expect(told.nodes).toEqual([{ ...it, status: "PENDING_DELETE" }]);
    expect(told.totalCount).toBe(1);
    product.sandbox.control.atlas.updateBalancer(balancer.id, { status: "ERROR", updated: product.clock() });
    const { nodes } = await answer(BALANCERS, { newSince: told.place });
    expect(nodes).toEqual([{ ...it, status: "ERROR" }]);
  });

  test("a token is bound to the list, and stands beside first alone", async () => {
    const { place } = await answer(RECORDS);
    expect(await refusal(RECORDS, { newSince: place, window: { from: "2026-11-02T00:00:00Z" } })).toBe(
      "INVALID_CURSOR",
    );
    expect(await refusal(RECORDS, { newSince: place, filter: { sources: ["mysql-eu"] } })).toBe("INVALID_CURSOR");
    expect(await refusal(FILES, { newSince: place })).toBe("INVALID_CURSOR");
    const other = (what: string): string =>
      `newSince: this token was made with other arguments (${what}); use those, or read the list anew.`;
    expect(await told(FILES, { newSince: place })).toBe(other("it is of another list"));
    const window = { from: "2026-11-02T00:00:00Z" };
    expect(await told(RECORDS, { newSince: place, window })).toBe(other("window differs"));
    const filter = { sources: ["mysql-eu"] };
    expect(await told(RECORDS, { newSince: place, window, filter })).toBe(other("window, filter differ"));
    expect(await refusal(FILES, { newSince: place, last: 3 })).toBe("INVALID_ARGUMENT");
    expect(await refusal(RECORDS, { newSince: place.slice(1) })).toBe("INVALID_CURSOR");
    expect(await refusal(RECORDS, { newSince: "" })).toBe("INVALID_CURSOR");
    expect(await refusal(RECORDS, { newSince: place, first: 0 })).toBe("INVALID_ARGUMENT");
  });

  test("a page that does not select newsCursor makes no call more for it", async () => {
    const without = FILES.replace("place: newsCursor", "");
    await answer(without);
    const { calls } = await answer(without);
    expect((await answer(FILES)).calls).toBeGreaterThan(calls);
    expect((await answer(FILES.replace("place: newsCursor", "place: newsCursor @skip(if: true)"))).calls).toBe(calls);
  });
});
