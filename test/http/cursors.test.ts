import { parseConfig } from "../../src/config/parse.js";
import { type ManualClock, manualClock, type Sandbox, startSandbox } from "../../sandbox/index.js";
import { sourceKinds } from "../../src/sources/registry.js";
import { systemClock } from "../../src/upstream/clock.js";
import { type Product, startWith } from "./support/product.js";
import { daysAgo, iso, NOW } from "./support/world.js";

const PAGE = `query ($window: TimeWindowInput!, $after: String, $last: Int) {
  auditRecords(window: $window, filter: { sources: ["mysql-eu", "compute-eu"] }, first: 20, after: $after) {
    edges { cursor node { id } }
    pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
  }
  files: auditLogFiles(instances: [{ source: "mysql-eu", instanceId: "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07" }],
    window: $window, last: $last) {
    edges { cursor node { id } }
    pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
  }
}`;
interface List {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly endCursor: string };
}
interface Answer {
  readonly auditRecords: List;
  readonly files: List;
}

describe("the cursors of a list", () => {
  let clock: ManualClock;
  let sandbox: Sandbox;
  let one: Product;

  const startOver = (): Promise<Product> => {
    const file = { server: { port: 0 }, ...sandbox.configuration() };
    const config = parseConfig(file, { origin: "auditgraph.yaml", env: {}, kinds: sourceKinds });
    return startWith(config, { clock: { ...systemClock, now: clock } });
  };
  const window = { from: iso(daysAgo(20)), to: iso(daysAgo(1)) };
  const ask = (product: Product, after?: string): Promise<Answer> =>
    product.data<Answer>(PAGE, { window, after, last: 20 });

  beforeAll(async () => {
    clock = manualClock(NOW);
    sandbox = await startSandbox({ clock, control: false });
    one = await startOver();
  });
  afterAll(async () => {
    await one.stop();
    await sandbox.stop();
  });

  test("are the same in every answer where its end is given, so that an unchanged page is an unchanged answer", async () => {
    const first = await ask(one);
    expect(first.auditRecords.edges).toHaveLength(20);
    expect(first.files.edges).toHaveLength(20);
    const second = await ask(one, first.auditRecords.pageInfo.endCursor);
    clock.advance(60_000);
    expect(JSON.stringify(await ask(one))).toBe(JSON.stringify(first));
    expect(JSON.stringify(await ask(one, first.auditRecords.pageInfo.endCursor))).toBe(JSON.stringify(second));
  });

  test("are the same where another page begins: a record's cursor hangs on no page", async () => {
    const first = await ask(one);
    const [edge, ...rest] = first.auditRecords.edges;
    const second = await ask(one, edge?.cursor);
    expect(second.auditRecords.edges.slice(0, 19)).toEqual(rest);
  });

  test("are the same in another replica, and after a restart", async () => {
    const first = await ask(one);
    const { endCursor } = first.auditRecords.pageInfo;
    const second = await ask(one, endCursor);
    for (let starts = 0; starts < 2; starts += 1) {
      const other = await startOver();
      expect(JSON.stringify(await ask(other))).toBe(JSON.stringify(first));
      expect(JSON.stringify(await ask(other, endCursor))).toBe(JSON.stringify(second));
      await other.stop();
    }
  });

  test("are those of one walk where the end is left open: it is the first page's now", async () => {
    const openly = (after?: string): Promise<Answer> =>
      one.data<Answer>(PAGE, { window: { from: window.from }, after, last: 1 });
    const [edge, ...rest] = (await openly()).auditRecords.edges;
    clock.advance(60_000);
    expect((await openly(edge?.cursor)).auditRecords.edges.slice(0, 19)).toEqual(rest);
    expect((await openly()).auditRecords.edges.map(({ cursor }) => cursor)).not.toContain(edge?.cursor);
  });
});
