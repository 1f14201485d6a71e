import { isListType, isObjectType } from "graphql";
import { buildAuditSchema } from "../../src/graphql/schema.js";
import { memoryBalancerSource } from "./support/memory-balancer-source.js";
import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type Product, startProduct } from "./support/product.js";

/** Where its window ends in a file is known only by reading up to there. */
const FORWARD = new Set(["auditLogEntries"]);
/** What stands in files is shown in the order in which it was written. */
const UNORDERED = new Set(["auditLogEntries", "entries"]);
/** Events, and no list that is paged. */
const EVENTS = new Set(["auditRecordAppeared"]);

const { executable } = buildAuditSchema();

const connections = Object.values(executable.getTypeMap())
  .filter(isObjectType)
  .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type: type.name, field })))
  .filter(({ field }) => String(field.type).endsWith("Connection") && !EVENTS.has(field.name));

describe("every connection of the schema", () => {
  test.each(connections.map(({ type, field }) => [`${type}.${field.name}`, field] as const))(
    "%s takes the arguments of Relay, and its type has their answers",
    (_name, field) => {
      const type = executable.getType(String(field.type));
      if (!isObjectType(type)) throw new Error("no connection");
      const args = field.args.map(({ name, type: of }) => `${name}: ${String(of)}`);
      const fields = Object.values(type.getFields()).map(({ name, type: of }) => `${name}: ${String(of)}`);
      const isForward = FORWARD.has(field.name);
      expect(args).toEqual(expect.arrayContaining(["first: Int", "after: String"]));
      expect(args.includes("last: Int") && args.includes("before: String")).toBe(!isForward);
      expect(args.some((each) => each.startsWith("orderBy: "))).toBe(!UNORDERED.has(field.name));
      expect(fields).toEqual(expect.arrayContaining(["pageInfo: PageInfo!", "totalCount: Int"]));
      const { edges } = type.getFields();
      expect(isListType(edges && "ofType" in edges.type ? edges.type.ofType : undefined)).toBe(true);
    },
  );
});

interface Page {
  readonly nodes: readonly { readonly id: string }[];
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number | null;
}

const WINDOW = 'window: { from: "2026-08-01T00:00:00Z" }';

/** Every list, as the arguments that it needs and the path that leads to it. */
const lists: readonly (readonly [string, readonly string[]])[] = [
  ["usageAuditPeriods(ARGS)", ["usageAuditPeriods"]],
  [`usageAuditPeriods(${WINDOW}, orderBy: OLDEST_FIRST, ARGS)`, ["usageAuditPeriods"]],
  ['usageAuditPeriod(source: "compute") { hosts(ARGS) REST }', ["usageAuditPeriod", "hosts"]],
  ['computeHost(source: "compute", name: "cmp-01") { usageAudits(ARGS) REST }', ["computeHost", "usageAudits"]],
  [
    'computeHost(source: "compute", name: "cmp-01") { usageAudits(orderBy: OLDEST_FIRST, ARGS) REST }',
    ["computeHost", "usageAudits"],
  ],
  ['usageAuditPeriod(source: "compute") { hosts(orderBy: DESCENDING, ARGS) REST }', ["usageAuditPeriod", "hosts"]],
  ["computeHosts(ARGS)", ["computeHosts"]],
  ["computeHosts(orderBy: DESCENDING, ARGS)", ["computeHosts"]],
  ["databaseInstances(ARGS)", ["databaseInstances"]],
  ["databaseInstances(orderBy: DESCENDING, ARGS)", ["databaseInstances"]],
  [`auditLogFiles(${WINDOW}, ARGS)`, ["auditLogFiles"]],
  ["loadBalancers(ARGS)", ["loadBalancers"]],
  ["loadBalancers(orderBy: DESCENDING, ARGS)", ["loadBalancers"]],
  ["loadBalancerAudits(ARGS)", ["loadBalancerAudits"]],
  ["loadBalancerAlerts(ARGS)", ["loadBalancerAlerts"]],
  ["loadBalancerAlerts(orderBy: OLDEST_FIRST, ARGS)", ["loadBalancerAlerts"]],
  [`auditRecords(${WINDOW}, ARGS)`, ["auditRecords"]],
  [`auditRecords(${WINDOW}, filter: { text: "1" }, orderBy: OLDEST_FIRST, ARGS)`, ["auditRecords"]],
];

const REST =
  "{ nodes { id } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount }";
/** No page of a list is as large as this. */
const WHOLE = 200;
const SIZE = 3;

describe.each(lists)("%s", (list, path) => {
  let product: Product;

  beforeAll(async () => {
    product = await startProduct({
      sources: [memoryUsageSource(), memoryDatabaseSource({ filesEach: 4 }), memoryBalancerSource()],
    });
  });
  afterAll(() => product.stop());

  const page = async (args: string): Promise<Page> => {
    const asked = list.replace("ARGS", args);
    const query = asked.includes("REST") ? asked.replace("REST", REST) : `${asked} ${REST}`;
    let found: unknown = await product.data(`{ ${query} }`);
    for (const step of path) found = (found as Record<string, unknown>)[step];
    return found as Page;
  };

  test("a walk from the end shows what a walk from the start shows, turned round, and both tell the truth of their ends", async () => {
    const whole = await page(`first: ${WHOLE}`);
    const ids = whole.nodes.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
    expect(whole.totalCount).toBe(ids.length);

    const forward: string[] = [];
    for (let after = ""; ;) {
      const { edges, pageInfo, nodes } = await page(`first: ${SIZE}${after}`);
      expect(edges.map(({ node }) => node.id)).toEqual(nodes.map(({ id }) => id));
      expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([edges[0]?.cursor, edges.at(-1)?.cursor]);
      expect(pageInfo.hasPreviousPage).toBe(forward.length > 0);
      forward.push(...nodes.map(({ id }) => id));
      expect(pageInfo.hasNextPage).toBe(forward.length < ids.length);
      if (!pageInfo.hasNextPage) break;
      after = `, after: "${pageInfo.endCursor ?? ""}"`;
    }
    expect(forward).toEqual(ids);

    const backward: string[] = [];
    for (let before = ""; ;) {
      const { edges, pageInfo, nodes } = await page(`last: ${SIZE}${before}`);
      expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([edges[0]?.cursor, edges.at(-1)?.cursor]);
      expect(pageInfo.hasNextPage).toBe(backward.length > 0);
      backward.unshift(...nodes.map(({ id }) => id));
      expect(pageInfo.hasPreviousPage).toBe(backward.length < ids.length);
      if (!pageInfo.hasPreviousPage) break;
      before = `, before: "${pageInfo.startCursor ?? ""}"`;
    }
    expect(backward).toEqual(ids);
  });

  test("between two cursors stands what stands between them", async () => {
    const whole = await page(`first: ${WHOLE}`);
    const [from, to] = [whole.edges[0], whole.edges.at(-1)];
    const between = await page(`first: ${WHOLE}, after: "${from?.cursor ?? ""}", before: "${to?.cursor ?? ""}"`);
    expect(between.nodes).toEqual(whole.nodes.slice(1, -1));
    const ending = await page(`last: 1, after: "${from?.cursor ?? ""}", before: "${to?.cursor ?? ""}"`);
    expect(ending.nodes).toEqual(whole.nodes.slice(1, -1).slice(-1));
  });
});

describe("a size that stands in the schema as the default of first", () => {
  let product: Product;

  beforeAll(async () => {
    product = await startProduct({ sources: [memoryUsageSource()] });
  });
  afterAll(() => product.stop());

  test.each([
    ["last: 5", 5],
    ["first: null, last: 5", 5],
    ["first: 12, last: 5", 5],
    ["first: 5", 5],
    ["first: 5, last: null", 5],
    ["last: null", 12],
  ])("(%s) lists %i periods", async (args, length) => {
    const { usageAuditPeriods } = await product.data<{ usageAuditPeriods: { nodes: unknown[] } }>(
      `{ usageAuditPeriods(${args}) { nodes { id } } }`,
    );
    expect(usageAuditPeriods.nodes).toHaveLength(length);
  });

  test("another first beside last is refused, and costs nothing", async () => {
    const { body } = await product.ask("{ usageAuditPeriods(first: 11, last: 5) { nodes { id } } }");
    expect(body.errors?.[0]?.message).toBe("first, last: ask for one of them, not both; each takes 1 to 200.");
    expect(body.extensions).toMatchObject({ cost: { upstreamCalls: { planned: 0 } } });
  });

  test("last costs what first costs", async () => {
    const [first, last] = await Promise.all(
      ["first: 5", "last: 5"].map((args) => product.ask(`{ usageAuditPeriods(${args}) { nodes { id } } }`)),
    );
    expect(last?.body.extensions).toMatchObject({ cost: { requested: 9 } });
    expect(last?.body.extensions?.cost).toMatchObject({
      requested: (first?.body.extensions?.cost as { requested: number }).requested,
    });
  });
});
