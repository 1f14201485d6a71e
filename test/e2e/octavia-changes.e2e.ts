import { COMPLETE, type Entry, expected, idsOf, PAGE, type Page, read, STATUS } from "./support/balancer-pages.js";
import {
  balancers,
  changeOctavia,
  endOctaviaDaemon,
  hasOctavia,
  octaviaRig,
  rawBalancers,
  runOctavia,
  seedStory,
  sql,
  tokenFor,
} from "./support/octavia-rig.js";
import { withProduct } from "./support/product.js";
import { rig } from "./support/rig.js";

(hasOctavia ? describe : describe.skip)("a real Octavia", () => {
  let token: string;
  beforeAll(async () => {
    await seedStory();
    token = await tokenFor(octaviaRig.auditor);
  });

  describe("that gives five at a time", () => {
    let small: string;
    beforeAll(async () => {
      small = await runOctavia("small", { pageMax: 5 });
    });
    afterAll(() => endOctaviaDaemon("small"));

    test.each(["audited", "whole"])("is read exactly, with the listing %s", async (listing) => {
      await withProduct([balancers({ endpoint: small, listing })], async (product) => {
        const { nodes, coverage } = await read(product, { orderBy: "OLDEST_FIRST" });
        expect(nodes).toEqual(expected(await rawBalancers(token)));
        expect(coverage).toEqual(COMPLETE);
      });
    });

    // A shorter one than the claim: OCTAVIA_READS=300 is the whole of it.
    const READS = Number(process.env.OCTAVIA_READS ?? 24);
    test(`loses no balancer in ${READS} reads while two a second change their status`, async () => {
      await seedStory();
      const raw = await rawBalancers(token);
      const audited = raw.filter((each) => each.provisioning_status in STATUS).map(({ id }) => id);
      const states = ["ERROR", "PENDING_UPDATE", "PENDING_DELETE", "PENDING_CREATE"];
      const until = { isOver: false };
      let changes = 0;
      const change = (number: number): string => {
        const id = audited[(number * 7) % audited.length] ?? "";
        const status = states[number % states.length] ?? "";
        const set = `provisioning_status = '${status}', updated_at = UTC_TIMESTAMP()`;
        return `UPDATE load_balancer SET ${set} WHERE id = '${id}';`;
      };
      const changing = (async () => {
        while (!until.isOver) {
          const second = new Promise((resolve) => setTimeout(resolve, 1_000));
          await sql(`${change(changes)} ${change(changes + 1)}`);
          changes += 2;
          await second;
        }
      })();
      const lost: string[] = [];
      const states_ = new Set<string>();
      try {
        await withProduct([balancers()], async (product) => {
          for (let number = 0; number < READS; number += 1) {
            const sources = ["balancers"];
            const page = await product.data<Page>(PAGE, { first: 200, filter: { sources } });
            for (const { state } of page.loadBalancerAudits.coverage) states_.add(state);
            const found = new Set(idsOf(page));
            lost.push(...audited.filter((id) => !found.has(id)).map((id) => `${number} ${sources.join()} ${id}`));
          }
        });
      } finally {
        until.isOver = true;
        await changing;
        await seedStory();
      }
      if (READS > 100) console.log(`${READS} reads, ${changes} changes, coverage ${[...states_].join(", ")}`);
      expect(lost).toEqual([]);
      expect(changes).toBeGreaterThan(READS / 20);
      expect([...states_].filter((state) => state !== "CHANGED_WHILE_READING")).toEqual(["COMPLETE"]);
    }, 1_200_000);
  });

  test("a walk stays exact while balancers are really changed and deleted between its pages", async () => {
    const admin = await tokenFor(rig.admin);
    const before = await rawBalancers(token);
    // One without children, of a provider that is here: Octavia refuses to delete any other.
    const bare = (status: string) =>
      before.find(
        ({ provisioning_status: word, listeners, provider }) =>
          word === status && listeners.length === 0 && provider === "noop_driver",
      );
    const [active, broken] = [bare("ACTIVE"), bare("ERROR")];
    await withProduct([balancers()], async (product) => {
      const met: string[] = [];
      const times: string[] = [];
      let after: string | null = null;
      for (let number = 0; ; number += 1) {
        const page = await read(product, { first: 4, after, orderBy: "NEWEST_FIRST" });
        met.push(...page.nodes.map(({ loadBalancer }) => loadBalancer.loadBalancerId));
        times.push(...page.nodes.map(({ updatedAt }) => updatedAt));
        expect(page.coverage).toEqual(COMPLETE);
        if (number === 0) {
          const path = "/v2/lbaas/loadbalancers";
          const put = await changeOctavia(admin, "PUT", `${path}/${active?.id ?? ""}`, {
            loadbalancer: { description: "x" },
          });
          const gone = await changeOctavia(admin, "DELETE", `${path}/${broken?.id ?? ""}`);
          expect([put.status, gone.status]).toEqual([200, 204]);
        }
        if (!page.pageInfo.hasNextPage) break;
        after = page.pageInfo.endCursor;
      }
      // Who changed has moved to now, behind where the walk began; everybody else is met once, in order.
      const untouched = expected(before.filter((each) => each.id !== broken?.id)).reverse() as Entry[];
      const wanted = untouched.map(({ loadBalancer }) => loadBalancer.loadBalancerId);
      expect(met.filter((id) => id !== broken?.id)).toEqual(wanted);
      expect(times).toEqual([...times].sort().reverse());
      const fresh = await read(product, { first: 2 });
      expect(fresh.nodes.map(({ status }) => status).sort()).toEqual(["PENDING_DELETE", "PENDING_UPDATE"]);
    });
    await seedStory();
  });
});
