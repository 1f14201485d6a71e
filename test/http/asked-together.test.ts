/* eslint max-lines: ["error", 300] -- every type that has a key, counted over one product */
import { DENSE } from "../../sandbox/index.js";
import { encodeId, type NodeRef } from "../../src/audit/id.js";
import { type ConfiguredProduct, startConfigured } from "./support/configured-product.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const COUNTS = [1, 40, 200] as const;

interface Calls {
  readonly planned: number;
  readonly made: number;
}
interface Found {
  readonly calls: Calls;
  readonly nodes: readonly ({ readonly id: string } | null)[];
}

const INSTANCES = 220;
const COMPUTE = "compute-eu";
/** Nova's periods of the sandbox are hours here, so that there are two hundred. */
const END = Date.UTC(2026, 10, 20, 11);

describe("what one call brings is asked for together", () => {
  let product: ConfiguredProduct;
  let daily: string;
  beforeEach(async () => {
    product = await startConfigured(() => ({ server: { port: 0, deadlineMs: 120_000 } }));
    const { control } = product.sandbox;
    const database = control.database("rds-eu");
    const made = Array.from({ length: INSTANCES }, (_, at) => database.createInstance({ name: `many-${at}` }));
    daily = made[0]?.id ?? "";
    // A file every half hour, as the services cut them, for ten days.
    const begin = (at: number): number => END - at * (HOUR / 2);
    control
      .database("rds-eu")
      .instance(daily)
      .setFiles(Array.from({ length: 480 }, (_, at) => ({ begin: begin(at) })));
    control.nova(COMPUTE).setPeriod("hour", { rewriteHistory: true });
    const balancers = Array.from({ length: 200 }, (_, at) => ({
      ...(control.atlas.balancers()[0] as object),
      id: 5_000 + at,
    }));
    control.atlas.setBalancers(balancers as never);
    control.atlas.setAlerts(
      balancers.map(({ id }) => ({
        ...(control.atlas.alerts()[0] as object),
        id: 10_000 + id,
        loadbalancerId: id,
      })) as never,
    );
    control.log.reset();
  });
  afterEach(() => product.stop());

  const ask = async (query: string, variables: object): Promise<{ readonly data: unknown; readonly calls: Calls }> => {
    product.sandbox.control.log.reset();
    const { body } = await product.ask(query, variables);
    expect(body.errors).toBeUndefined();
    const { upstreamCalls } = (body.extensions as { cost: { upstreamCalls: Calls } }).cost;
    const sent = product.sandbox.control.log.requests().filter(({ source }) => source !== "keystone").length;
    expect(sent).toBe(upstreamCalls.made);
    expect(upstreamCalls.made).toBeLessThanOrEqual(upstreamCalls.planned);
    return { data: body.data, calls: upstreamCalls };
  };

  /** By both ways in: each is asked anew, of a product that has read nothing of it but what the first way read. */
  const nodes = async (ids: readonly string[]): Promise<Found> => {
    const { data, calls } = await ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids });
    return { calls, nodes: (data as { nodes: Found["nodes"] }).nodes };
  };
  const entities = async (type: string, ids: readonly string[], fields = "id"): Promise<Found> => {
    const r = ids.map((id) => ({ __typename: type, id }));
    const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { ${fields} } } }`;
    const { data, calls } = await ask(query, { r });
    return { calls, nodes: (data as { _entities: Found["nodes"] })._entities };
  };

  const isWhole = ({ nodes: found }: Found, ids: readonly string[]): void =>
    expect(found.map((node) => node?.id)).toEqual(ids);

  const instanceIds = (count: number): string[] =>
    product.sandbox.control
      .database("rds-eu")
      .ids()
      .filter((_, at) => at < count)
      .map((instanceId) => encodeId({ type: "DatabaseInstance", source: "rds-eu", instanceId }));

  test.each([
    [1, 1],
    [40, 3],
    [200, 3],
  ])("%d instances of a source are looked up by the pages of its list", async (count, most) => {
    // 223 instances are three pages of the list.
    const ids = instanceIds(count);
    const found = await nodes(ids);
    isWhole(found, ids);
    expect(found.calls.made).toBeLessThanOrEqual(most);
    // Half a minute on, the list is read anew.
    product.clock.advance(31_000);
    const named = await entities("DatabaseInstance", ids, "id name status engine");
    isWhole(named, ids);
    expect(named.calls.made).toBeLessThanOrEqual(most);
  });

  test("forty of a source with one page of instances are one call", async () => {
    const database = product.sandbox.control.database("dds-eu");
    for (let at = 0; at < 60; at += 1) database.createInstance({ name: `few-${at}` });
    const ids = database
      .ids()
      .slice(0, 40)
      .map((instanceId) => encodeId({ type: "DatabaseInstance", source: "dds-eu", instanceId }));
    const found = await entities("DatabaseInstance", ids, "id name");
    isWhole(found, ids);
    expect(found.calls.made).toBe(1);
    expect(found.calls.planned).toBeLessThan(40);
  });

  test("an instance that the list does not know is null, and one that the list from before lacks is found", async () => {
    const ids = instanceIds(40);
    await nodes(ids);
    const { id: instanceId } = product.sandbox.control.database("rds-eu").createInstance({ name: "new" });
    const unknown = Array.from({ length: 5 }, (_, at) => `no-such-instance-${at}`);
    const added = [instanceId, ...unknown].map((each) =>
      encodeId({ type: "DatabaseInstance", source: "rds-eu", instanceId: each }),
    );
    const found = await nodes([...ids, ...added]);
    expect(found.nodes.slice(0, 41).every((node) => node !== null)).toBe(true);
    expect(found.nodes.slice(41)).toEqual([null, null, null, null, null]);
    expect(found.calls.made).toBeLessThanOrEqual(3);
  });

  const fileIds = async (instanceId: string, source: string, count: number, end: number): Promise<string[]> => {
    const query = `{ auditLogFiles(instances: [{ source: "${source}", instanceId: "${instanceId}" }],
      window: { from: "2024-11-01T00:00:00Z", to: "${new Date(end).toISOString()}" }, first: ${Math.min(200, count)}) { nodes { id } } }`;
    const { data } = await ask(query, {});
    return (data as { auditLogFiles: { nodes: { id: string }[] } }).auditLogFiles.nodes.map(({ id }) => id);
  };
  /** A product that has read nothing yet. */
  const anew = async (found: () => Promise<Found>): Promise<Found> => {
    product.clock.advance(10 * 60_000);
    return found();
  };

  test.each([
    [1, 8],
    [40, 8],
    [200, 12],
  ])("%d files of an instance are few reads of its list", async (count, most) => {
    const ids = await fileIds(daily, "rds-eu", count, END);
    expect(ids).toHaveLength(count);
    const shuffled = ids.toSorted();
    const found = await anew(() => nodes(shuffled));
    isWhole(found, shuffled);
    expect(found.calls.made).toBeLessThanOrEqual(most);
    const named = await anew(() => entities("AuditLogFile", shuffled));
    isWhole(named, shuffled);
    expect(named.calls.made).toBeLessThanOrEqual(most);
  });

  test.each(COUNTS)("%d files that stand close together, a minute each, are few reads as well", async (count) => {
    const ids = await fileIds(DENSE.id, "mysql-eu", count, Date.UTC(2025, 11, 1));
    const found = await anew(() => nodes(ids));
    isWhole(found, ids);
    expect(found.calls.made).toBeLessThanOrEqual(8);
  });

  test("files far apart in a crowded list are read one by one, and not what is between", async () => {
    const page = await fileIds(DENSE.id, "mysql-eu", 1, Date.UTC(2025, 11, 1));
    const first = Date.UTC(2025, 2, 1);
    const windows = Array.from({ length: 12 }, (_, at) => first + at * 20 * DAY);
    const ids = [...page];
    for (const end of windows) ids.push(...(await fileIds(DENSE.id, "mysql-eu", 1, end)));
    const found = await anew(() => nodes([...new Set(ids)]));
    isWhole(found, [...new Set(ids)]);
    expect(found.calls.made).toBeLessThanOrEqual(3 * ids.length);
  });

  test("one file that is gone leaves the others alone", async () => {
    const ids = await fileIds(daily, "rds-eu", 40, END);
    const gone = encodeId({
      type: "AuditLogFile",
      source: "rds-eu",
      instanceId: daily,
      begin: END - HOUR,
      upstreamId: "gone",
    });
    const found = await nodes([...ids, gone]);
    expect(found.nodes.map((node) => node?.id ?? null)).toEqual([...ids, null]);
  });

  const periods = (count: number): Extract<NodeRef, { type: "UsageAuditPeriod" }>[] =>
    Array.from({ length: count }, (_, at) => ({
      type: "UsageAuditPeriod" as const,
      source: COMPUTE,
      begin: END - (at + 1) * HOUR,
      end: END - at * HOUR,
    }));

  test.each(COUNTS)("%d periods are a call each, as Nova has it, and their hosts none", async (count) => {
    const refs = periods(count);
    const ids = refs.map((ref) => encodeId(ref));
    const found = await nodes(ids);
    isWhole(found, ids);
    expect(found.calls.made).toBe(count);
    const again = await entities("UsageAuditPeriod", ids);
    isWhole(again, ids);
    expect(again.calls.made).toBeLessThanOrEqual(count);
  });

  test.each(COUNTS)("%d hosts of a period are one call", async (count) => {
    const hosts = Array.from({ length: count }, (_, at) => `host-${at}`);
    product.sandbox.control.nova(COMPUTE).setHosts(hosts);
    const [period] = periods(1);
    const ids = hosts.map((host) =>
      encodeId({ ...(period as NodeRef & { begin: number; end: number }), type: "HostUsageAudit", host }),
    );
    const found = await nodes(ids);
    isWhole(found, ids);
    expect(found.calls.made).toBe(1);
    const again = await entities("HostUsageAudit", ids);
    isWhole(again, ids);
    expect(again.calls.made).toBe(1);
  });

  test.each(COUNTS)("%d balancers are one report, and their alerts a call for each hundred", async (count) => {
    const balancers = Array.from({ length: count }, (_, at) => String(5_000 + at));
    const ids = balancers.map((loadBalancerId) =>
      encodeId({ type: "LoadBalancerAudit", source: "lb", loadBalancerId }),
    );
    for (const found of [await nodes(ids), await entities("LoadBalancerAudit", ids)]) {
      isWhole(found, ids);
      expect(found.calls.made).toBe(1);
    }
    const alerts = balancers.map((loadBalancerId) =>
      encodeId({
        type: "LoadBalancerAlert",
        source: "lb",
        loadBalancerId,
        alertId: String(10_000 + Number(loadBalancerId)),
      }),
    );
    for (const found of [await nodes(alerts), await entities("LoadBalancerAlert", alerts)]) {
      isWhole(found, alerts);
      expect(found.calls.made).toBe(Math.ceil(count / 100));
    }
  });

  test.each(COUNTS)("%d keys without an id of their own ask nothing, and their fields together", async (count) => {
    const at = <T>(make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
    const asked = (r: readonly object[], type: string, fields: string) =>
      ask(`query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { ${fields} } } }`, { r });
    const sources = at(() => ({ __typename: "AuditSource", name: "rds-eu" }));
    expect((await asked(sources, "AuditSource", "name kind")).calls.made).toBe(0);
    const hosts = at((i) => ({ __typename: "ComputeHost", sourceName: COMPUTE, name: `host-${i}` }));
    expect((await asked(hosts, "ComputeHost", "name")).calls.made).toBe(0);
    const balancers = at((i) => ({ __typename: "LoadBalancer", sourceName: "lb", loadBalancerId: 5_000 + i }));
    expect((await asked(balancers, "LoadBalancer", "audit { id }")).calls.made).toBe(1);
    const instances = product.sandbox.control
      .database("rds-eu")
      .ids()
      .slice(0, count)
      .map((instanceId) => ({ __typename: "DatabaseInstance", sourceName: "rds-eu", instanceId }));
    expect((await asked(instances, "DatabaseInstance", "name status engine")).calls.made).toBeLessThanOrEqual(3);
  });
});
