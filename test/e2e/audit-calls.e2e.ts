import { expected, instant, type Host, type Period, PERIOD } from "./support/period.js";
import { compute, type Product, startProduct } from "./support/product.js";
import { askAudit, type RawPeriod, tokenOf, walkRaw } from "./support/raw.js";
import { rig } from "./support/rig.js";

const SECOND = 1_000;
const iso = (time: number): string => new Date(time).toISOString().replace(".000Z", "Z");
const MONTHS = 36;

interface Periods {
  readonly usageAuditPeriods: {
    readonly nodes: readonly Period[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly coverage: readonly { readonly state: string; readonly recordsRead: number; readonly problem: unknown }[];
  };
}
const PERIODS = `query ($window: TimeWindowInput, $first: Int, $after: String) {
  usageAuditPeriods(window: $window, first: $first, after: $after) {
    nodes { ${PERIOD} } pageInfo { hasNextPage endCursor }
    coverage { state recordsRead problem { code retryable upstreamRequestId message } }
  }
}`;
const ONE = `query ($before: DateTime) { usageAuditPeriod(source: "compute", before: $before) { ${PERIOD} } }`;

let product: Product;
let raw: readonly RawPeriod[];
beforeAll(async () => {
  product = await startProduct([compute()]);
  raw = await walkRaw(MONTHS);
});
afterAll(() => product.stop());

const periods = async (variables: object): Promise<Periods["usageAuditPeriods"]> =>
  (await product.data<Periods>(PERIODS, variables)).usageAuditPeriods;
const periodBefore = async (before: number | null): Promise<Period> =>
  (await product.data<{ usageAuditPeriod: Period }>(ONE, { before: before === null ? null : iso(before) }))
    .usageAuditPeriod;
/** The month that ends then. */
const monthEnding = (end: number): Promise<Period> => periodBefore(end + SECOND);
const statesOf = ({ hosts }: Period): string[] => hosts.nodes.map(({ state }) => state);

describe("lists", () => {
  test("the same 36 months read through GraphQL equal what Nova's API gives call by call", async () => {
    const { nodes, coverage, pageInfo } = await periods({ first: MONTHS });
    expect(nodes).toEqual(raw.map((period) => expected(period)));
    expect(coverage).toEqual([{ state: "COMPLETE", recordsRead: MONTHS, problem: null }]);
    expect(pageInfo.hasNextPage).toBe(false);
  });

  test("pages of seven are the same list", async () => {
    const nodes: Period[] = [];
    let after: string | null = null;
    do {
      const page: Periods["usageAuditPeriods"] = await periods({ first: 7, after });
      nodes.push(...page.nodes);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(nodes).toEqual(raw.map((period) => expected(period)));
  });

  test("oldest first is the same list turned round", async () => {
    const from = iso(Date.parse(instant(String(raw.at(-1)?.period_ending))));
    const { auditRecords } = await product.data<{ auditRecords: { nodes: { begin: string; end: string }[] } }>(
      `query ($from: DateTime!) { auditRecords(window: { from: $from }, orderBy: OLDEST_FIRST, first: 200)
         { nodes { ... on UsageAuditPeriod { begin end } } } }`,
      { from },
    );
    const turned = raw.map(({ period_beginning, period_ending }) => ({
      begin: instant(period_beginning),
      end: instant(period_ending),
    }));
    expect(auditRecords.nodes).toEqual(turned.reverse());
  });

  test("a period that Nova cannot add up is missing and told of; all others are served", async () => {
    const window = { from: iso(rig.story.oldest), to: iso(rig.story.unfinished + SECOND) };
    const { nodes, coverage } = await periods({ window, first: 200 });
    expect(nodes).toHaveLength(38);
    expect(nodes.map(({ end }) => end)).not.toContain(iso(rig.story.broken));
    expect(nodes.at(-1)?.end).toBe(iso(rig.story.oldest));
    expect(coverage).toEqual([
      {
        state: "FAILED",
        recordsRead: 38,
        problem: {
          code: "UPSTREAM_UNAVAILABLE",
          retryable: false,
          upstreamRequestId: expect.stringMatching(/^req-[0-9a-f-]{36}$/) as string,
          message: 'Source "compute" is unavailable.',
        },
      },
    ]);
    const [failure] = await product.errors(ONE, { before: iso(rig.story.broken + SECOND) });
    expect(failure?.extensions).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryable: false });
  });
});

describe("one period", () => {
  test("without a time it is what Nova's index gives", async () => {
    const index = (await askAudit(await tokenOf())).json.instance_usage_audit_logs as RawPeriod;
    expect(await periodBefore(null)).toEqual(expected(index));
  });

  test("before a period's end, inside it and after its end: what Nova's show gives", async () => {
    const token = await tokenOf();
    const end = rig.story.sevenHosts;
    for (const before of [end - SECOND, end, end + SECOND, end + 86_400 * SECOND]) {
      const stamp = iso(before).replace("T", " ").replace("Z", "");
      const show = (await askAudit(token, rig.endpoint, stamp)).json.instance_usage_audit_log as RawPeriod;
      expect(await periodBefore(before)).toEqual(expected(show));
    }
    expect((await periodBefore(end)).end).not.toBe(iso(end));
    expect((await monthEnding(end)).end).toBe(iso(end));
  });

  test("a time to come counts as now: what has not happened is not served", async () => {
    expect(await periodBefore(Date.now() + 400 * 86_400 * SECOND)).toEqual(await periodBefore(null));
  });

  test("previous leads from each period to the one before it, and an id leads back", async () => {
    interface Walk {
      readonly usageAuditPeriod: { readonly id: string; end: string; previous: { id: string; end: string } };
    }
    const { usageAuditPeriod: period } = await product.data<Walk>(
      `{ usageAuditPeriod(source: "compute") { id end previous { id end } } }`,
    );
    expect([period.end, period.previous.end]).toEqual(raw.slice(0, 2).map((one) => instant(one.period_ending)));
    const { node } = await product.data<{ node: Period }>(
      `query ($id: ID!) { node(id: $id) { ... on UsageAuditPeriod { ${PERIOD} } } }`,
      { id: period.previous.id },
    );
    expect(raw[1] && expected(raw[1])).toEqual(node);
  });
});

describe("what a real history holds", () => {
  test("a month with a host that runs and one that is missing is RUNNING", async () => {
    const period = await monthEnding(rig.story.unfinished);
    expect([period.status, period.statusText]).toEqual(["RUNNING", "4 of 6 hosts done. 0 errors."]);
    expect(new Set(statesOf(period))).toEqual(new Set(["DONE", "RUNNING", "NOT_RUN"]));
  });

  test("a month without rows is NOT_RUN, as is one before the audit began", async () => {
    for (const end of [rig.story.withoutRows, Date.parse("2001-05-01T00:00:00Z")]) {
      const period = await monthEnding(end);
      expect([period.status, period.hosts.totalCount, new Set(statesOf(period))]).toEqual([
        "NOT_RUN",
        6,
        new Set(["NOT_RUN"]),
      ]);
    }
  });

  test("a host that ended in an unknown state makes the month PARTIAL, and is OTHER", async () => {
    const period = await monthEnding(rig.story.oddState);
    expect(period.status).toBe("PARTIAL");
    expect(statesOf(period).filter((state) => state === "OTHER")).toHaveLength(1);
  });

  test("errors, a stuck host and a month of one host are told apart", async () => {
    const months = [rig.story.withErrors, rig.story.stuckHost, rig.story.oneHost];
    const found = await Promise.all(months.map(monthEnding));
    expect(found.map(({ status }) => status)).toEqual(["DONE_WITH_ERRORS", "RUNNING", "PARTIAL"]);
    expect(found[0]?.statusText).toBe("ALL hosts done. 4 errors.");
  });

  test("a decommissioned host is in its months: seven of six were done", async () => {
    const period = await monthEnding(rig.story.sevenHosts);
    expect([period.status, period.statusText]).toEqual(["DONE", "7 of 6 hosts done. 0 errors."]);
    expect(period.hostCounts).toEqual({ total: 6, done: 7, running: 0, notRun: 0 });
    expect(period.hosts.totalCount).toBe(7);
  });

  test('"ALL hosts done" is not believed where a host that is gone makes up for one that did not run', async () => {
    const period = await monthEnding(rig.story.madeUp);
    expect([period.statusText, period.status]).toEqual(["ALL hosts done. 0 errors.", "PARTIAL"]);
    expect(period.hostCounts.notRun).toBe(1);
  });

  test("a host's own history holds the months that know it, and no others", async () => {
    interface Through {
      readonly usageAuditPeriod: { hosts: { nodes: { host: { name: string; usageAudits: { nodes: Own[] } } }[] } };
    }
    type Own = Pick<Host, "state" | "instances"> & { period: { end: string } };
    const { usageAuditPeriod } = await product.data<Through>(
      `query ($before: DateTime) { usageAuditPeriod(source: "compute", before: $before) { hosts(first: 20) { nodes {
         host { name usageAudits(first: 50) { nodes { state instances period { end } } } } } } } }`,
      { before: iso(rig.story.sevenHosts + SECOND) },
    );
    for (const { host } of usageAuditPeriod.hosts.nodes) {
      const own = raw.filter(({ log, hosts_not_run: missed }) => host.name in log || missed.includes(host.name));
      expect(host.usageAudits.nodes).toEqual(
        own.map((period) => ({
          state: expected(period).hosts.nodes.find((entry) => entry.host.name === host.name)?.state,
          instances: period.log[host.name]?.instances ?? null,
          period: { end: instant(period.period_ending) },
        })),
      );
    }
    expect(usageAuditPeriod.hosts.nodes).toHaveLength(7);
  });
});
