import type { LoadBalancerReader } from "../../../src/audit/load-balancers.js";
import { readAll, session } from "../../contract/support/read.js";
import { balancer, cloud, idOf, keysOf, Rig, WINDOW } from "./support.js";

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.start();
});
afterEach(() => rig.stop());

describe("balancers that are looked up", () => {
  const audited = keysOf(cloud(30, 20)).map(({ id }) => id);
  beforeEach(() => void rig.control.octavia.setBalancers(cloud(30, 20)));
  const routes = (): string[] => rig.requests().map(({ route }) => route);

  test("up to three cost a call each, more of them one report", async () => {
    const few = rig.open().open(session());
    expect((await few.audit(audited[0] ?? ""))?.loadBalancerId).toBe(audited[0]);
    expect(await few.audit("00000000-0000-4000-8000-999999999999")).toBeNull();
    expect(await few.audit("123")).toBeNull();
    expect(routes()).toEqual(["balancer", "balancer"]);
    rig.control.log.reset();
    const many = rig.open().open(session());
    const found = await Promise.all(audited.map((id) => many.audit(id)));
    expect(found.map((record) => record?.loadBalancerId)).toEqual(audited);
    expect(routes()).toEqual(["balancers"]);
  });

  test("one in no audited status is null, and has its name", async () => {
    const reader = rig.open().open(session());
    const active = cloud(30, 20).find(({ provisioningStatus }) => provisioningStatus === "ACTIVE");
    expect(await reader.audit(active?.id ?? "")).toBeNull();
    expect(await reader.name(active?.id ?? "")).toBe(active?.name);
    expect(routes()).toEqual(["balancer"]);
  });

  test("pools that no listener uses are told too, at a call for a balancer that has some, or may have", async () => {
    const broken = { provisioningStatus: "ERROR", operatingStatus: "ERROR" } as const;
    rig.control.octavia.setBalancers([
      balancer(1, { ...broken, hasTree: true, hasSparePool: true }),
      balancer(2, { ...broken, hasSparePool: true }),
      balancer(3, { ...broken, hasTree: true }),
    ]);
    const partsBy = async (of: readonly number[], prepare: (reader: LoadBalancerReader) => Promise<unknown>) => {
      rig.control.log.reset();
      const reader = rig.open().open(session());
      await prepare(reader);
      rig.control.log.reset();
      const all: string[][] = [];
      for (const number of of) {
        all.push((await reader.components(idOf(number))).map(({ kind, name }) => `${kind} ${name ?? ""}`));
      }
      return { all, routes: routes() };
    };
    const whole = await partsBy([1, 2, 3], (reader) => readAll(reader.audits(), WINDOW));
    const [both, spare, used] = whole.all;
    expect(both?.at(-1)).toBe("POOL lb-1-spare");
    expect(both?.filter((part) => part.startsWith("POOL"))).toHaveLength(2);
    expect(spare).toEqual(["POOL lb-2-spare"]);
    expect(used?.filter((part) => part.startsWith("POOL"))).toEqual(["POOL lb-3-pool"]);
    expect(whole.routes).toEqual(["status", "pools", "pools", "status"]);
    // One that was looked up is known as well; of one that was not, both are asked.
    const lookedUp = await partsBy([3], (reader) => reader.audit(idOf(3)));
    expect(lookedUp).toEqual({ all: [used], routes: ["status"] });
    const unknown = await partsBy([3], () => Promise.resolve());
    expect(unknown).toEqual({ all: [used], routes: ["status", "pools"] });
  });

  test("many pools are read page by page, and an end is found where a list has none", async () => {
    rig.control.octavia
      .setBalancers([balancer(1, { provisioningStatus: "ERROR", hasTree: true, hasSparePool: true })])
      .behave({ pageMax: 1 });
    const reader = rig.open().open(session());
    expect((await reader.components(idOf(1))).filter(({ kind }) => kind === "POOL")).toHaveLength(2);
    expect(routes()).toEqual(["status", "pools", "pools", "pools"]);
    rig.control.faults.add({ source: "balancers-eu", route: "pools", kind: "repeated-page" });
    rig.control.log.reset();
    await rig.open().open(session()).components(idOf(1));
    expect(routes().length).toBeLessThanOrEqual(6);
  });

  test("parts are asked for once, and never of one that is known to have none", async () => {
    rig.control.octavia.setBalancers([
      balancer(1, { provisioningStatus: "ERROR", operatingStatus: "ERROR", hasTree: true }),
      balancer(2, { provisioningStatus: "ERROR" }),
    ]);
    const reader = rig.open().open(session());
    await readAll(reader.audits(), WINDOW);
    const [tree, again, none] = await Promise.all([1, 1, 2].map((number) => reader.components(idOf(number))));
    expect(tree?.map(({ kind }) => kind)).toEqual(["LISTENER", "POOL", "HEALTH_MONITOR", "MEMBER", "MEMBER", "MEMBER"]);
    expect([again, none]).toEqual([tree, []]);
    expect(routes()).toEqual(["balancers", "status"]);
  });
});
