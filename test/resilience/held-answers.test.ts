import { Standings } from "../../src/audit/standings.js";
import { FakeClock } from "../upstream/support/fake-clock.js";
import { BALANCERS, COVERAGE, type Covered, FILE_VOLUME, RECORD_VOLUME, USAGE } from "./support/held-queries.js";
import { type SandboxProduct, startSandboxProduct } from "./support/sandbox-product.js";
import { type Asked, steppedAsk } from "./support/stepped.js";

const RDS = { source: "rds-eu", instanceId: "f0e1d2c3b4a54968877665544332211ain01" };
const MYSQL = { source: "mysql-docs", instanceId: "3d39c18788b54a919bab633874c159dfin01" };
const WINDOW = { from: "2026-11-17T00:00:00Z", to: "2026-11-21T00:00:00Z" };
describe("what is put together from several sources, while one of them is silent", () => {
  const all = ["compute-eu", "compute-docs", "mysql-docs", "rds-eu", "dds-docs", "lb", "balancers-eu"];
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

  const ask = async (faulty: string, query: string, variables: object): Promise<Asked> =>
    steppedAsk(product, clock, all)(faulty, query, { window: WINDOW, ...variables });
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows what it asked for
  const answerOf = <T>({ data, errors }: Asked): T => {
    expect(errors).toEqual([]);
    return (data as { readonly answer: T }).answer;
  };
  /** It has failed, for a time, and all others are there. */
  const expectWithout = ({ coverage }: Covered, source: string): void => {
    const states = coverage.map((each) => [each.source.name, each.state]);
    expect(states).toEqual(states.map(([name]) => [name, name === source ? "FAILED" : "COMPLETE"]));
    const own = coverage.filter((each) => each.source.name === source);
    expect(own.length).toBeGreaterThan(0);
    for (const { problem, missing } of own) {
      expect(problem).toMatchObject({ retryable: true });
      expect(missing.length).toBeGreaterThan(0);
    }
  };

  interface Buckets extends Covered {
    readonly buckets: readonly { readonly source: { readonly name: string }; readonly isWhole: boolean }[];
  }

  it.each([
    ["compute-docs", "auditRecordVolume", RECORD_VOLUME, all],
    ["rds-eu", "auditRecordVolume", RECORD_VOLUME, all],
    ["lb", "auditRecordVolume", RECORD_VOLUME, all],
    ["balancers-eu", "auditRecordVolume", RECORD_VOLUME, all],
    ["mysql-docs", "auditLogFileVolume", FILE_VOLUME, ["mysql-docs", "rds-eu", "dds-docs"]],
    ["dds-docs", "auditLogFileVolume", FILE_VOLUME, ["mysql-docs", "rds-eu", "dds-docs"]],
  ])("%s: %s counts the others wholly, sooner from the second time on", async (source, _field, query, sources) => {
    const well = answerOf<Buckets>(await ask("", query, { sources }));
    expect(well.isWhole).toBe(true);
    const ofOthers = ({ buckets }: Buckets) => buckets.filter((bucket) => bucket.source.name !== source);
    product.sandbox.control.faults.add({ source, kind: "hang" });
    for (const most of [1_200, 300, 300]) {
      const asked = await ask(source, query, { sources });
      const answer = answerOf<Buckets>(asked);
      expect(asked.ms).toBeLessThanOrEqual(most);
      expectWithout(answer, source);
      expect(answer.isWhole).toBe(false);
      expect(ofOthers(answer)).toEqual(ofOthers(well));
      const own = answer.buckets.filter((bucket) => bucket.source.name === source);
      expect(own.map(({ isWhole }) => isWhole)).not.toContain(true);
    }
  });

  it.each([
    ["compute-docs", "usageAuditSummary", USAGE, ["compute-eu", "compute-docs"]],
    ["lb", "loadBalancerAuditSummary", BALANCERS, ["lb", "balancers-eu"]],
    ["balancers-eu", "loadBalancerAuditSummary", BALANCERS, ["lb", "balancers-eu"]],
  ])("%s: %s counts the other one wholly", async (source, _field, query, sources) => {
    const others = sources.filter((each) => each !== source);
    const { coverage: _, isWhole, ...counts } = answerOf<Covered>(await ask("", query, { sources: others }));
    expect(isWhole).toBe(true);
    product.sandbox.control.faults.add({ source, kind: "hang" });
    for (const most of [1_200, 300]) {
      const asked = await ask(source, query, { sources });
      expect(asked.ms).toBeLessThanOrEqual(most);
      const answer = answerOf<Covered>(asked);
      expect(answer).toMatchObject(counts);
      expect(answer.isWhole).toBe(false);
      expect(answer.coverage.filter(({ state }) => state === "FAILED").map((each) => each.source.name)).toEqual([
        source,
      ]);
    }
  });

  it("is as patient as the caller says, within the configuration's bound", async () => {
    product.sandbox.control.faults.add({ source: "lb", kind: "hang" });
    expect((await ask("lb", RECORD_VOLUME, { sources: all, patienceMs: 300 })).ms).toBe(400);
    const { errors } = await ask("", RECORD_VOLUME, { sources: all, patienceMs: 5_001 });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["INVALID_ARGUMENT"]);
  });

  it("waits for a source that comes on, however much it has to read", async () => {
    const sources = ["rds-eu", "lb"];
    const well = answerOf<Buckets>(await ask("", RECORD_VOLUME, { sources }));
    // Each call takes less than it may be silent, all of them together much more.
    product.sandbox.control.onCall(({ source }) => {
      if (source === "rds-eu") clock.advance(250);
    });
    const asked = await ask("", RECORD_VOLUME, { sources });
    expect(asked.ms).toBeGreaterThan(1_400);
    expect(answerOf<Buckets>(asked)).toEqual(well);
  });

  describe("news", () => {
    const LIST = `query L($window: TimeWindowInput!, $sources: [String!], $newSince: String) {
      answer: auditRecords(window: $window, filter: { sources: $sources }, newSince: $newSince, first: 200) {
        newsCursor nodes { id } pageInfo { hasNextPage } ${COVERAGE}
      }
    }`;
    interface News extends Covered {
      readonly newsCursor: string;
      readonly nodes: readonly { readonly id: string }[];
    }
    const sources = ["compute-docs", "mysql-docs", "rds-eu", "lb"];
    const window = { from: "2026-11-01T00:00:00Z" };

    it("of the others come at once, and its own once it is back: each once", async () => {
      const news = async (newSince: string, faulty = ""): Promise<News & { readonly ms: number }> => {
        const asked = await ask(faulty, LIST, { sources, window, newSince });
        return { ...answerOf<News>(asked), ms: asked.ms };
      };
      const first = answerOf<News>(await ask("", LIST, { sources, window }));
      const append = (source: "mysql-docs" | "rds-eu", { instanceId }: typeof RDS): void => {
        const end = clock.now() - 60_000;
        product.sandbox.control
          .database(source)
          .instance(instanceId)
          .append({ begin: end - 600_000, end });
      };
      append("mysql-docs", MYSQL);
      append("rds-eu", RDS);
      const fault = product.sandbox.control.faults.add({ source: "mysql-docs", kind: "hang" });
      const without = await news(first.newsCursor, "mysql-docs");
      expect(without.ms).toBeLessThanOrEqual(1_200);
      expect(without.nodes).toHaveLength(1);
      const none = await news(without.newsCursor, "mysql-docs");
      expect(none.ms).toBeLessThanOrEqual(300);
      expect(none.nodes).toEqual([]);
      expect(new Set(none.coverage.flatMap(({ source, state }) => (state === "FAILED" ? source.name : [])))).toEqual(
        new Set(["mysql-docs"]),
      );
      product.sandbox.control.faults.remove(fault);
      clock.advance(60_000);
      const back = await news(none.newsCursor);
      expect(back.nodes).toHaveLength(1);
      expect(back.nodes).not.toEqual(without.nodes);
      expect((await news(back.newsCursor)).nodes).toEqual([]);
    });

    it("are counted from a first answer that it holds no longer than any page", async () => {
      product.sandbox.control.faults.add({ source: "compute-docs", kind: "hang" });
      const asked = await ask("compute-docs", LIST, { sources, window });
      // Of the token its share, of the page a short try.
      expect(asked.ms).toBeLessThanOrEqual(1_500);
      expect(answerOf<News>(asked).newsCursor).not.toBeNull();
    });
  });

  describe("a search of audit logs", () => {
    const SEARCH = `query E($instances: [DatabaseInstanceRef!]!, $window: TimeWindowInput!, $after: String, $first: Int) {
      answer: auditLogEntries(instances: $instances, window: $window, after: $after, first: $first, filter: { actions: ["drop_table"] }) {
        nodes { id: raw } pageInfo { hasNextPage endCursor } scan { stoppedBy filesPassed } ${COVERAGE}
      }
    }`;
    const window = { from: "2019-11-06T00:00:00Z", to: "2019-11-06T12:00:00Z" };
    interface Found extends Covered {
      readonly nodes: readonly { readonly id: string }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      readonly scan: { readonly stoppedBy: string; readonly filesPassed: number };
    }
    const fileAt = (hour: number) => ({
      id: `h${hour}`,
      bytes: 300_000,
      begin: `2019-11-06T0${hour}:00:00Z`,
      end: `2019-11-06T0${hour}:30:00Z`,
    });
    const search = (faulty: string, instances: readonly object[], more: object = {}): Promise<Asked> =>
      ask(faulty, SEARCH, { instances, window, ...more });

    beforeEach(() => {
      const { control } = product.sandbox;
      control
        .database("rds-eu")
        .instance(RDS.instanceId)
        .setFiles([fileAt(1), fileAt(2)]);
      control
        .database("mysql-docs")
        .instance(MYSQL.instanceId)
        .setFiles([fileAt(3), fileAt(4)]);
    });

    it.each([
      ["its list", "files"],
      ["its file store", "download"],
    ])("goes past a source whose silence is that of %s, and no later page forgets it", async (_what, route) => {
      const well = answerOf<Found>(await search("", [MYSQL], { first: 200 }));
      expect(well.nodes.length).toBeGreaterThan(1);
      product.sandbox.control.faults.add({ source: "rds-eu", kind: "hang", route });
      const nodes: unknown[] = [];
      let after: string | null = null;
      for (let pages = 0, more = true; more; pages += 1) {
        const asked = await search("rds-eu", [RDS, MYSQL], { after, first: 1 });
        expect(asked.ms).toBeLessThanOrEqual(pages === 0 ? 1_200 : 300);
        const page = answerOf<Found>(asked);
        nodes.push(...page.nodes);
        const [gap, ...others] = page.coverage.toSorted((a) => (a.source.name === "rds-eu" ? -1 : 1));
        expect(gap).toMatchObject({ source: { name: "rds-eu" }, missing: [window] });
        expect(others.map(({ state, missing }) => [state, missing])).toEqual([["COMPLETE", []]]);
        after = page.pageInfo.endCursor;
        more = page.pageInfo.hasNextPage;
      }
      expect(nodes).toEqual(well.nodes);
    });

    it("waits for the only source there is", async () => {
      product.sandbox.control.faults.add({ source: "rds-eu", kind: "hang", route: "download" });
      const asked = await search("rds-eu", [RDS]);
      expect(answerOf<Found>(asked).scan).toMatchObject({ stoppedBy: "FAILED", filesPassed: 0 });
      expect(asked.ms).toBeGreaterThan(1_200);
    });
  });
});
