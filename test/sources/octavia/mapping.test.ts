import { isInTrouble } from "../../../src/audit/load-balancers.js";
import { toBalancer, toComponents } from "../../../src/sources/octavia/mapping.js";
import { tree } from "../../../src/sources/octavia/wire.js";

const info = { name: "lb", kind: "OCTAVIA", region: null } as const;
const ID = "37f8faeb-0d07-5064-beb2-c1f87d21b7ce";
const raw = (more: object = {}) => ({
  id: ID,
  name: "shop",
  provisioning_status: "ERROR",
  operating_status: "OFFLINE",
  project_id: "45b25805ef494b2f95c974b06246ea8e",
  created_at: "2026-03-18T21:33:50",
  updated_at: "2026-11-24T02:32:02",
  provider: "octavia",
  vip_address: "10.0.0.22",
  listeners: [],
  pools: [],
  ...more,
});
const record = (more: object = {}) => toBalancer(raw(more), info, 7)?.record;

describe("a balancer", () => {
  test("stands at its last update, in UTC, with everything that is told of it", () => {
    expect(record()).toEqual({
      key: { time: Date.parse("2026-11-24T02:32:02Z"), source: "lb", instance: "", id: ID },
      source: info,
      fetchedAt: 7,
      loadBalancerId: ID,
      status: "ERROR",
      createdAt: Date.parse("2026-03-18T21:33:50Z"),
      updatedAt: Date.parse("2026-11-24T02:32:02Z"),
      name: "shop",
      projectId: "45b25805ef494b2f95c974b06246ea8e",
      operatingStatus: "OFFLINE",
      provider: "octavia",
      vipAddress: "10.0.0.22",
    });
  });

  test("that was never updated stands at its creation", () => {
    const created = Date.parse("2026-03-18T21:33:50Z");
    expect(record({ updated_at: null, provisioning_status: "PENDING_CREATE" })).toMatchObject({
      status: "BUILD",
      updatedAt: created,
      key: { time: created },
    });
  });

  test("without name, address or known operating status has null there", () => {
    expect(record({ name: "", vip_address: undefined, operating_status: "ODD" })).toMatchObject({
      name: null,
      vipAddress: null,
      operatingStatus: null,
    });
  });

  test.each(["ACTIVE", "DELETED"])("in %s is known, and in no report", (word) => {
    expect(toBalancer(raw({ provisioning_status: word }), info, 7)).toMatchObject({ id: ID, record: null });
  });

  test.each([
    ["no id", { id: undefined }],
    ["an id that is no UUID", { id: "123" }],
    ["an id in upper case", { id: ID.toUpperCase() }],
    ["a status that is none", { provisioning_status: "error" }],
    ["no creation", { created_at: null }],
    ["an update with a zone", { updated_at: "2026-11-24T02:32:02Z" }],
    ["an impossible update", { updated_at: "2026-02-30T02:32:02" }],
  ])("with %s is not taken over", (_what, change) => {
    expect(toBalancer(raw(change), info, 7)).toBeUndefined();
  });
});

const part = (id: number, more: object = {}) => ({
  id: `00000000-0000-4000-8000-00000000000${id}`,
  name: `part-${id}`,
  provisioning_status: "ACTIVE",
  operating_status: "ONLINE",
  ...more,
});

test("a status tree becomes a list, and a pool of two listeners comes once", () => {
  const pool = {
    ...part(3, { operating_status: "DEGRADED" }),
    health_monitor: { ...part(4), type: "HTTP" },
    members: [{ ...part(5, { operating_status: "ERROR" }), address: "10.1.0.1", protocol_port: 8080 }, part(6)],
  };
  const listeners = [part(1, { pools: [pool] }), part(2, { pools: [pool], provisioning_status: "PENDING_UPDATE" })];
  const parts = toComponents(tree.parse({ statuses: { loadbalancer: { listeners } } }));
  expect(parts.map(({ kind, name }) => `${kind} ${name ?? ""}`)).toEqual([
    "LISTENER part-1",
    "POOL part-3",
    "HEALTH_MONITOR part-4",
    "MEMBER part-5",
    "MEMBER part-6",
    "LISTENER part-2",
  ]);
  expect(parts[3]).toMatchObject({ address: "10.1.0.1", port: 8080, operatingStatus: "ERROR" });
  expect(parts.filter(isInTrouble).map(({ name }) => name)).toEqual(["part-3", "part-5", "part-2"]);
});
