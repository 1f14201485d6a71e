import type { Product } from "../../src/product.js";
import { NOW, startSandboxProduct } from "../examples/sandbox-product.js";
import { post } from "../support/post.js";

interface Bucket {
  readonly from: string;
  readonly to: string;
  readonly files?: number | null;
  readonly bytes?: number | null;
  readonly records?: number | null;
  readonly isWhole: boolean;
  readonly kind?: string | null;
  readonly source?: { readonly name: string } | null;
  readonly instance?: { readonly instanceId: string } | null;
  readonly missing?: readonly { from: string; to: string; source: { name: string } }[];
}
interface Volume {
  readonly buckets: readonly Bucket[];
  readonly isWhole: boolean;
  readonly coverage: readonly { state: string; source: { name: string } }[];
}

const DAY = 86_400_000;
const iso = (time: number): string => new Date(time).toISOString().replace(".000Z", "Z");
const window = { from: iso(NOW - 20 * DAY), to: iso(NOW) };

const VOLUME = `query V($window: TimeWindowInput!, $by: BucketSize, $groupBy: AuditLogFileVolumeGroup, $timeZone: String,
  $instances: [DatabaseInstanceRef!]) {
  auditLogFileVolume(window: $window, by: $by, groupBy: $groupBy, timeZone: $timeZone, instances: $instances) {
    buckets { from to files bytes isWhole source { name } instance { instanceId } missing { from to source { name } } }
    isWhole coverage { state source { name } }
  }
}`;
const COUNTS = VOLUME.replace("files bytes", "files");

describe("the volume of audit log files", () => {
  let product: Product;
  let files: { begin: string; sizeBytes: number; instance: { sourceName: string; instanceId: string } }[];

  const ask = async (query: string, variables: object) => {
    const response = await post(product.baseUrl, { query, variables });
    return (await response.json()) as {
      data?: Record<string, never>;
      errors?: { message: string }[];
      extensions: { cost: { upstreamCalls: { planned: number; made: number } } };
    };
  };
  const data = async <T>(query: string, variables: object = {}): Promise<T> => {
    const { data, errors } = await ask(query, variables);
    expect(errors).toBeUndefined();
    return data as T;
  };
  const volume = async (variables: object, query = VOLUME): Promise<Volume> =>
    (await data<{ auditLogFileVolume: Volume }>(query, { window, ...variables })).auditLogFileVolume;
  /** What the pages of the list hold, counted here. */
  const counted = (from: string, to: string) => {
    const inside = files.filter(({ begin }) => begin >= from && begin < to);
    return { files: inside.length, bytes: inside.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
  };

  beforeAll(async () => {
    product = await startSandboxProduct();
    files = [];
    for (let after: string | null = null, more = true; more;) {
      const page: {
        auditLogFiles: { nodes: typeof files; pageInfo: { endCursor: string | null; hasNextPage: boolean } };
      } = await data(
        `query F($window: TimeWindowInput!, $after: String) { auditLogFiles(window: $window, first: 200, after: $after) {
          nodes { begin sizeBytes instance { sourceName instanceId } } pageInfo { endCursor hasNextPage } } }`,
        { window, after },
      );
      files.push(...page.auditLogFiles.nodes);
      ({ endCursor: after, hasNextPage: more } = page.auditLogFiles.pageInfo);
    }
    expect(files.length).toBeGreaterThan(1_000);
  });
  afterAll(() => product.stop());

  test("each day holds what the pages of the list hold of it, by bytes and by totals alone", async () => {
    const byBytes = await volume({});
    const byTotals = await volume({}, COUNTS);
    expect(byBytes.buckets).toHaveLength(21);
    for (const [at, { from, to, files: count, bytes }] of byBytes.buckets.entries()) {
      expect({ files: count, bytes }).toEqual(counted(from, to));
      expect(byTotals.buckets[at]?.files).toBe(count);
    }
    expect([byBytes.buckets[0]?.from, byBytes.buckets.at(-1)?.to]).toEqual([window.from, window.to]);
  });

  test("an instance that is gone is named as missing, by itself without a number, and beside others with theirs", async () => {
    const { buckets, isWhole, coverage } = await volume({ groupBy: "INSTANCE", by: "MONTH" });
    expect(isWhole).toBe(false);
    expect(coverage.filter(({ state }) => state !== "COMPLETE").map(({ source }) => source.name)).toEqual(["mysql-eu"]);
    const unread = buckets.filter(({ files: count }) => count === null);
    expect(new Set(unread.map(({ instance }) => instance?.instanceId))).toEqual(
      new Set(["e4f1a2b3c5d64789a0b1c2d3e4f56789in07"]),
    );
    for (const { from, to, bytes, missing, isWhole: isCounted } of unread) {
      expect([bytes, isCounted]).toEqual([null, false]);
      expect(missing).toEqual([{ from, to, source: { name: "mysql-eu" } }]);
    }
    const together = await volume({ by: "MONTH" });
    for (const { files: count, isWhole: isCounted, from, to, missing } of together.buckets) {
      expect([typeof count, isCounted]).toEqual(["number", false]);
      expect(missing).toEqual([{ from, to, source: { name: "mysql-eu" } }]);
    }
    const instances = [{ source: "mysql-docs", instanceId: "3d39c18788b54a919bab633874c159dfin01" }];
    const alone = await volume({ instances });
    expect([alone.isWhole, alone.buckets.every((bucket) => bucket.isWhole)]).toEqual([true, true]);
  });

  test("hours, weeks and months come to the same sum", async () => {
    const whole = counted(window.from, window.to);
    for (const by of ["HOUR", "WEEK", "MONTH"]) {
      const { buckets } = await volume({ by });
      expect(buckets.reduce((sum, { files: count }) => sum + (count ?? 0), 0)).toBe(whole.files);
      expect(buckets.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)).toBe(whole.bytes);
    }
  });

  test("days begin where the time zone has them, of 23 and 25 hours too", async () => {
    const { buckets } = await volume({ timeZone: "Asia/Shanghai" });
    expect(buckets[1]?.from).toBe("2026-10-31T16:00:00Z");
    for (const { from, to, files: count } of buckets) expect(count).toBe(counted(from, to).files);
    const october = { from: "2026-10-24T22:00:00Z", to: "2026-10-26T23:00:00Z" };
    const berlin = await volume({ timeZone: "Europe/Berlin", window: october, instances: [] });
    const hours = berlin.buckets.map(({ from, to }) => (Date.parse(to) - Date.parse(from)) / 3_600_000);
    expect(hours).toEqual([25, 24]);
    const twice = await volume({ timeZone: "Europe/Berlin", window: october, instances: [], by: "HOUR" });
    expect(twice.buckets).toHaveLength(49);
    const beirut = { from: "2026-03-27T22:00:00Z", to: "2026-03-30T21:00:00Z" };
    const skipped = await volume({ timeZone: "Asia/Beirut", window: beirut, instances: [] });
    expect(skipped.buckets.map(({ from }) => from.slice(0, 13))).toEqual([
      "2026-03-27T22",
      "2026-03-28T22",
      "2026-03-29T21",
    ]);
  });

  test("each source and each instance is counted by itself where that is asked for", async () => {
    const bySource = await volume({ groupBy: "SOURCE", by: "MONTH" });
    for (const { source, from, to, files: count } of bySource.buckets) {
      const inside = files.filter(
        ({ begin, instance }) => begin >= from && begin < to && instance.sourceName === source?.name,
      );
      expect(count).toBe(inside.length);
    }
    const byInstance = await volume({ groupBy: "INSTANCE", by: "MONTH" });
    const names = byInstance.buckets.map(
      ({ source, instance }) => `${source?.name ?? ""}/${instance?.instanceId ?? ""}`,
    );
    expect(names).toEqual([...names].sort());
    expect(new Set(names).size).toBeGreaterThan(new Set(bySource.buckets.map(({ source }) => source?.name)).size);
  });

  test("what is asked again comes out of the cache, but for the last days", async () => {
    const first = await ask(VOLUME, { window });
    const again = await ask(VOLUME, { window });
    expect(again.data).toEqual(first.data);
    const { made, planned } = again.extensions.cost.upstreamCalls;
    expect(made).toBeLessThan(planned);
    expect(made).toBeLessThan(60);
  });

  test("records of every kind are counted, kind by kind", async () => {
    const query = `query R($window: TimeWindowInput!) { auditRecordVolume(window: $window, by: MONTH, groupBy: KIND) {
      buckets { from to kind records isWhole } isWhole coverage { state source { name } } } }`;
    const { auditRecordVolume } = await data<{ auditRecordVolume: Volume }>(query, { window });
    const sum = (kinds: readonly string[]): number =>
      auditRecordVolume.buckets
        .filter(({ kind }) => kinds.includes(kind ?? ""))
        .reduce((all, { records }) => all + (records ?? 0), 0);
    expect(sum(["TAURUSDB", "RDS", "DDS"])).toBe(files.length);
    expect(sum(["NOVA"])).toBeGreaterThan(0);
  });

  test("periods are counted by status, balancers by status and age", async () => {
    const { usageAuditSummary, loadBalancerAuditSummary, loadBalancerAudits } = await data<{
      usageAuditSummary: { byStatus: { status: string; periodCount: number }[]; isWhole: boolean };
      loadBalancerAuditSummary: { byStatusAndAge: { balancerCount: number; oldestUpdatedAt: string | null }[] };
      loadBalancerAudits: { totalCount: number };
    }>(`{ usageAuditSummary(window: { from: "2026-01-15T00:00:00Z", to: "2026-11-01T00:00:01Z" }, sources: ["compute-eu"]) {
        byStatus { status periodCount errorCount } isWhole }
      loadBalancerAuditSummary { byStatusAndAge { status age balancerCount oldestUpdatedAt } isWhole }
      loadBalancerAudits { totalCount } }`);
    expect(usageAuditSummary.isWhole).toBe(true);
    expect(usageAuditSummary.byStatus.reduce((sum, { periodCount }) => sum + periodCount, 0)).toBe(10);
    const counts = loadBalancerAuditSummary.byStatusAndAge;
    expect(counts.reduce((sum, { balancerCount }) => sum + balancerCount, 0)).toBe(loadBalancerAudits.totalCount);
    for (const { balancerCount, oldestUpdatedAt } of counts) expect(oldestUpdatedAt === null).toBe(balancerCount === 0);
  });

  test("an unknown zone and a window of too many spans are refused by name", async () => {
    const refused = async (variables: object) => (await ask(VOLUME, { window, ...variables })).errors?.[0]?.message;
    expect(await refused({ timeZone: "Mars/Base" })).toMatch(/timeZone: "Mars\/Base" is no time zone/);
    const years = { from: "2024-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z" };
    expect(await refused({ window: years, by: "HOUR", instances: [] })).toMatch(
      /by: the window has more than 1000 spans/,
    );
  });
});
