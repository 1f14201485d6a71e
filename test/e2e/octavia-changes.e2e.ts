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

const STATES = ["ERROR", "PENDING_UPDATE", "PENDING_DELETE", "PENDING_CREATE"];

/** Balancers change their status in Octavia's own database, each in its turn, whatever they jump over. */
const changeTwoASecond = (ids: readonly string[]) => {
  const began = Date.now();
  const until = { isOver: false };
  let changes = 0;
  const change = (number: number): string => {
    // Another one than in the round before.
    const status = STATES[(number + Math.floor(number / ids.length)) % STATES.length] ?? "";
    const set = `provisioning_status = '${status}', updated_at = UTC_TIMESTAMP()`;
    return `UPDATE load_balancer SET ${set} WHERE id = '${ids[(number * 7) % ids.length] ?? ""}';`;
  };
  const run = (async () => {
    while (!until.isOver) {
      const pause = new Promise((resolve) => setTimeout(resolve, 500));
      // What a busy machine could not do in time is done late, a few at once.
      const due = Math.min(Math.floor((Date.now() - began) / 500) - changes, 6);
      if (due > 0) await sql(Array.from({ length: due }, (_, i) => change(changes + i)).join(" "));
      changes += Math.max(due, 0);
      await pause;
    }
  })();
  return {
    async end(): Promise<void> {
      until.isOver = true;
      await run;
    },
    done: () => ({ changes, seconds: Math.round((Date.now() - began) / 1000) }),
  };
};

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

    // A shorter one than the claim: OCTAVIA_READS=300 is the whole of it. Read list by list a report takes 17 calls here.
    const READS = Number(process.env.OCTAVIA_READS ?? 24);
    test.each([
      ["in one page", READS, undefined],
      ["list by list", READS / 2, "small"],
    ])(
      "loses no balancer while two a second change their status, read %s %d times",
      async (_how, reads, name) => {
        await seedStory();
        const raw = await rawBalancers(token);
        const audited = raw.filter((each) => each.provisioning_status in STATUS).map(({ id }) => id);
        const changing = changeTwoASecond(audited);
        const lost: string[] = [];
        const told: string[] = [];
        try {
          await withProduct([balancers(name === undefined ? {} : { endpoint: small })], async (product) => {
            for (let number = 0; number < reads; number += 1) {
              const page = await product.data<Page>(PAGE, { first: 200 });
              told.push(...page.loadBalancerAudits.coverage.map(({ state }) => state));
              const found = new Set(idsOf(page));
              lost.push(...audited.filter((id) => !found.has(id)).map((id) => `${number} ${id}`));
            }
          });
        } finally {
          await changing.end();
          await seedStory();
        }
        const moved = told.filter((state) => state === "CHANGED_WHILE_READING").length;
        const { changes, seconds } = changing.done();
        if (READS > 100) {
          console.log(
            `${reads} reads, ${changes} changes in ${seconds} s, ${lost.length} lost, ${moved} told as changed`,
          );
        }
        expect(lost).toEqual([]);
        expect(changes).toBeGreaterThan(reads / 20);
        expect(told.filter((state) => state !== "COMPLETE")).toHaveLength(moved);
      },
      3_000_000,
    );
  });

  test("a walk stays exact while balancers are really changed and deleted between its pages", async () => {
    const admin = await tokenFor(rig.admin);
    const before = await rawBalancers(token);
    // One without children, of a provider that is here: Octavia refuses to delete any other.
    const bare = (status: string) =>
      before.find(
        ({ provisioning_status: word, listeners, pools, provider }) =>
          word === status && listeners.length === 0 && pools.length === 0 && provider === "noop_driver",
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
