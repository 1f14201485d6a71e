import { COMPLETE, expected, read, STATUS } from "./support/balancer-pages.js";
import {
  askOctavia,
  balancers,
  endOctaviaDaemon,
  hasOctavia,
  octaviaRig,
  rawBalancers,
  runDatabase,
  runOctavia,
  seedStory,
  tokenFor,
} from "./support/octavia-rig.js";
import { type Product, startProduct, withProduct } from "./support/product.js";
import { endDaemon, rig, runMainKeystone } from "./support/rig.js";

if (!hasOctavia) console.log("The tests against a real Octavia are SKIPPED: this machine cannot run one.");

(hasOctavia ? describe : describe.skip)("a real Octavia", () => {
  let token: string;
  beforeAll(async () => {
    await seedStory();
    token = await tokenFor(octaviaRig.auditor);
  });

  test("balancers in every audited status are told in order, in both directions, whatever time they were updated", async () => {
    const raw = await rawBalancers(token);
    expect(new Set(raw.map((each) => each.provisioning_status))).toEqual(new Set([...Object.keys(STATUS), "ACTIVE"]));
    expect(raw.some((each) => each.updated_at === null)).toBe(true);
    await withProduct([balancers()], async (product) => {
      const { nodes, totalCount, coverage } = await read(product, { orderBy: "OLDEST_FIRST" });
      expect(nodes).toEqual(expected(raw));
      expect([totalCount, coverage]).toEqual([nodes.length, COMPLETE]);
      expect((await read(product)).nodes).toEqual(expected(raw).reverse());
      const filter = { projectIds: [octaviaRig.otherProject], operatingStatuses: ["ERROR"], nameContains: "lb-" };
      const filtered = await read(product, { filter, orderBy: "OLDEST_FIRST" });
      expect(filtered.nodes.length).toBeGreaterThan(0);
      expect(filtered.nodes).toEqual(
        expected(
          raw.filter((each) => each.project_id === octaviaRig.otherProject && each.operating_status === "ERROR"),
        ),
      );
    });
  });

  test.each(["/v2", "/v2.0", "/"])("an endpoint that ends in %s is the same service", async (end) => {
    await withProduct([balancers({ endpoint: `${octaviaRig.endpoint}${end}` })], async (product) => {
      expect((await read(product)).nodes).toEqual(expected(await rawBalancers(token)).reverse());
    });
  });

  test("a balancer is found by its id, whatever its status, with its parts and its name", async () => {
    const raw = await rawBalancers(token);
    // Of their pools one is used by no listener; the second has no listener at all.
    const broken = raw.find((each) => each.name === "lb-14");
    const unused = raw.find((each) => each.name === "lb-21");
    const active = raw.find((each) => each.provisioning_status === "ACTIVE");
    await withProduct([balancers()], async (product) => {
      const query = `query Found($all: [_Any!]!) { _entities(representations: $all) { ... on LoadBalancer {
        name audit { id status components(inTrouble: false) { kind name provisioningStatus operatingStatus address port } } } } }`;
      const all = [broken, active, { id: "00000000-0000-0000-0000-000000000000" }, unused].map((each) => ({
        __typename: "LoadBalancer",
        sourceName: "balancers",
        loadBalancerId: each?.id,
      }));
      type Audit = { readonly id: string; readonly components: readonly { kind: string; name: string }[] } | null;
      const { _entities } = await product.data<{ _entities: { name: string; audit: Audit }[] }>(query, { all });
      expect(_entities[1]).toEqual({ name: active?.name, audit: null });
      expect(_entities[2]).toEqual({ name: null, audit: null });
      expect(_entities[0]).toMatchObject({ name: broken?.name, audit: { status: "ERROR" } });
      const partsOf = (found: { audit: Audit } | undefined): string[] | undefined =>
        found?.audit?.components.map(({ kind, name }) => `${kind} ${name}`);
      expect(partsOf(_entities[0])).toEqual([
        "LISTENER lb-14-http",
        "POOL lb-14-pool",
        "HEALTH_MONITOR lb-14-monitor",
        ...["web-0", "web-1", "web-2"].map((name) => `MEMBER ${name}`),
        "POOL lb-14-spare",
      ]);
      expect(partsOf(_entities[3])).toEqual(["POOL lb-21-spare"]);
      const node = `query Node($id: ID!) { node(id: $id) { ... on LoadBalancerAudit { status name } } }`;
      expect(await product.data(node, { id: _entities[0]?.audit?.id })).toEqual({
        node: { status: "ERROR", name: broken?.name },
      });
    });
  });

  test("by the named roles an observer gets its own project without a hint, and a reader nothing", async () => {
    const raw = await rawBalancers(token);
    await withProduct([balancers({}, octaviaRig.observer)], async (product) => {
      const own = raw.filter((each) => each.project_id === octaviaRig.ownProject);
      expect((await read(product)).nodes).toEqual(expected(own).reverse());
    });
    await withProduct([balancers({}, octaviaRig.plainReader)], async (product) => {
      expect((await read(product)).coverage[0]).toMatchObject({
        state: "FAILED",
        problem: { code: "UPSTREAM_REJECTED" },
      });
    });
    // What the doctor asks: only it tells the two kinds of 200 apart.
    const probe = `/v2/lbaas/loadbalancers?limit=1&project_id=${"0".repeat(32)}`;
    expect((await askOctavia(token, probe)).status).toBe(200);
    expect((await askOctavia(await tokenFor(octaviaRig.observer), probe)).status).toBe(403);
  });

  test("by the roles of 2025.1 an administrator sees all, a reader its own project, and the auditor's role nothing", async () => {
    const endpoint = await runOctavia("newer", { roles: "keystone" });
    const raw = await rawBalancers(token);
    const own = raw.filter((each) => each.project_id === octaviaRig.ownProject);
    try {
      await withProduct([balancers({ endpoint }, rig.admin)], async (product) => {
        expect((await read(product)).nodes).toEqual(expected(raw).reverse());
      });
      await withProduct([balancers({ endpoint }, octaviaRig.plainReader)], async (product) => {
        expect((await read(product)).nodes).toEqual(expected(own).reverse());
      });
      await withProduct([balancers({ endpoint })], async (product) => {
        expect((await read(product)).coverage[0]).toMatchObject({
          state: "FAILED",
          problem: { code: "UPSTREAM_REJECTED" },
        });
      });
    } finally {
      await endOctaviaDaemon("newer");
    }
  });

  describe("while something behind it is down", () => {
    let known: Product;
    beforeEach(async () => {
      known = await startProduct([balancers({ maxRetries: 1 })]);
      expect((await read(known)).coverage).toEqual(COMPLETE);
    });
    afterEach(() => known.stop());

    test("the database: it is unavailable, and nothing of its statement is told or logged", async () => {
      await endOctaviaDaemon("mariadb");
      try {
        const { coverage, nodes } = await read(known);
        expect([coverage[0], nodes]).toMatchObject([
          { state: "FAILED", problem: { code: "UPSTREAM_UNAVAILABLE" } },
          [],
        ]);
        expect(JSON.stringify(coverage) + known.lines.join("")).not.toMatch(/SELECT|pymysql|mariadb\.sock|faultstring/);
      } finally {
        await runDatabase();
      }
      await withProduct([balancers()], async (product) => expect((await read(product)).coverage).toEqual(COMPLETE));
    });

    test("Keystone: who has no token cannot get one, and afterwards all is as before", async () => {
      await endDaemon("keystone");
      try {
        await withProduct([balancers({ maxRetries: 0, endpoint: octaviaRig.endpoint })], async (product) => {
          const { coverage } = await read(product);
          expect(coverage[0]).toMatchObject({ state: "FAILED", problem: { code: "UPSTREAM_UNAVAILABLE" } });
        });
      } finally {
        await runMainKeystone();
      }
      expect((await read(known)).coverage).toEqual(COMPLETE);
    });
  });
});
