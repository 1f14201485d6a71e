import type { RecordKey } from "../../src/audit/record.js";
import { fill, INSTANCE } from "../contract/support/database-fixture.js";
import { type SandboxProduct, startSandboxProduct } from "../contract/support/sandbox-product.js";

/** One time line over a Nova, a database service, an Atlas and an Octavia at once, page by page over real HTTP. */

jest.setTimeout(120_000);

const WINDOW = { from: Date.parse("2026-06-01T00:00:00Z"), to: Date.parse("2026-08-05T00:00:00Z") };
const SOURCES = ["compute-eu", "mysql-eu", "lb", "balancers-eu"];
const AUDITED: ReadonlySet<string> = new Set(["ERROR", "BUILD", "PENDING_CREATE", "PENDING_UPDATE", "PENDING_DELETE"]);
/** Of all four kinds something stands here: a month's end. */
const TIE = Date.parse("2026-07-01T00:00:00Z");

const RECORDS = `query Records($window: TimeWindowInput!, $filter: AuditRecordFilter, $orderBy: RecordOrder, $first: Int, $after: String) {
  auditRecords(window: $window, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    nodes {
      occurredAt
      source { name }
      ... on UsageAuditPeriod { begin }
      ... on AuditLogFile { upstreamId instance { instanceId } }
      ... on LoadBalancerAudit { loadBalancer { loadBalancerId } }
    }
    pageInfo { hasNextPage endCursor }
    coverage { source { name } state }
  }
}`;

interface Node {
  readonly occurredAt: string;
  readonly source: { readonly name: string };
  readonly begin?: string;
  readonly upstreamId?: string;
  readonly instance?: { readonly instanceId: string };
  readonly loadBalancer?: { readonly loadBalancerId: string };
}
interface Page {
  readonly auditRecords: {
    readonly nodes: readonly Node[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly coverage: readonly { readonly source: { readonly name: string }; readonly state: string }[];
  };
}

const keyOf = (node: Node): RecordKey => ({
  time: Date.parse(node.occurredAt),
  source: node.source.name,
  instance: node.instance?.instanceId ?? "",
  id: node.upstreamId ?? node.loadBalancer?.loadBalancerId ?? String(Date.parse(node.begin ?? "")),
});
const isBefore = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const oldestFirst = (a: RecordKey, b: RecordKey): number =>
  a.time - b.time || isBefore(a.source, b.source) || isBefore(a.instance, b.instance) || isBefore(a.id, b.id);

describe("the time line over every kind of source at once", () => {
  let product: SandboxProduct;
  let fixed: readonly RecordKey[];
  beforeEach(async () => {
    product = await startSandboxProduct((source) =>
      source.name === "mysql-eu" ? { ...source, instances: [INSTANCE.id ?? ""] } : source,
    );
    const { control } = product.sandbox;
    const made = control.database("taurusdb").createInstance(INSTANCE);
    made.append({ id: "at-the-tie", begin: TIE });
    fixed = [...fill(made, "mysql-eu"), ...[5, 6, 7].map((month) => periodOf(month))].filter(inWindow);
    const [balancer] = control.octavia.balancers().filter(({ provisioningStatus: word }) => AUDITED.has(word));
    control.octavia.updateBalancer(balancer?.id ?? "", { updated: TIE });
    const report = control.atlas.balancers();
    control.atlas.setBalancers(report.map((each, i) => (i === 0 ? { ...each, status: "ERROR", updated: TIE } : each)));
  });
  afterEach(() => product.stop());

  /** The period of the month before ends with it. */
  const periodOf = (month: number): RecordKey => {
    const id = String(Date.UTC(2026, month - 1));
    return { time: Date.UTC(2026, month), source: "compute-eu", instance: "", id };
  };
  const inWindow = ({ time }: RecordKey): boolean => time >= WINDOW.from && time < WINDOW.to;
  const atlas = (): RecordKey[] =>
    product.sandbox.control.atlas
      .balancers()
      .filter(({ status }) => AUDITED.has(status))
      .map(({ id, updated }) => ({ time: updated, source: "lb", instance: "", id: String(id) }));
  const octavia = (): RecordKey[] =>
    product.sandbox.control.octavia
      .balancers()
      .filter(({ provisioningStatus }) => AUDITED.has(provisioningStatus))
      .map(({ id, created, updated }) => ({ time: updated ?? created, source: "balancers-eu", instance: "", id }));
  const truth = (): RecordKey[] => [...fixed, ...atlas(), ...octavia()].filter(inWindow).sort(oldestFirst);

  const walk = async (orderBy: string, first: number, between: (page: number) => void = () => undefined) => {
    const window = { from: new Date(WINDOW.from).toISOString(), to: new Date(WINDOW.to).toISOString() };
    const filter = { sources: SOURCES };
    const found: RecordKey[] = [];
    for (let after: string | null = null, pages = 1; ; pages += 1) {
      const { auditRecords } = (await product.ask(RECORDS, { window, filter, orderBy, first, after })) as Page;
      found.push(...auditRecords.nodes.map(keyOf));
      expect(auditRecords.coverage.map(({ source, state }) => [source.name, state]).sort()).toEqual(
        SOURCES.toSorted().map((name) => [name, "COMPLETE"]),
      );
      if (!auditRecords.pageInfo.hasNextPage) return found;
      between(pages);
      after = auditRecords.pageInfo.endCursor;
    }
  };

  test.each([
    ["OLDEST_FIRST", 17],
    ["OLDEST_FIRST", 50],
    ["NEWEST_FIRST", 17],
    ["NEWEST_FIRST", 200],
  ])("is exact in order %s by pages of %d, with all four at one moment", async (order, size) => {
    const expected = truth();
    expect(new Set(expected.filter(({ time }) => time === TIE).map(({ source }) => source))).toEqual(new Set(SOURCES));
    expect(await walk(order, size)).toEqual(order === "OLDEST_FIRST" ? expected : expected.reverse());
  });

  test.each(["OLDEST_FIRST", "NEWEST_FIRST"])(
    "shows everybody once, in order %s, while balancers are updated between its pages",
    async (order) => {
      const { control } = product.sandbox;
      const before = truth();
      const moved = new Set<string>();
      const found = await walk(order, 19, (page) => {
        // An update moves a balancer to now, which is behind the window's end.
        const [next] = octavia().filter((key) => inWindow(key) && !moved.has(key.id) && (page + key.time) % 3 === 0);
        if (!next) return;
        moved.add(next.id);
        control.octavia.updateBalancer(next.id, { provisioningStatus: "PENDING_DELETE" });
      });
      expect(moved.size).toBeGreaterThan(0);
      const ids = (keys: readonly RecordKey[]) =>
        keys.filter(({ id }) => !moved.has(id)).map(({ source, id }) => `${source} ${id}`);
      expect(ids(found)).toEqual(ids(order === "OLDEST_FIRST" ? before : before.reverse()));
      expect(new Set(found.map(({ source, id }) => `${source} ${id}`)).size).toBe(found.length);
    },
  );
});
